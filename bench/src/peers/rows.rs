//! The measures: the same steps for every peer, and the content verified on both sides after each.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::link::Link;
use super::peer::{Peer, Programs, Stage};
use super::program::Program;
use super::village::{Village, expect};
use super::{CADRE, Failed};

/// A sync that takes longer has failed.
const TIMEOUT_S: u64 = 1_200;
/// On the weak link those that stay connected are given up after this. automerge-repo was seen to begin anew there again and
/// again; perhaps because its server closes a connection whose answer to a ping takes more than five seconds.
const GIVEN_UP_S: u64 = 300;
/// Nothing passes for so long: the conversation is over. Longer than any library here holds messages back.
const QUIET: Duration = Duration::from_millis(1_500);

fn sync(expected: Value) -> Value {
    json!({ "do": "sync", "expect": expected, "timeout_s": TIMEOUT_S })
}

fn sync_or_give_up(expected: Value) -> Value {
    json!({ "do": "sync", "expect": expected, "timeout_s": GIVEN_UP_S })
}

/// Lets the preparation come to an end.
fn settle(stage: &Stage<'_>) {
    match &stage.proxy {
        Some(proxy) => proxy.quiet(QUIET),
        None => std::thread::sleep(QUIET),
    }
    std::thread::sleep(QUIET);
}

/// A device `a` that wrote so many documents, and a device `b` that holds them too.
fn two_devices(stage: &mut Stage<'_>, held: usize) -> Result<(Program, Program, Value), Failed> {
    let mut a = stage.device("a", true)?;
    let mut b = stage.device("b", false)?;
    let ids = a.ask(json!({ "do": "create", "from": 1, "count": held }))?["ids"].clone();
    a.ask(sync(json!([])))?;
    b.ask(json!({ "do": "hold", "ids": ids }))?;
    b.ask(sync(expect(1..=held, None)))?;
    settle(stage);
    // An ordinary day lies between: what PouchDB wrote itself it reads once more in its next sync.
    a.ask(sync(json!([])))?;
    b.ask(sync(json!([])))?;
    Ok((a, b, ids))
}

/// One sync of `a`; where it does not end by itself, until `b`, which stands beside the server, has the other half.
fn both_ways(stage: &Stage<'_>, a: &mut Program, b: &mut Program, to_a: Value, to_b: Value) -> Result<f64, Failed> {
    let begun = Instant::now();
    a.send(&sync(to_a))?;
    if !stage.peer.ends() {
        b.send(&sync(to_b.clone()))?;
    }
    a.receive()?;
    if !stage.peer.ends() {
        b.receive()?;
    }
    let seconds = begun.elapsed().as_secs_f64();
    if let Some(proxy) = &stage.proxy {
        proxy.quiet(QUIET);
    }
    Ok(seconds)
}

/// As [`both_ways`], but none where it did not come to its end in time.
fn weakly(a: &mut Program, b: &mut Program, to_a: Value, to_b: Value) -> Result<Option<f64>, Failed> {
    let begun = Instant::now();
    a.send(&sync_or_give_up(to_a))?;
    b.send(&sync_or_give_up(to_b))?;
    let ended = [a.receive(), b.receive()];
    if begun.elapsed() >= Duration::from_secs(GIVEN_UP_S) {
        return Ok(None);
    }
    for half in ended {
        half?;
    }
    Ok(Some(begun.elapsed().as_secs_f64()))
}

/// Five changed documents on each side of so many; the median of several runs.
pub(crate) fn warm(
    peer: Peer,
    programs: &Programs,
    held: usize,
    runs: usize,
    link: Option<&Link>,
) -> Result<Value, Failed> {
    let mut stage = Stage::set(peer, programs, link)?;
    let mut village = Village::fresh(held);
    let (mut a, mut b, _) = two_devices(&mut stage, held)?;
    let mut figures = Vec::new();
    for run in 0..runs {
        a.ask(json!({ "do": "offline" }))?;
        village.edit(&mut a, 1..=5, run..run + 1)?;
        village.edit(&mut b, 6..=10, run..run + 1)?;
        b.ask(sync(json!([])))?;
        settle(&stage);
        stage.proxy.iter().for_each(|proxy| proxy.reset());
        link.iter().for_each(|link| link.set_weak(true));
        let (to_a, to_b) = (expect(6..=10, Some(run)), expect(1..=5, Some(run)));
        let seconds = match link {
            Some(link) if !peer.ends() => match weakly(&mut a, &mut b, to_a, to_b)? {
                Some(seconds) => seconds,
                None => return Ok(json!({ "given_up_s": GIVEN_UP_S, "bytes": link.bytes() })),
            },
            _ => both_ways(&stage, &mut a, &mut b, to_a, to_b)?,
        };
        let mut figure = json!({ "seconds": seconds });
        if let Some(proxy) = &stage.proxy {
            let counts = proxy.counts();
            let (turns, connections) = (counts.turns, counts.connections);
            figure = json!({ "seconds": seconds, "bytes": counts.bytes(), "up": counts.up, "down": counts.down,
                "turns": turns, "connections": connections });
        } else if let Some(link) = link {
            figure["bytes"] = json!(link.bytes());
            link.set_weak(false);
        }
        eprintln!("  run {run}: {figure}");
        figures.push(figure);
        if peer.ends() {
            b.ask(sync(json!([])))?;
        }
        village.verify("device a", &mut a)?;
        village.verify("device b", &mut b)?;
    }
    figures.sort_by(|one, other| f64::total_cmp(&seconds(one), &seconds(other)));
    let all: Vec<f64> = figures.iter().map(seconds).collect();
    let mut middle = figures.get(figures.len() / 2).cloned().ok_or_else(|| Failed("no run".to_owned()))?;
    middle["all_seconds"] = json!(all);
    Ok(middle)
}

fn seconds(figure: &Value) -> f64 {
    figure["seconds"].as_f64().unwrap_or(f64::INFINITY)
}

/// A new device takes 300 documents with 50 edits each.
pub(crate) fn cold(peer: Peer, programs: &Programs) -> Result<Value, Failed> {
    const HELD: usize = 300;
    const EDITS: usize = 50;
    let mut stage = Stage::set(peer, programs, None)?;
    let mut village = Village::fresh(HELD);
    let mut a = stage.device("a", false)?;
    let ids = a.ask(json!({ "do": "create", "from": 1, "count": HELD }))?["ids"].clone();
    village.edit(&mut a, 1..=HELD, 0..EDITS)?;
    a.ask(sync(json!([])))?;
    let mut watcher = stage.device("watcher", false)?;
    watcher.ask(json!({ "do": "hold", "ids": ids }))?;
    watcher.ask(sync(expect(1..=HELD, Some(EDITS - 1))))?;
    watcher.ask(json!({ "do": "offline" }))?;
    let mut b = stage.device("b", true)?;
    settle(&stage);
    let proxy = stage.proxy.clone().ok_or_else(|| Failed("no proxy".to_owned()))?;
    proxy.reset();
    let begun = Instant::now();
    b.ask(json!({ "do": "hold", "ids": ids }))?;
    let mut listed = Value::Null;
    if peer == Peer::Ours {
        b.ask(json!({ "do": "list", "count": HELD }))?;
        listed = json!(proxy.counts().bytes());
    }
    b.ask(sync(expect(1..=HELD, Some(EDITS - 1))))?;
    let seconds = begun.elapsed().as_secs_f64();
    proxy.quiet(QUIET);
    let counts = proxy.counts();
    village.verify("device a", &mut a)?;
    village.verify("device b", &mut b)?;
    let mut figure = json!({ "seconds": seconds, "up": counts.up, "down": counts.down, "turns": counts.turns,
        "listed_bytes": listed });
    if peer == Peer::Ours {
        figure["saved"] = stage.server.ask(json!({ "do": "figures", "ids": ids }))?["saved"].clone();
    }
    Ok(figure)
}

/// A device hands in ten changes to each of 300 documents.
pub(crate) fn backlog(peer: Peer, programs: &Programs) -> Result<Value, Failed> {
    const HELD: usize = 300;
    const EDITS: usize = 10;
    let mut stage = Stage::set(peer, programs, None)?;
    let mut village = Village::fresh(HELD);
    let (mut a, mut b, ids) = two_devices(&mut stage, HELD)?;
    a.ask(json!({ "do": "offline" }))?;
    village.edit(&mut a, 1..=HELD, 0..EDITS)?;
    settle(&stage);
    let proxy = stage.proxy.clone().ok_or_else(|| Failed("no proxy".to_owned()))?;
    proxy.reset();
    let seconds = both_ways(&stage, &mut a, &mut b, json!([]), expect(1..=HELD, Some(EDITS - 1)))?;
    let counts = proxy.counts();
    if peer.ends() {
        b.ask(sync(json!([])))?;
    }
    village.verify("device a", &mut a)?;
    village.verify("device b", &mut b)?;
    let mut figure = json!({ "seconds": seconds, "up": counts.up, "down": counts.down, "turns": counts.turns });
    if peer == Peer::Ours {
        figure["chunks"] = stage.server.ask(json!({ "do": "figures", "ids": ids }))?["chunks"].clone();
    }
    Ok(figure)
}

/// CPU of the server process for a thousand changes from twenty devices, each with fifty documents of its own.
pub(crate) fn cpu(peer: Peer, programs: &Programs) -> Result<Value, Failed> {
    const DEVICES: usize = 20;
    const EACH: usize = 50;
    let held = DEVICES * EACH;
    let mut stage = Stage::set(peer, programs, None)?;
    let mut village = Village::fresh(held);
    let mut a = stage.device("a", false)?;
    let ids = a.ask(json!({ "do": "create", "from": 1, "count": held }))?["ids"].clone();
    let ids = ids.as_array().cloned().unwrap_or_default();
    a.ask(sync(json!([])))?;
    let mut devices = Vec::new();
    for place in 0..DEVICES {
        let mine = place * EACH + 1..=(place + 1) * EACH;
        let login = format!("{CADRE}{place}");
        if peer == Peer::Ours {
            let numbers = Vec::from_iter(mine.clone());
            stage.server.ask(json!({ "do": "assign", "login": login, "numbers": numbers }))?;
        }
        let mut device = stage.device(&login, true)?;
        let known: Vec<&Value> = ids.iter().skip(place * EACH).take(EACH).collect();
        device.ask(json!({ "do": "hold", "ids": known, "numbers": Vec::from_iter(mine.clone()) }))?;
        let mut first = sync(expect(mine.clone(), None));
        first["direction"] = json!("pull");
        device.ask(first)?;
        village.verify_some(&login, &mut device, mine.clone())?;
        device.ask(json!({ "do": "offline" }))?;
        village.edit(&mut device, mine, 0..1)?;
        devices.push(device);
    }
    a.ask(json!({ "do": "offline" }))?;
    settle(&stage);
    let (begun, before) = (Instant::now(), stage.server.cpu_s()?);
    let mut hand_in = sync(json!([]));
    // Less than what our devices do, which ask for news in the same request.
    hand_in["direction"] = json!("push");
    for device in &mut devices {
        device.send(&hand_in)?;
    }
    for device in &mut devices {
        device.receive()?;
    }
    stage.proxy.iter().for_each(|proxy| proxy.quiet(QUIET));
    let cpu_s = stage.server.cpu_s()? - before;
    let seconds = begun.elapsed().as_secs_f64();
    drop(devices);
    let mut fresh = stage.device("auditor", false)?;
    fresh.ask(json!({ "do": "hold", "ids": ids }))?;
    fresh.ask(sync(expect(1..=held, Some(0))))?;
    village.verify("a new device", &mut fresh)?;
    let memory = stage.server.memory_mb("VmRSS")?;
    Ok(json!({ "cpu_s": cpu_s, "seconds": seconds, "server_mb": memory }))
}
