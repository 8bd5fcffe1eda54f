//! How wrong PINs are slowed. A PIN is short: what protects it is that few can be tried.

/// After so many wrong PINs in a row, in seconds; the last holds for all that follow.
const WAIT_SECONDS: [u64; 9] = [0, 0, 0, 30, 60, 5 * 60, 15 * 60, 30 * 60, 60 * 60];

/// How long after the last of so many wrong PINs in a row the next is let in, in milliseconds.
pub fn wait_ms(failures: u32) -> u64 {
    let at = usize::try_from(failures).unwrap_or(usize::MAX).min(WAIT_SECONDS.len() - 1);
    WAIT_SECONDS.get(at).copied().unwrap_or(0) * 1_000
}

#[cfg(test)]
mod tests {
    use super::wait_ms;

    #[test]
    fn wrong_pins_wait_longer_and_longer() {
        let waits: Vec<u64> = (0..11).map(|failures| wait_ms(failures) / 1_000).collect();
        assert_eq!(waits, [0, 0, 0, 30, 60, 300, 900, 1_800, 3_600, 3_600, 3_600]);
        assert_eq!(wait_ms(u32::MAX), 3_600_000);
    }
}
