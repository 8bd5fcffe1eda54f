//! `lianxin admin unit`.

use std::path::Path;

use clap::Subcommand;
use lianxin_core::model::ids::UnitId;
use lianxin_server::admin::{self, AdminError, Hand, Opening, Store, UnitRow};
use lianxin_server::clock::SystemClock;
use serde_json::json;

use super::hand::HandArgs;
use crate::console::Console;
use crate::failure::Outcome;
use crate::table::Table;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin admin --data ./county unit add 民政所 --area 431027100000";

#[derive(Debug, Subcommand)]
pub(super) enum Unit {
    /// Add a unit [新建单位]; the same again changes nothing
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county unit add 民政所 --area 431027100000")]
    Add {
        /// The name [单位名称], one of its kind in its area
        #[arg(value_name = "NAME")]
        name: String,
        /// Division code [区划代码] of the place that it belongs to
        #[arg(long, value_name = "CODE")]
        area: String,
        #[command(flatten)]
        hand: HandArgs,
    },
    /// Give a unit another name [更名]; its people stay
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county unit rename 0192f0c1-2d3e-7f00-8000-000000000001 社会事务办")]
    Rename {
        /// The unit, as unit list names it
        #[arg(value_name = "UNIT")]
        unit: String,
        /// The name
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        hand: HandArgs,
    },
    /// Put people into a unit [归入单位], or with --none out of theirs
    #[command(after_help = "\
Examples [例]:
  lianxin admin --data ./county unit join 0192f0c1-2d3e-7f00-8000-000000000001 --login wangfang --login liqiang
  lianxin admin --data ./county unit join --none --login wangfang")]
    Join {
        /// The unit, as unit list names it
        #[arg(value_name = "UNIT", required_unless_present = "none")]
        unit: Option<String>,
        /// Out of their unit
        #[arg(long, conflicts_with = "unit")]
        none: bool,
        /// The account [账号]; may stand several times
        #[arg(long = "login", value_name = "LOGIN", required = true)]
        logins: Vec<String>,
        #[command(flatten)]
        hand: HandArgs,
    },
    /// List the units [单位列表]
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county unit list --area 431027100000")]
    List {
        /// Only in this area [区划代码] and what lies in it
        #[arg(long, value_name = "CODE")]
        area: Option<String>,
    },
}

pub(super) fn run(command: &Unit, data: &Path, console: Console) -> Outcome {
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    let store: &dyn Store = store.as_ref();
    match command {
        Unit::Add { name, area, hand } => {
            let kept = admin::add_unit(store, &hand.hand(store)?, name, area)?;
            console.answer(&hand.document(&kept)?, |lang| {
                let text = match kept.changed {
                    true => lang.pick("已建立单位", "unit added"),
                    false => lang.pick("单位已有，没有改动", "the unit was there"),
                };
                format!("{}{text} {}", hand.said(console), kept.id)
            })
        }
        Unit::Rename { unit, name, hand } => {
            let kept = admin::rename_unit(store, &hand.hand(store)?, id(unit)?, name)?;
            console.answer(&hand.document(&kept)?, |lang| {
                let text = match kept.changed {
                    true => lang.pick("已更名", "renamed"),
                    false => lang.pick("原是这个名称，没有改动", "had this name"),
                };
                format!("{}{text}", hand.said(console))
            })
        }
        Unit::Join { unit, logins, hand, .. } => {
            let unit = unit.as_deref().map(id).transpose()?;
            let joined = admin::join_unit(store, &hand.hand(store)?, unit, logins)?;
            console.answer(&hand.document(&joined)?, |lang| {
                let (new, unchanged) = (joined.joined, joined.unchanged);
                let text = lang.pick(
                    format!("改动 {new} 人，未变 {unchanged} 人"),
                    format!("{new} people changed, {unchanged} unchanged"),
                );
                format!("{}{text}", hand.said(console))
            })
        }
        Unit::List { area } => {
            let rows = admin::units(store, &Hand::at_machine(None, &SystemClock), area.as_deref())?;
            list(&rows, console)
        }
    }
}

fn list(rows: &[UnitRow], console: Console) -> Outcome {
    console.answer(&json!({ "items": rows }), |lang| {
        let mut table = Table::new(lang.pick(["单位", "所属地", "人数", "编号"], ["unit", "area", "people", "id"]));
        for row in rows {
            table.row([row.name.clone(), row.area_name.clone(), row.people.to_string(), row.id.to_string()]);
        }
        table.text()
    })
}

fn id(text: &str) -> Result<UnitId, AdminError> {
    text.trim().parse().map_err(|_| AdminError::UnknownUnit)
}
