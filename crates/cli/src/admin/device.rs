//! `lianxin admin device`.

use std::path::Path;

use clap::Subcommand;
use lianxin_server::admin::{self, Opening};
use lianxin_server::clock::SystemClock;
use serde_json::json;

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
        Device::Revoke { device } => {
            let id = admin::revoke_device(store.as_ref(), &SystemClock, device)?;
            console.answer(&json!({ "id": id, "revoked": true }), |lang| {
                lang.pick(format!("已停用设备 {id}"), format!("device {id} revoked"))
            })
        }
    }
}
