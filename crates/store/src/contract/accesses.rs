//! Who was shown what is masked, who exported and who printed.

use lianxin_model::ids::{Kind, UserId};
use uuid::Uuid;

use super::Engine;
use super::world::{self, ADMIN, CADRE, LEADER, STRANGER, TOWN, TOWN_2, VILLAGE, id};
use crate::{AccessKind, AccessQuery, NewAccess, Result, Store as _, StoreError};

fn unmasking(user: UserId, document: u128, at_ms: i64) -> NewAccess {
    NewAccess {
        at_ms,
        user,
        kind: AccessKind::Unmask,
        document: Some(id(document)),
        document_kind: Some(Kind::Person),
        area: Some(VILLAGE.to_owned()),
        field: Some("health".to_owned()),
        list: None,
        query: None,
        rows: None,
        reason: "核对救助申请".to_owned(),
    }
}

/// All of it comes back, the newest first; every filter holds, alone and with the count.
pub fn accesses_are_kept_and_found(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let export = NewAccess {
        kind: AccessKind::Export,
        document: None,
        document_kind: None,
        area: Some(TOWN.to_owned()),
        field: None,
        list: Some("households".to_owned()),
        query: Some("category=dibao".to_owned()),
        rows: Some(41),
        ..unmasking(ADMIN, 0, 30)
    };
    let print = NewAccess { kind: AccessKind::Print, ..unmasking(STRANGER, 2, 40) };
    let all = [unmasking(LEADER, 1, 10), unmasking(CADRE, 2, 20), export, print];
    let mut seqs = Vec::new();
    for access in &all {
        seqs.push(write.put_access(access)?);
    }
    write.commit()?;
    let read = store.read()?;
    let query = AccessQuery { limit: 10, ..AccessQuery::default() };
    let kept = read.accesses(&query)?;
    let back: Vec<_> = kept.iter().map(|access| (access.seq, access.what.clone())).collect();
    assert_eq!(back, seqs.iter().copied().zip(all).rev().collect::<Vec<_>>());
    let cases: [(AccessQuery, &[usize]); 10] = [
        (AccessQuery { user: Some(LEADER), ..query.clone() }, &[0]),
        (AccessQuery { kind: Some(AccessKind::Unmask), ..query.clone() }, &[1, 0]),
        (AccessQuery { kind: Some(AccessKind::Export), ..query.clone() }, &[2]),
        (AccessQuery { document: Some(id(2)), ..query.clone() }, &[3, 1]),
        (AccessQuery { document: Some(id(2)), user: Some(CADRE), ..query.clone() }, &[1]),
        (AccessQuery { from_ms: Some(20), ..query.clone() }, &[3, 2, 1]),
        (AccessQuery { before_ms: Some(20), ..query.clone() }, &[0]),
        (AccessQuery { within: Some(TOWN.to_owned()), ..query.clone() }, &[1, 0]),
        (AccessQuery { within: Some(TOWN_2.to_owned()), ..query.clone() }, &[3]),
        (AccessQuery { within: Some(world::COUNTY.to_owned()), ..query.clone() }, &[3, 2, 1, 0]),
    ];
    for (query, expect) in cases {
        let found: Vec<u64> = read.accesses(&query)?.iter().map(|access| access.seq).collect();
        assert_eq!(found, expect.iter().map(|place| seqs[*place]).collect::<Vec<_>>(), "{query:?}");
        assert_eq!(read.count_accesses(&query)?, expect.len() as u64, "{query:?}");
    }
    let page = read.accesses(&AccessQuery { before_seq: Some(seqs[2]), limit: 1, ..query })?;
    assert_eq!(page.first().map(|access| access.seq), Some(seqs[1]));
    Ok(())
}

/// Nobody is logged who is not there.
pub fn access_has_a_person(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let nobody = unmasking(UserId(Uuid::nil()), 1, 1);
    assert_eq!(write.put_access(&nobody), Err(StoreError::Missing("user")));
    Ok(())
}
