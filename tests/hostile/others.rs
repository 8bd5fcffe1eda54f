//! Whether others are served while one attacks: the same requests in calm and under attack, in turns.

use std::time::Instant;

use crate::attacker::Attacker;
use crate::devices::bombs;
use crate::scene::Scene;

const TURNS: usize = 4;
const REQUESTS: usize = 50;

/// A device's empty sync, time after time; the times in milliseconds, sorted.
async fn syncs(device: &mut Attacker) -> Vec<f64> {
    let mut times = Vec::with_capacity(REQUESTS);
    for _ in 0..REQUESTS {
        let frame = device.frame(Vec::new());
        let start = Instant::now();
        assert_eq!(device.send(&frame).await, "taken");
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    times
}

/// Figures, and no assertion on them: a machine that does something else meanwhile is no fault of the server. That everything is
/// answered, and rightly, is asserted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_are_served_meanwhile() {
    let scene = Scene::new();
    let mut honest = Attacker::enrol(&scene.county, &scene.server, "a", 1).await;
    let attacker = Attacker::enrol(&scene.county, &scene.server, "b", 2).await;
    let bodies = bombs(&attacker);
    let (mut calm, mut attacked, mut sent) = (Vec::new(), Vec::new(), 0_u32);
    for _ in 0..TURNS {
        calm.extend(syncs(&mut honest).await);
        let attack = async {
            loop {
                for body in &bodies {
                    assert_ne!(attacker.code("/v1/sync", body.clone()).await, "taken");
                    sent += 1;
                }
            }
        };
        tokio::select! {
            times = syncs(&mut honest) => attacked.extend(times),
            () = attack => {}
        }
    }
    let p99 = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() * 99 / 100]
    };
    let (calm, attacked) = (p99(&mut calm), p99(&mut attacked));
    println!("p99 of a sync: {calm:.1} ms in calm, {attacked:.1} ms beside {sent} attacks: {:.2} ×", attacked / calm);
    scene.settle().await;
}
