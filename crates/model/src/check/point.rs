//! Points on the map.

use super::Problem;
use super::width::half_width;

/// The coordinate systems in which points are stored; GCJ-02 is for display only.
const SYSTEMS: [&str; 2] = ["CGCS2000", "WGS-84"];

/// Latitude, longitude and the name of their system: `25.8231,113.9448 CGCS2000`.
///
/// # Errors
/// [`Problem::PointForm`].
pub fn point(text: &str) -> Result<String, Problem> {
    let written = half_width(text);
    let (numbers, system) = written.trim().split_once(' ').ok_or(Problem::PointForm)?;
    let (latitude, longitude) = numbers.split_once(',').ok_or(Problem::PointForm)?;
    let system = SYSTEMS.into_iter().find(|known| *known == system.trim()).ok_or(Problem::PointForm)?;
    let degrees = |text: &str, most: f64| match text.trim().parse::<f64>() {
        Ok(degrees) if degrees.abs() <= most && text.len() <= 16 => Ok(text.trim().to_owned()),
        _ => Err(Problem::PointForm),
    };
    Ok(format!("{},{} {system}", degrees(latitude, 90.0)?, degrees(longitude, 180.0)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points() {
        let cases = [
            ("25.8231,113.9448 CGCS2000", Some("25.8231,113.9448 CGCS2000")),
            (" 25.8231, 113.9448 WGS-84", None),
            ("25.8231,113.9448 WGS-84", Some("25.8231,113.9448 WGS-84")),
            ("25.8231,113.9448 GCJ-02", None),
            ("95,113 CGCS2000", None),
            ("nan,1 CGCS2000", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(point(text).ok().as_deref(), expected, "{text}");
        }
    }
}
