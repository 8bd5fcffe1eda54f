//! `lianxin device sync --watch`: the background loop of the apps, to be watched.

use std::path::Path;
use std::pin::pin;
use std::time::Duration;

use lianxin_client::SyncEvent;
use lianxin_client::background::{Background, Turns};
use lianxin_client::schedule::{Pace, Reach};
use lianxin_core::feed::SyncReport;
use lianxin_core::{Core, CoreError, SystemPlatform};

use super::sync::runtime;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::lang::Lang;

/// How often it looks whether another command has written something; an app says so itself.
const LOOK: Duration = Duration::from_secs(1);

/// Syncs by itself and says what it does, until it is interrupted or the device is shut out.
pub(super) fn run(store: &Path, console: Console) -> Outcome {
    let core = super::open(store)?;
    if core.user()?.is_none() {
        return Err(CoreError::NotEnrolled.into());
    }
    let path = store.to_owned();
    let open = move || Core::open(&path, SystemPlatform);
    // Where standard output is gone, the loop still does its work.
    let observer = move |_: &Core, event: SyncEvent| drop(console.answer(&event, |lang| text(&event, lang)));
    let background = Background::start(open, Reach::Online, Pace::default(), Turns::default(), observer)?;
    runtime()?.block_on(async {
        let mut interrupted = pin!(tokio::signal::ctrl_c());
        let mut looks = tokio::time::interval(LOOK);
        let mut written = core.edits_written()?;
        while !background.has_ended() {
            tokio::select! {
                _ = &mut interrupted => break,
                _ = looks.tick() => {}
            }
            let written_now = core.edits_written()?;
            if std::mem::replace(&mut written, written_now) != written_now {
                background.handle().edited();
            }
        }
        Ok::<(), Failure>(())
    })
}

fn text(event: &SyncEvent, lang: Lang) -> String {
    match event {
        SyncEvent::Started => lang.pick("开始同步", "sync begins").to_owned(),
        SyncEvent::Progress { sent, received, waiting } => lang.pick(
            format!("已上交 {sent}，收到 {received}，还待上交 {waiting}"),
            format!("{sent} sent, {received} received, {waiting} waiting"),
        ),
        SyncEvent::Finished { report: SyncReport { accepted, refused, received, left, .. }, waiting } => lang.pick(
            format!("同步完成：已接受 {accepted}，未接受 {refused}，收到 {received}，移出 {left}，还待上交 {waiting}"),
            format!(
                "done: {accepted} accepted, {refused} refused, {received} received, {left} left, {waiting} waiting"
            ),
        ),
        SyncEvent::Failed { code, zh, en, retry_in_ms: Some(ms) } => {
            let seconds = ms.div_ceil(1_000);
            lang.pick(
                format!("未能同步 [{code}]：{zh}（{seconds} 秒后再试）"),
                format!("sync failed [{code}]: {en} (again in {seconds} s)"),
            )
        }
        SyncEvent::Failed { code, zh, en, retry_in_ms: None } => lang.pick(
            format!("未能同步 [{code}]：{zh}（有信号时再试）"),
            format!("sync failed [{code}]: {en} (again when there is a network)"),
        ),
        SyncEvent::Idle { next_in_ms } => {
            let minutes = next_in_ms.map_or(0, |ms| ms.div_ceil(60_000));
            lang.pick(
                format!("没有待上交的内容；{minutes} 分钟内再查看"),
                format!("nothing waits; looks again within {minutes} min"),
            )
        }
        SyncEvent::Closed => lang.pick("本机已被停用，不再同步", "this device was shut out; no more syncs").to_owned(),
    }
}
