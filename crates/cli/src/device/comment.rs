//! `lianxin device comment`.

use clap::Subcommand;
use lianxin_core::Core;
use lianxin_core::views::CommentView;
use serde_json::json;

use crate::console::Console;
use crate::failure::Outcome;
use crate::input;
use crate::lang::Lang;
use crate::table::printable;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin device --store ./phone.lianxin comment list CASE";

#[derive(Debug, Subcommand)]
pub(super) enum Comment {
    /// Comment on a household, visit, diary entry or case [批示]; only those who lead may
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin comment add CASE --text 请水利站三日内到现场")]
    Add {
        /// Id of the household, visit, diary entry or case
        #[arg(value_name = "SUBJECT")]
        subject: String,
        /// The words [批示]; - reads standard input
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        text: String,
    },
    /// List what was said of a household, visit, diary entry or case [列表], the oldest first
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin comment list CASE")]
    List {
        /// Id of the household, visit, diary entry or case
        #[arg(value_name = "SUBJECT")]
        subject: String,
    },
}

pub(super) fn run(command: &Comment, core: &Core, console: Console) -> Outcome {
    match command {
        Comment::Add { subject, text } => {
            let comment = core.comments().add(core.resolve(subject)?, &input::text(text)?)?;
            console.answer(&comment, |lang| line(&comment, lang))
        }
        Comment::List { subject } => {
            let comments = core.comments().list(core.resolve(subject)?)?;
            console.answer(&json!({ "items": comments }), |lang| match comments.len() {
                0 => lang.pick("没有批示", "no comments").to_owned(),
                _ => comments.iter().map(|comment| line(comment, lang)).collect(),
            })
        }
    }
}

fn line(comment: &CommentView, lang: Lang) -> String {
    let fields = &comment.fields;
    let name = fields.author.and_then(|author| comment.people.get(&author)).map(String::as_str);
    let (date, text) = (fields.date.as_deref().unwrap_or_default(), fields.text.as_deref().unwrap_or_default());
    let name = name.unwrap_or(lang.pick("不详", "unknown"));
    format!("{}\n", printable(&format!("{date}  {name}{}{text}", lang.pick("：", ": "))))
}
