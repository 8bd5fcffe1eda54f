//! `lianxin admin device`.

use std::path::Path;

use clap::Subcommand;
use lianxin_core::model::limits::ENROL_CODE_SECONDS;
use lianxin_server::admin::{self, Opening};
use lianxin_server::clock::SystemClock;
use serde_json::json;

use super::hand::{HandArgs, Unattended};
use crate::console::Console;
use crate::failure::Outcome;
use crate::moment;
use crate::table::Table;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin admin --data ./county device list";

#[derive(Debug, Subcommand)]
pub(super) enum Device {
    /// List the devices [设备列表]
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county device list --login wangfang")]
    List {
        /// Only of this account [账号]
        #[arg(long, value_name = "LOGIN")]
        login: Option<String>,
    },
    /// Shut a device out at once and for good [停用设备]
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county device revoke 0192f0c1-2d3e-7f00-8000-000000000001")]
    Revoke {
        /// The device, as device list names it
        #[arg(value_name = "DEVICE")]
        device: String,
        #[command(flatten)]
        hand: HandArgs,
    },
    /// Shut a lost phone out and issue a code for another one of the same person [换机]
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county device replace 0192f0c1-2d3e-7f00-8000-000000000001 --yes

The code works once, for 10 minutes. What the lost phone had handed in is there; the new one gets everything that its person
answers for.")]
    Replace {
        /// The lost device, as device list names it
        #[arg(value_name = "DEVICE")]
        device: String,
        #[command(flatten)]
        hand: HandArgs,
    },
}

pub(super) fn run(command: &Device, data: &Path, console: Console) -> Outcome {
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    match command {
        Device::List { login } => {
            let devices = admin::devices(store.as_ref(), login.as_deref())?;
            console.answer(&json!({ "items": devices }), |lang| {
                let mut table = Table::new(lang.pick(
                    ["设备", "账号", "姓名", "登记时间", "停用时间"],
                    ["device", "login", "name", "enrolled", "revoked"],
                ));
                for device in &devices {
                    table.row([
                        device.id.to_string(),
                        device.login.clone(),
                        device.name.clone(),
                        moment::of_ms(device.enrolled_at_ms),
                        device.revoked_at_ms.map(moment::of_ms).unwrap_or_default(),
                    ]);
                }
                table.text()
            })
        }
        Device::Revoke { device, hand } => {
            hand.ask(console, Unattended::GoesOn, ("停用这台设备", "shut this device out"))?;
            let revoked = admin::revoke_device(store.as_ref(), &hand.hand(store.as_ref())?, device)?;
            console.answer(&hand.document(&revoked)?, |lang| {
                let id = revoked.id;
                let text = lang.pick(format!("已停用设备 {id}"), format!("device {id} revoked"));
                format!("{}{text}", hand.said(console))
            })
        }
        Device::Replace { device, hand } => {
            hand.ask(console, Unattended::NeedsYes, ("停用这台设备并换新机", "shut this device out for another one"))?;
            let replaced = admin::replace_device(store.as_ref(), &hand.hand(store.as_ref())?, device)?;
            console.answer(&hand.document(&replaced)?, |lang| {
                let (id, name, code) = (replaced.device, &replaced.name, replaced.code.as_deref().unwrap_or("-"));
                let minutes = ENROL_CODE_SECONDS / 60;
                let text = lang.pick(
                    format!("已停用设备 {id}；{name} 新设备的登记码：{code}（{minutes} 分钟内有效，只能用一次）"),
                    format!(
                        "device {id} revoked; code for another one of {name}: {code} (once, for {minutes} minutes)"
                    ),
                );
                format!("{}{text}", hand.said(console))
            })
        }
    }
}
