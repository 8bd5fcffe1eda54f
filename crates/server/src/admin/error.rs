//! Why an administrator's command did nothing.

use std::path::PathBuf;

use lianxin_model::limits::{self, RECOVERY_DAYS_MAX};
use lianxin_store::StoreError;

use crate::auth::{KeyError, PasswordError, WeakPassword};
use crate::http::error::ApiCode;
use crate::roster::RosterError;
use crate::sync::IssueError;

/// Why an administrator's command did nothing. Names no value but a place on this machine.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// No county's store in the folder.
    #[error("no county in {}", .0.display())]
    NoCounty(PathBuf),
    /// The folder cannot be made or read.
    #[error("the folder {} cannot be used: {}", .0.display(), .1)]
    Folder(PathBuf, std::io::ErrorKind),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The machine gives no random bytes.
    #[error("no random bytes")]
    NoRandomness,
    /// A file of areas that is not one.
    #[error("the area file cannot be read: {0}")]
    AreaFile(&'static str),
    /// No account with this login.
    #[error("no account with this login")]
    UnknownLogin,
    /// Another account has this login.
    #[error("another account has this login")]
    LoginTaken,
    /// A login that cannot be typed in one word.
    #[error("a login is one word of at most {LOGIN_CHARS_MAX} characters")]
    BadLogin,
    /// A name that is empty, too long, or not one line.
    #[error("a name is one line")]
    BadName,
    /// No such area in the county.
    #[error("no such area")]
    UnknownArea,
    /// The account is closed.
    #[error("the account is closed")]
    AccountClosed,
    /// A password that nobody may have.
    #[error(transparent)]
    WeakPassword(#[from] WeakPassword),
    /// Somebody who may import is needed and there is nobody.
    #[error("no administrator")]
    NoAdministrator,
    /// The account may not import.
    #[error("not an administrator")]
    NotAnAdministrator,
    /// No such device.
    #[error("no such device")]
    UnknownDevice,
    /// A number of days that is no window.
    #[error("the days should be 1 to {RECOVERY_DAYS_MAX}")]
    BadDays,
    /// A file that is no receipt.
    #[error("not a receipt")]
    BadReceipt,
    /// No such assignment stands.
    #[error("no such assignment")]
    UnknownAssignment,
    /// A household code that no record may have.
    #[error("not a household code")]
    BadHouseholdCode,
    /// No refused change with this number.
    #[error("no refused change with this number")]
    UnknownRefusal,
    /// Nothing was decided on a refused change.
    #[error("{}", .0.en())]
    NotDecided(ApiCode),
    /// A household that is not there.
    #[error("household {place} of those named is not there")]
    UnknownHousehold {
        /// Its place among those named, from 1.
        place: usize,
    },
    /// More households than one operation takes.
    #[error("more than {} households at once", limits::ADMIN_HOUSEHOLDS_MAX)]
    TooManyHouseholds,
    /// The place is wider or narrower than the operation takes.
    #[error("the place must be a village, or for households a village or group")]
    NotAVillage,
    /// A place that would become part of itself.
    #[error("both are the same place")]
    SamePlace,
    /// The place became part of a third one before.
    #[error("the place is part of another one already")]
    MergedElsewhere,
    /// One person would hand over to themselves.
    #[error("both are the same person")]
    SamePerson,
    /// An administrator would shut themselves out.
    #[error("nobody closes their own account")]
    OwnAccount,
    /// An administrator would change what they may do.
    #[error("nobody changes their own role or area")]
    OwnRights,
    /// No such office.
    #[error("no such unit")]
    UnknownUnit,
    /// Its area has an office of this name.
    #[error("the area has a unit of this name")]
    UnitTaken,
    /// More people than one operation takes.
    #[error("more than {} people at once", limits::ADMIN_PEOPLE_MAX)]
    TooManyPeople,
    /// No such category.
    #[error("no such category")]
    UnknownCategory,
    /// A code or name that no category may have.
    #[error(
        "a category has a code of small letters and a name of at most {} characters without marks",
        limits::CATEGORY_CHARS_MAX
    )]
    BadCategory,
    /// Another category has or had this code or name.
    #[error("another category has or had this code or name")]
    CategoryTaken,
    /// More categories than a county has.
    #[error("more than {} categories", limits::CATEGORIES_MAX)]
    TooManyCategories,
    /// What concerns the whole county is done by who answers for all of it.
    #[error("this concerns the whole county: only an administrator of all of it does that")]
    NotOfCounty,
    /// A code that is none, or not one of a place in the place named.
    #[error("not the division code of a village or group in the place named")]
    BadArea,
    /// The code is another place's.
    #[error("another place has this division code")]
    AreaTaken,
    /// An address that no phone could open.
    #[error("not the address of a server")]
    BadUrl,
    /// A roster file that cannot be read.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// Another file than the one that was looked at.
    #[error("this is not the file that was previewed")]
    OtherFile,
    /// It lies outside the area of the administrator.
    #[error("outside the area of the administrator")]
    OutOfArea,
}

/// Characters of a login.
pub(super) const LOGIN_CHARS_MAX: usize = 64;

impl AdminError {
    /// The word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            AdminError::Store(error) => error.code(),
            AdminError::NotDecided(code) => code.word(),
            AdminError::Roster(error) => error.code(),
            other => other.parts().0,
        }
    }

    /// What happened and what to do, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            AdminError::NoCounty(folder) => {
                format!("{} 里没有县的数据，请核对 --data，或先用 area import 建立", folder.display())
            }
            AdminError::Folder(folder, _) => format!("文件夹 {} 不能使用，请核对路径和权限", folder.display()),
            AdminError::WeakPassword(weak) => weak_zh(*weak),
            AdminError::UnknownHousehold { place } => {
                format!("所列的第 {place} 户还没有登记，什么都没有改动；请核对户编号")
            }
            AdminError::TooManyHouseholds => {
                format!("一次最多{}户，请分次办理；整村请用并村", limits::ADMIN_HOUSEHOLDS_MAX)
            }
            AdminError::Store(error) => store_zh(error).to_owned(),
            AdminError::NotDecided(code) => code.zh().to_owned(),
            AdminError::Roster(error) => error.zh().to_string(),
            AdminError::TooManyPeople => format!("一次最多{}人，请分次办理", limits::ADMIN_PEOPLE_MAX),
            other => other.parts().1.to_owned(),
        }
    }

    /// The same in English.
    pub fn en(&self) -> String {
        match self {
            AdminError::NoCounty(folder) => {
                format!("no county in {}: check --data, or begin with area import", folder.display())
            }
            AdminError::NoAdministrator => "no administrator: add one with user add --role admin".to_owned(),
            AdminError::Roster(error) => error.en().to_string(),
            other => other.to_string(),
        }
    }

    fn parts(&self) -> (&'static str, &'static str) {
        match self {
            AdminError::NoCounty(_) => ("no_county", ""),
            AdminError::Folder(..) => ("folder", ""),
            AdminError::Store(error) => (error.code(), ""),
            AdminError::NoRandomness => ("no_randomness", "系统没有提供随机数，请稍后再试"),
            AdminError::AreaFile(_) => {
                ("area_file", "区划文件无法读取：应为 UTF-8 或 GB 18030 的 .csv，首行为 code,name,level,parent")
            }
            AdminError::UnknownLogin => ("unknown_login", "没有这个账号，请核对 --login"),
            AdminError::LoginTaken => ("login_taken", "这个账号名已被别人使用，请换一个"),
            AdminError::BadLogin => ("bad_login", "账号名应为不含空格的一个词，最多64个字"),
            AdminError::BadName => ("bad_name", "姓名应为一行文字，不能为空"),
            AdminError::UnknownArea => ("unknown_area", "没有这个区划代码，请先用 area import 导入"),
            AdminError::AccountClosed => ("account_closed", "账号已停用"),
            AdminError::WeakPassword(WeakPassword::TooShort) => ("password_too_short", ""),
            AdminError::WeakPassword(WeakPassword::TooLong) => ("password_too_long", ""),
            AdminError::WeakPassword(WeakPassword::Guessable) => ("password_guessable", ""),
            AdminError::NoAdministrator => ("no_administrator", "还没有管理员账号，请先用 user add --role admin 建立"),
            AdminError::NotAnAdministrator => ("not_an_administrator", "这个账号不是管理员，请换一个管理员账号"),
            AdminError::UnknownDevice => ("unknown_device", "没有这台设备，请用 device list 核对"),
            AdminError::UnknownAssignment => ("unknown_assignment", "没有这样的结对或包联关系"),
            AdminError::BadDays => ("bad_days", "天数应为1到60"),
            AdminError::BadReceipt => ("bad_receipt", "这不是设备状态或回执文件"),
            AdminError::UnknownRefusal => ("unknown_refusal", "没有这个编号的未接受修改，请用 refusals list 核对"),
            AdminError::NotDecided(code) => (code.word(), code.zh()),
            AdminError::BadHouseholdCode => ("bad_household_code", "户编号应为一行文字，不能为空"),
            AdminError::UnknownHousehold { .. } => ("unknown_household", ""),
            AdminError::TooManyHouseholds => ("too_many_households", ""),
            AdminError::NotAVillage => ("not_a_village", "这里应填村（社区）的代码；户也可以移到村民小组"),
            AdminError::SamePlace => ("same_place", "两个代码是同一个村"),
            AdminError::MergedElsewhere => ("merged_elsewhere", "这个村已并入别的村"),
            AdminError::SamePerson => ("same_person", "交出和接手的是同一个人"),
            AdminError::OwnAccount => ("own_account", "不能停用自己的账号，请由另一位管理员办理"),
            AdminError::OwnRights => ("own_rights", "不能更改自己的角色和所属地，请由另一位管理员办理"),
            AdminError::UnknownUnit => ("unknown_unit", "没有这个单位"),
            AdminError::UnitTaken => ("unit_taken", "这个地方已有同名单位"),
            AdminError::TooManyPeople => ("too_many_people", ""),
            AdminError::UnknownCategory => ("unknown_category", "没有这个类别"),
            AdminError::BadCategory => {
                ("bad_category", "类别名称最多20个字，不含顿号、逗号和空格；代码只用小写字母、数字和下划线")
            }
            AdminError::CategoryTaken => ("category_taken", "别的类别正在用或曾经用过这个名称或代码，请换一个"),
            AdminError::TooManyCategories => ("too_many_categories", "类别太多，最多200个"),
            AdminError::NotOfCounty => ("not_of_county", "这一项关系全县，请由县级管理员办理"),
            AdminError::BadArea => ("bad_area", "代码不正确：村（社区）12 位，村民小组 15 位，前几位应与上级相同"),
            AdminError::AreaTaken => ("area_taken", "这个区划代码已有别的地方在用"),
            AdminError::BadUrl => ("bad_url", "服务器地址应以 https:// 开头"),
            AdminError::Roster(error) => (error.code(), ""),
            AdminError::OtherFile => ("other_file", "这不是刚才检查过的文件，请重新检查"),
            AdminError::OutOfArea => ("out_of_area", "不在您管理的范围内"),
        }
    }
}

impl From<KeyError> for AdminError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Random => AdminError::NoRandomness,
            KeyError::Store(error) => error.into(),
        }
    }
}

impl From<PasswordError> for AdminError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::UnknownLogin => AdminError::UnknownLogin,
            PasswordError::Weak(weak) => weak.into(),
            PasswordError::Machine => AdminError::NoRandomness,
            PasswordError::Store(error) => error.into(),
        }
    }
}

impl From<IssueError> for AdminError {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::UnknownUser => AdminError::UnknownLogin,
            IssueError::AccountClosed => AdminError::AccountClosed,
            IssueError::Random => AdminError::NoRandomness,
            IssueError::Store(error) => error.into(),
        }
    }
}

fn weak_zh(weak: WeakPassword) -> String {
    use lianxin_model::limits::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN};
    match weak {
        WeakPassword::TooShort => format!("密码太短，至少{PASSWORD_CHARS_MIN}个字符"),
        WeakPassword::TooLong => format!("密码太长，最多{PASSWORD_BYTES_MAX}字节"),
        WeakPassword::Guessable => "密码太容易被猜到，请换一个".to_owned(),
    }
}

fn store_zh(error: &StoreError) -> &'static str {
    match error {
        StoreError::NoStore => "这里没有县的数据，请核对 --data",
        StoreError::NotAStore => "county.sqlite 不是连心的数据文件，请核对 --data",
        StoreError::NewerStore { .. } => "数据由更新的版本写成，请先升级本程序",
        StoreError::Busy => "数据正被另一个程序写入，请稍后再试",
        StoreError::Full => "磁盘已满，什么都没有写入；请清理后再试",
        StoreError::Io(_) => "磁盘读写出错，请检查磁盘",
        StoreError::Corrupt(_) => "数据文件已损坏，请从备份恢复",
        StoreError::Taken(_) => "已经有了",
        StoreError::Missing(_) => "所指的内容不存在",
        StoreError::Cycle => "一个地方不能属于它自己",
        StoreError::Lost | StoreError::Engine(_) => "数据库出错，什么都没有写入；请再试一次",
    }
}
