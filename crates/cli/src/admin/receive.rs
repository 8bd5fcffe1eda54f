//! `lianxin admin receive`.

use std::path::{Path, PathBuf};

use clap::Args;
use lianxin_core::export::open_export;
use lianxin_server::admin::{self, HandedIn, HandedInRefusal, Opening};
use lianxin_server::clock::SystemClock;
use serde_json::json;

use crate::console::Console;
use crate::failure::Outcome;
use crate::input;
use crate::lang::Lang;
use crate::moment;

/// Take in what a device could not send [代收]: the file that it exported
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin admin --data ./county receive 未交内容.lianxin

Asks for the passphrase that the file was sealed with (without a terminal: the first line of standard input). Each change
is judged as if its device had sent it; the same file may be handed in again without harm, also while the server runs.")]
pub(super) struct ReceiveArgs {
    /// The file [文件]
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(args: &ReceiveArgs, data: &Path, console: Console) -> Outcome {
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    let file = input::file(&args.file)?;
    let export = open_export(&file, &input::passphrase(console.lang())?)?;
    let handed_in = admin::hand_in_frames(store.as_ref(), &SystemClock, export.frames()?)?;
    let sums = Sums::of(&handed_in);
    let answer = json!({
        "device": export.device,
        "user": export.user,
        "user_name": export.user_name,
        "made_ms": export.made_ms,
        "drafts": export.drafts.len(),
        "accepted": sums.accepted,
        "known": sums.known,
        "refused": sums.refused.len(),
        "frames": handed_in,
    });
    console.answer(&answer, |lang| {
        let whose = export.user_name.clone().unwrap_or_default();
        let when = moment::of_ms(export.made_ms);
        let mut lines = vec![lang.pick(
            format!("{whose} {when} 导出：收下 {} 处修改，已有 {} 处", sums.accepted, sums.known),
            format!("{whose}, exported {when}: {} changes taken, {} were here", sums.accepted, sums.known),
        )];
        lines.extend(sums.refused.iter().map(|refused| refusal(refused, lang)));
        lines.extend(handed_in.iter().filter_map(|frame| declined(frame, lang)));
        if !export.drafts.is_empty() {
            let drafts = export.drafts.len();
            lines.push(lang.pick(
                format!("另有 {drafts} 份草稿没有写完，只在文件里"),
                format!("{drafts} drafts were not finished and are only in the file"),
            ));
        }
        lines.join("\n")
    })
}

/// All frames together.
#[derive(Default)]
struct Sums<'a> {
    accepted: usize,
    known: usize,
    refused: Vec<&'a HandedInRefusal>,
}

impl<'a> Sums<'a> {
    fn of(frames: &'a [HandedIn]) -> Self {
        let mut sums = Self::default();
        for frame in frames {
            if let HandedIn::Taken { accepted, known, refused, .. } = frame {
                sums.accepted += accepted;
                sums.known += known;
                sums.refused.extend(refused);
            }
        }
        sums
    }
}

fn refusal(refused: &HandedInRefusal, lang: Lang) -> String {
    lang.pick(
        format!("未收 {}：{}", refused.document, refused.zh),
        format!("not taken {}: {}", refused.document, refused.en),
    )
}

fn declined(frame: &HandedIn, lang: Lang) -> Option<String> {
    match frame {
        HandedIn::Taken { .. } => None,
        HandedIn::Before { .. } => {
            Some(lang.pick("这一部分以前已经代收过", "this part was handed in before").to_owned())
        }
        HandedIn::Declined { zh, en, .. } => {
            Some(lang.pick(format!("有一部分没有收下：{zh}"), format!("a part was not taken: {en}")))
        }
    }
}
