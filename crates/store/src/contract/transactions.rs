//! Transactions: alone, undone, of one moment.

use super::Engine;
use super::world::{self, COUNTY, EPOCH, TENANT, VILLAGE};
use crate::{County, Result, Store as _};

/// What a store is the store of.
pub fn county_is_kept(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let County { tenant, epoch, seq, server_secret, recovering_until_s } = store.read()?.county()?;
    assert_eq!((server_secret, recovering_until_s), (None, None));
    assert_eq!((tenant, epoch), (TENANT, EPOCH));
    let mut write = store.write()?;
    assert_eq!([write.next_seq()?, write.next_seq()?], [seq + 1, seq + 2]);
    write.set_epoch(7)?;
    write.put_server_secret(&[1; 32])?;
    write.put_server_secret(&[2; 32])?;
    write.set_recovering(Some(99))?;
    write.commit()?;
    let server_secret = Some([1; 32]);
    let kept = County { tenant, epoch: 7, seq: seq + 2, server_secret, recovering_until_s: Some(99) };
    assert_eq!(store.read()?.county()?, kept, "the first key stays");
    Ok(())
}

/// The server and the admin process: numbers never repeat, and each sees what the other wrote.
pub fn two_handles_write_in_turns(engine: &impl Engine) -> Result<()> {
    let (server, admin) = (engine.open(), engine.open());
    let mut write = server.write()?;
    world::settle(&mut *write)?;
    write.commit()?;
    let mut numbers = Vec::new();
    for round in 0..6 {
        let store = if round % 2 == 0 { &server } else { &admin };
        let mut write = store.write()?;
        numbers.push(world::found(&mut *write, round, VILLAGE)?.head_seq);
        let moved = world::area(COUNTY, None);
        let renamed = crate::NewArea { name: format!("县{round}"), ..moved };
        numbers.push(write.put_area(&renamed)?.seq);
        write.commit()?;
        for store in [&server, &admin] {
            let read = store.read()?;
            assert!(read.document(world::id(round))?.is_some());
            assert_eq!(read.area(COUNTY)?.map(|area| area.name), Some(format!("县{round}")));
        }
    }
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
    Ok(())
}

/// One of several requests in a transaction is undone; the others stay.
pub fn rollback_undoes_one_of_several(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    for number in 1..=4 {
        write.savepoint()?;
        world::found(&mut *write, number, VILLAGE)?;
        let failed = world::append(&mut *write, &world::household(number, VILLAGE), "founded").is_err();
        assert!(failed, "the same change twice");
        // A mark within a mark, undone alone.
        write.savepoint()?;
        world::append(&mut *write, &world::household(100 + number, VILLAGE), "x")?;
        write.rollback_to()?;
        if number == 2 { write.rollback_to()? } else { write.release()? }
    }
    write.commit()?;
    let read = store.read()?;
    let there: Vec<u128> = (1..=104)
        .filter_map(|number| read.document(world::id(number)).map(|found| found.map(|_| number)).transpose())
        .collect::<Result<_>>()?;
    assert_eq!(there, [1, 3, 4]);
    Ok(())
}

/// Without a commit nothing is kept, the sequence included.
pub fn dropped_writing_never_was(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let before = store.read()?.county()?.seq;
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    world::found(&mut *write, 1, VILLAGE)?;
    drop(write);
    let read = store.read()?;
    assert_eq!(read.county()?.seq, before);
    assert_eq!(read.area(COUNTY)?, None);
    Ok(())
}

/// What is committed after reading began is not seen in it.
pub fn reading_is_of_one_moment(engine: &impl Engine) -> Result<()> {
    let (server, admin) = (engine.open(), engine.open());
    let read = server.read()?;
    let mut write = admin.write()?;
    world::settle(&mut *write)?;
    write.commit()?;
    assert_eq!(read.area(COUNTY)?, None);
    assert!(server.read()?.area(COUNTY)?.is_some());
    Ok(())
}
