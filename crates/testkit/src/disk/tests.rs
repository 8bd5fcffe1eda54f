//! SQLite on the disk: it works as on any other, and loses exactly what it says it may lose.

use std::collections::BTreeSet;

use rusqlite::{Connection, OpenFlags};

use super::*;

fn open(disk: &Disk, setup: &str) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags_and_vfs("/d/db", flags, disk.name())?;
    db.execute_batch(setup)?;
    Ok(db)
}

fn count(db: &Connection) -> i64 {
    let check: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    db.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap()
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS t (x); PRAGMA wal_autocheckpoint = 8;";
const INSERT: &str = "INSERT INTO t VALUES (randomblob(1500))";

/// Writes up to a power cut before or after each step; how many of the answered inserts the store had afterwards too few.
fn lost(setup: &str) -> BTreeSet<i64> {
    let setup = format!("{setup}{TABLE}");
    let disk = Disk::new(1);
    disk.record();
    let mut answered = vec![0];
    let db = open(&disk, &setup).unwrap();
    answered.push(disk.recorded());
    for _ in 0..40 {
        db.execute(INSERT, []).unwrap();
        answered.push(disk.recorded());
    }
    drop(db);
    let steps = disk.take_record();
    let mut image = Image::default();
    let mut lost = BTreeSet::new();
    for (place, step) in steps.iter().enumerate() {
        image.apply(step);
        for seed in 0..12 {
            let cut = image.power_cut(&mut ChaCha8Rng::seed_from_u64(seed * 1_000_003 + place as u64));
            disk.load(cut);
            let inserts = answered.iter().skip(2).filter(|answered| **answered <= place + 1).count() as i64;
            let db = open(&disk, &setup).unwrap();
            lost.insert((inserts - count(&db)).max(0));
        }
    }
    lost
}

#[test]
fn a_power_cut_loses_what_was_not_synced_and_nothing_else() {
    assert_eq!(lost("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"), BTreeSet::from([0]));
    assert_eq!(lost("PRAGMA synchronous = EXTRA;"), BTreeSet::from([0]));
    assert_eq!(
        lost("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"),
        BTreeSet::from([0])
    );
    let normal = lost("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    assert!(normal.len() > 3, "not every commit is synced: {normal:?}");
}

#[test]
fn without_syncs_a_power_cut_damages_the_store_or_loses_of_it() {
    let outcome = std::panic::catch_unwind(|| lost("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"));
    assert!(outcome.is_err() || outcome.is_ok_and(|lost| lost != BTreeSet::from([0])));
}

#[test]
fn connections_of_several_threads_share_it() {
    let disk = Disk::new(1);
    let setup = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL;";
    let db = open(&disk, &format!("{setup}{TABLE}")).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let db = open(&disk, setup).unwrap();
                (0..25).for_each(|_| assert_eq!(db.execute(INSERT, []), Ok(1)));
            });
        }
    });
    assert_eq!(count(&db), 100);
}

#[test]
fn each_call_can_fail_in_each_way_and_the_store_works_on() {
    let setup = format!("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;{TABLE}");
    for how in [How::Error, How::Broken, How::Full, How::StopBefore, How::StopAfter] {
        let mut failed = 0;
        for number in 1.. {
            let disk = Disk::new(number);
            disk.fail_at(number, how);
            let mut answered = 0;
            let db = open(&disk, &setup).inspect(|db| {
                answered = (0..12).filter(|_| db.execute(INSERT, []).is_ok()).count() as i64;
            });
            drop(db);
            if !disk.has_failed() {
                break;
            }
            failed += 1;
            match how {
                How::StopBefore | How::StopAfter => disk.power_cut(number),
                _ => disk.heal(),
            }
            let db = open(&disk, &setup).unwrap();
            let kept = count(&db);
            assert!(kept == answered || kept == answered + 1, "{how:?} at {number}: {answered} answered, {kept} kept");
        }
        assert!(failed > 60, "{how:?}: only {failed} calls");
    }
}

#[test]
fn what_was_open_before_a_crash_is_closed_by_it() {
    let disk = Disk::new(1);
    let db = open(&disk, &format!("PRAGMA journal_mode = WAL;{TABLE}")).unwrap();
    db.execute(INSERT, []).unwrap();
    disk.kill();
    assert!(db.execute(INSERT, []).is_err());
    let other = open(&disk, TABLE).unwrap();
    drop(db);
    assert_eq!(count(&other), 1, "a killed process wrote what it wrote");
    assert_eq!(disk.counts().values().sum::<u64>(), disk.calls());
}

#[test]
fn whoever_looks_on_is_not_counted_and_meets_no_fault() {
    let disk = Disk::new(1);
    let db = open(&disk, &format!("PRAGMA journal_mode = WAL; {TABLE}")).unwrap();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    for how in [How::Error, How::Broken, How::Full] {
        disk.heal();
        // The journal holds pages for which the file has to grow.
        (0..4).for_each(|_| assert_eq!(db.execute(INSERT, []), Ok(1)));
        disk.fail_at(disk.calls() + 1, how);
        assert!((0..50).any(|_| db.execute(INSERT, []).is_err()), "{how:?}");
        let calls = disk.calls();
        let look = Connection::open_with_flags_and_vfs("/d/db", flags, disk.watching_name()).unwrap();
        assert!(count(&look) > 0);
        let folded = look.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        assert_eq!(folded, Ok(0), "{how:?}");
        drop(look);
        assert_eq!(disk.calls(), calls);
    }
}
