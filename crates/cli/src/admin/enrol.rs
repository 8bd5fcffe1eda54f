//! `lianxin admin enrol`.

use std::path::Path;

use clap::Args;
use lianxin_core::model::limits::ENROL_CODE_SECONDS;
use lianxin_server::admin::{self, Opening};
use lianxin_server::apps;
use lianxin_server::clock::SystemClock;
use serde_json::json;

use crate::console::Console;
use crate::failure::Outcome;
use crate::qr;

/// Issue a one-time code for a new device [设备登记码]
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin admin --data ./county enrol --login wangfang --url https://lianxin.example.gov.cn

The code works once, for 10 minutes. With an address there is a link too, which opens the field app with the code in it where
the server serves the app; on a terminal its QR code is printed.")]
pub(super) struct EnrolArgs {
    /// The account [账号] whose device it becomes
    #[arg(long, value_name = "LOGIN")]
    login: String,
    /// Address under which phones reach the server [服务器地址], for the link and its QR code
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

pub(super) fn run(args: &EnrolArgs, data: &Path, console: Console) -> Outcome {
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    let issued = admin::issue_enrol_code(store.as_ref(), &SystemClock, &args.login)?;
    // What a person types after `device enrol`.
    let typed = match &args.url {
        Some(url) => format!("{url} {}", issued.code),
        None => issued.code.clone(),
    };
    let link = args.url.as_deref().map(|url| apps::enrol_link(url, &issued.code));
    let document = json!({
        "code": issued.code, "login": args.login, "url": args.url, "text": typed, "link": link,
        "expires_at_s": issued.expires_at_s, "expires_in_s": ENROL_CODE_SECONDS,
    });
    console.answer(&document, |lang| {
        let minutes = ENROL_CODE_SECONDS / 60;
        let url = args.url.as_deref().unwrap_or("URL");
        let mut text = lang.pick(
            format!("登记码：{}（{}，{minutes} 分钟内有效，只能用一次）\n", issued.code, issued.name),
            format!("code: {} ({}, works once, for {minutes} minutes)\n", issued.code, issued.name),
        );
        text.push_str(lang.pick("在设备上：", "on the device: "));
        text.push_str(&format!("lianxin device --store FILE enrol {url} {}\n", issued.code));
        if let Some(link) = &link {
            text.push_str(&format!("{}{link}\n", lang.pick("手机上打开：", "on a phone open: ")));
        }
        if console.is_terminal() {
            text.push_str(&qr::picture(link.as_deref().unwrap_or(&typed)));
        }
        text
    })
}
