//! `lianxin device export-unsent`.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use lianxin_core::Core;
use serde_json::json;

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::input;

/// Write everything that is only on this device into a sealed file [导出未交内容]
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin export-unsent 未交内容.lianxin

Asks for a passphrase of at least 8 characters (without a terminal: the first line of standard input). An administrator hands
the file in with admin receive. Nothing changes on the device: what it can send later is not taken twice.")]
pub(super) struct ExportArgs {
    /// The file to be made [文件]; none may be there
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(args: &ExportArgs, core: &Core, console: Console) -> Outcome {
    let name = args.file.display().to_string();
    let sealed = core.export_unsent(&input::new_passphrase(console.lang())?)?;
    let io = |error: std::io::Error| Failure::io(&name, &error);
    let mut file = OpenOptions::new().write(true).create_new(true).open(&args.file).map_err(io)?;
    file.write_all(&sealed).and_then(|()| file.sync_all()).map_err(io)?;
    let (unsent, drafts) = (core.unsent()?, core.drafts().list()?.len());
    console.answer(&json!({ "file": name, "bytes": sealed.len(), "unsent": unsent, "drafts": drafts }), |lang| {
        lang.pick(
            format!("已导出 {unsent} 处未交修改、{drafts} 份草稿到 {name}"),
            format!("{unsent} unsent edits and {drafts} drafts are in {name}"),
        )
    })
}
