//! `lianxin admin user`.

use std::path::Path;

use clap::Subcommand;
use lianxin_core::model::role::Role;
use lianxin_server::admin::{self, Account, Opening};
use lianxin_server::clock::SystemClock;
use serde_json::json;

use super::hand::{HandArgs, Unattended};
use crate::console::Console;
use crate::failure::Outcome;
use crate::input;
use crate::lang::Lang;
use crate::table::Table;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin admin --data ./county user add --name 王芳 --login wangfang --role cadre --area 431027100000";

#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Add an account [新建账号]; the same again changes nothing
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county user add --name 王芳 --login wangfang --role cadre --area 431027100000

Roles: cadre 干部, supervisor 领导, admin 管理员, auditor 审计员, collector 民情搜集员.
A supervisor reads everything in AREA; a cadre what is assigned to them.")]
    Add {
        /// The person's name [姓名]
        #[arg(long, value_name = "NAME")]
        name: String,
        /// The word typed at the login [账号], one word of at most 64 characters
        #[arg(long, value_name = "LOGIN")]
        login: String,
        /// What they are to the county [角色]
        #[arg(long, value_parser = super::role())]
        role: Role,
        /// Division code [区划代码] of the place that they belong to, 12 or 15 digits
        #[arg(long, value_name = "CODE")]
        area: String,
    },
    /// Set an account's password [设置密码], read from standard input
    #[command(after_help = "\
Example [例]:
  printf '%s' \"$PASSWORD\" | lianxin admin --data ./county user password --login wangfang

At least 10 characters. On a terminal it is asked for twice and not shown. Ends the account's sessions.")]
    Password {
        /// The account [账号]
        #[arg(long, value_name = "LOGIN")]
        login: String,
    },
    /// Close an account [停用账号]: its sessions end and its devices are shut out
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county user close --login wangfang --yes

What the person answers for stays theirs until it is handed over: hand-over --from wangfang.")]
    Close {
        /// The account [账号]
        #[arg(long, value_name = "LOGIN")]
        login: String,
        #[command(flatten)]
        hand: HandArgs,
    },
    /// List the accounts [账号列表]
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county user list")]
    List,
}

pub(super) fn run(command: &User, data: &Path, console: Console) -> Outcome {
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    match command {
        User::Add { name, login, role, area } => {
            let account = Account { name: name.clone(), login: login.clone(), role: *role, area: area.clone() };
            let added = admin::add_user(store.as_ref(), &SystemClock, &account)?;
            let document = json!({ "id": added.id, "login": login, "role": role, "area": area, "new": added.new });
            console.answer(&document, |lang| match added.new {
                true => lang.pick(format!("已建立账号 {login}"), format!("account {login} added")),
                false => lang.pick(format!("账号 {login} 已有，没有改动"), format!("account {login} was there")),
            })
        }
        User::Password { login } => {
            // Before the password is asked for: a mistyped login is said first.
            admin::account(store.as_ref(), login)?;
            let password = input::password(console.lang())?;
            admin::set_password(store.as_ref(), &SystemClock, login, &password)?;
            console.answer(&json!({ "login": login, "set": true }), |lang| {
                lang.pick(format!("已设置 {login} 的密码"), format!("password of {login} set"))
            })
        }
        User::Close { login, hand } => {
            let question = (format!("停用账号 {login}"), format!("close the account {login}"));
            hand.ask(console, Unattended::NeedsYes, (&question.0, &question.1))?;
            let closed = admin::close_account(store.as_ref(), &hand.hand(store.as_ref())?, login)?;
            console.answer(&hand.document(&closed)?, |lang| {
                let (devices, assignments, cases) = (closed.devices, closed.assignments, closed.cases);
                let text = lang.pick(
                    format!("已停用账号 {login}，停用设备 {devices} 台；还有 {assignments} 项结对、{cases} 件台账待交接"),
                    format!(
                        "account {login} closed, {devices} devices shut out; {assignments} assignments and {cases} cases \
                         to hand over"
                    ),
                );
                format!("{}{text}", hand.said(console))
            })
        }
        User::List => list(&admin::users(store.as_ref())?, console),
    }
}

fn list(users: &[lianxin_server::admin::User], console: Console) -> Outcome {
    let items: Vec<_> = users
        .iter()
        .map(|user| {
            json!({
                "id": user.id, "login": user.login, "name": user.name, "role": user.role, "area": user.area,
                "disabled": user.disabled,
            })
        })
        .collect();
    console.answer(&json!({ "items": items }), |lang| {
        let mut table =
            Table::new(lang.pick(["账号", "姓名", "角色", "区划", "状态"], ["login", "name", "role", "area", "state"]));
        for user in users {
            let role = role_text(user.role, lang).to_owned();
            let state = if user.disabled { lang.pick("已停用", "closed") } else { "" }.to_owned();
            table.row([user.login.clone(), user.name.clone(), role, user.area.clone(), state]);
        }
        table.text()
    })
}

fn role_text(role: Role, lang: Lang) -> &'static str {
    let zh = match role {
        Role::Cadre => "干部",
        Role::Supervisor => "领导",
        Role::Admin => "管理员",
        Role::Auditor => "审计员",
        Role::Collector => "民情搜集员",
    };
    lang.pick(zh, role.word())
}
