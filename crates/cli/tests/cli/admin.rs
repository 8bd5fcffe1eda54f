//! Administration of a county without a server.

use serde_json::json;

use crate::program::{County, done, done_with_input, refused, text, with_input, words};

pub(crate) const AREAS: &str = "\
code,name,level,parent
431027000000,桂东县,county,
431027100000,沤江镇,township,431027000000
431027100201,增口村,village,431027100000
431027100202,金洞村,village,431027100000
";

pub(crate) fn with_areas() -> County {
    let county = County::new();
    let file = county.write("areas.csv", AREAS);
    let imported = done(&words(&county.admin(&["area", "import", &file])));
    assert_eq!(imported["changed"], 4, "{imported}");
    county
}

#[test]
fn areas_again_change_nothing_and_wrong_lines_are_named() {
    let county = with_areas();
    let file = county.write("areas.csv", format!("\u{feff}{AREAS}"));
    let again = done(&words(&county.admin(&["area", "import", &file])));
    assert_eq!((&again["changed"], &again["unchanged"]), (&0.into(), &4.into()));

    let wrong = "\
code,name,level,parent
431027100201,增口新村,village,431027100000
43102710020,短,village,431027100000
431027100203,,village,431027100000
431027100204,甲村,hamlet,431027100000
431027100205,乙村,township,431027000000
431027100206,丙村,village,
431027100207,丁村,village,431027101000
431027100208,戊村
431027100209,己村,village,431027100000
431027100209,庚村,village,431027100000
";
    let file = county.write("wrong.csv", wrong);
    let imported = done(&words(&county.admin(&["area", "import", &file])));
    let problems = imported["problems"].as_array().unwrap();
    let named: Vec<(u64, &str)> =
        problems.iter().map(|wrong| (wrong["line"].as_u64().unwrap(), wrong["code"].as_str().unwrap())).collect();
    let expected = [
        (3, "division_form"),
        (4, "blank"),
        (5, "level"),
        (6, "level_differs"),
        (7, "parent"),
        (8, "parent_unknown"),
        (9, "columns"),
        (11, "duplicate"),
    ];
    assert_eq!(named, expected);
    assert_eq!(imported["changed"], 2, "the renamed village and the new one");
    let said = text(&words(&county.admin(&["area", "import", &file])));
    assert!(said.contains("11  duplicate"), "{said}");
}

#[test]
fn files_that_are_no_areas() {
    let county = with_areas();
    let (gb18030, _, _) = (b"code,name,level,parent\n431027100210,\xb4\xe5,village,431027100000\n", 0, 0);
    let file = county.write("gb.csv", gb18030);
    assert_eq!(done(&words(&county.admin(&["area", "import", &file])))["changed"], 1);
    for (name, content) in [("empty", &b""[..]), ("other", b"a,b\n1,2\n"), ("binary", &[0xff, 0xfe, 0xff, 0x00])] {
        let file = county.write(name, content);
        assert_eq!(refused(&words(&county.admin(&["area", "import", &file])))["code"], "area_file", "{name}");
    }
    assert_eq!(refused(&words(&county.admin(&["area", "import", "/nowhere.csv"])))["code"], "not_found");
}

#[test]
fn accounts_and_assignments() {
    let county = with_areas();
    let add = |login: &str, role: &str, area: &str| {
        county.admin(&["user", "add", "--name", "王芳", "--login", login, "--role", role, "--area", area])
    };
    let first = done(&words(&add("wangfang", "cadre", "431027100000")));
    let again = done(&words(&add("wangfang", "cadre", "431027100000")));
    assert_eq!((&first["id"], &first["new"], &again["new"]), (&again["id"], &true.into(), &false.into()));

    let assign = |more: &[&str]| county.admin(&[&["assign", "--kind", "contact", "--login"], more].concat());
    let cases = [
        (add("wangfang", "admin", "431027100000"), "login_taken"),
        (add("wang fang", "cadre", "431027100000"), "bad_login"),
        (add("", "cadre", "431027100000"), "bad_login"),
        (add("lihua", "cadre", "431027100999"), "unknown_area"),
        (assign(&["nobody", "--area", "431027100201"]), "unknown_login"),
        (assign(&["wangfang", "--area", "431027100299"]), "unknown_area"),
        (assign(&["wangfang", "--area", "431027100201", "--end"]), "unknown_assignment"),
        (county.admin(&["enrol", "--login", "nobody"]), "unknown_login"),
        (county.admin(&["device", "revoke", "nothing"]), "unknown_device"),
        (county.admin(&["device", "list", "--login", "nobody"]), "unknown_login"),
        (county.admin(&["roster", "import", "/nowhere.xlsx"]), "not_found"),
    ];
    for (args, code) in cases {
        assert_eq!(refused(&words(&args))["code"], code, "{args:?}");
    }

    let assigned = done(&words(&assign(&["wangfang", "--household", "0042"])));
    assert_eq!((&assigned["new"], &assigned["arrived"]), (&true.into(), &false.into()));
    assert_eq!(done(&words(&assign(&["wangfang", "--household", "0042"])))["new"], false);
    assert_eq!(done(&words(&assign(&["wangfang", "--household", "0042", "--end"])))["ended"], true);

    let issued = done(&words(&county.admin(&["enrol", "--login", "wangfang", "--url", "https://county.example"])));
    let code = issued["code"].as_str().unwrap();
    assert_eq!(issued["text"], format!("https://county.example {code}"));
    assert_eq!(issued["link"], format!("https://county.example/field/#/enrol?code={code}"));
    assert_eq!(issued["expires_in_s"], 600);
    assert!(text(&words(&county.admin(&["user", "list"]))).contains("干部"));
    let key = |county: &County| done(&words(&county.admin(&["key", "rotate"])))["kid"].clone();
    assert_ne!(key(&county), key(&county));
}

#[test]
fn people_belong_to_units() {
    let county = with_areas();
    for (name, login) in [("王芳", "wangfang"), ("陈明", "chenming")] {
        let add = ["user", "add", "--name", name, "--login", login, "--role", "cadre", "--area", "431027100000"];
        done(&words(&county.admin(&add)));
    }
    let unit = |more: &[&str]| county.admin(&[&["unit"], more].concat());
    let add = unit(&["add", "民政所", "--area", "431027100000"]);
    let tried = done(&words(&unit(&["add", "民政所", "--area", "431027100000", "--dry-run"])));
    assert_eq!((&tried["changed"], &tried["dry_run"]), (&true.into(), &true.into()));
    let added = done(&words(&add));
    let again = done(&words(&add));
    assert_eq!((&added["id"], &added["changed"], &again["changed"]), (&again["id"], &true.into(), &false.into()));
    let id = added["id"].as_str().unwrap();
    let joined = done(&words(&unit(&["join", id, "--login", "wangfang", "--login", "chenming"])));
    assert_eq!((&joined["joined"], &joined["unchanged"]), (&2.into(), &0.into()));
    done(&words(&unit(&["join", "--none", "--login", "chenming"])));
    done(&words(&unit(&["rename", id, "社会事务办"])));
    let list = done(&words(&unit(&["list", "--area", "431027000000"])));
    let row = &list["items"][0];
    assert_eq!((&row["name"], &row["people"], &row["area_name"]), (&"社会事务办".into(), &1.into(), &"沤江镇".into()));
    assert!(text(&words(&unit(&["list"]))).contains("社会事务办"));
    for (operation, code) in [
        (unit(&["add", " ", "--area", "431027100000"]), "bad_name"),
        (unit(&["add", "民政局", "--area", "431027999000"]), "unknown_area"),
        (unit(&["rename", "nothing", "民政局"]), "unknown_unit"),
        (unit(&["join", id, "--login", "nobody"]), "unknown_login"),
    ] {
        assert_eq!(refused(&words(&operation))["code"], code, "{operation:?}");
    }
}

#[test]
fn passwords_come_from_standard_input() {
    let county = with_areas();
    let add = ["user", "add", "--name", "李强", "--login", "liqiang", "--role", "supervisor", "--area", "431027000000"];
    done(&words(&county.admin(&add)));
    let set = county.admin(&["user", "password", "--login", "liqiang"]);
    let set = words(&set);
    for (password, code) in [("Qq8!zz\n", "password_too_short"), ("aaaaaaaaaaaaaa", "password_guessable")] {
        let output = with_input(&[&set[..], &["--json"]].concat(), password);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(crate::program::document(&output)["error"]["code"], code);
        assert!(!crate::program::said(&output).contains(password.trim()), "a password is never repeated");
    }
    assert_eq!(done_with_input(&set, "走遍千山万水架起连心桥\n")["error"]["code"], serde_json::Value::Null);
    let unknown = county.admin(&["user", "password", "--login", "nobody"]);
    assert_eq!(refused(&words(&unknown))["code"], "unknown_login");
}

#[test]
fn a_roster_is_checked_imported_and_imported_again() {
    let county = with_areas();
    let sheet = "\
户编号,村,组,户主,姓名,与户主关系,性别,出生日期,身份证号,电话,类别,住址,备注
0042,增口村,3组,张三,张三,户主,男,1970-01-01,,13900000001,低保户,增口村3组,
0042,增口村,3组,张三,李四妹,妻,女,1972-02-02,,,,,
0043,没有的村,1组,赵六,赵六,户主,男,1980-03-03,,,,,
";
    let file = county.write("roster.csv", sheet);
    let import = |more: &[&str]| county.admin(&[&["roster", "import", &file], more].concat());
    assert_eq!(refused(&words(&import(&[])))["code"], "no_administrator");
    let add = ["user", "add", "--name", "管理员", "--login", "admin", "--role", "admin", "--area", "431027000000"];
    done(&words(&county.admin(&add)));

    let checked = done(&words(&import(&["--dry-run"])));
    let imported = done(&words(&import(&[])));
    for outcome in [&checked, &imported] {
        assert_eq!(outcome["households"]["new"], 1, "{outcome}");
        assert_eq!(outcome["persons"]["new"], 2, "{outcome}");
        let problems = outcome["problems"].as_array().unwrap();
        assert!(problems.iter().any(|wrong| wrong["line"] == 4 && wrong["code"] == "unknown_village"), "{outcome}");
    }
    let again = done(&words(&import(&["--login", "admin"])));
    assert_eq!((&again["households"]["unchanged"], &again["persons"]["unchanged"]), (&1.into(), &2.into()));
    assert!(text(&words(&import(&["--dry-run"]))).contains("没有写入"));
    let empty = county.write("empty.csv", "");
    assert_eq!(refused(&words(&county.admin(&["roster", "import", &empty])))["code"], "roster_empty");
}

#[test]
fn who_answers_for_what_is_changed_tried_and_traced() {
    let county = with_areas();
    for (name, login, role, area) in [
        ("管理员", "admin", "admin", "431027000000"),
        ("王芳", "wangfang", "cadre", "431027100000"),
        ("陈明", "chenming", "cadre", "431027100202"),
    ] {
        let add = ["user", "add", "--name", name, "--login", login, "--role", role, "--area", area];
        done(&words(&county.admin(&add)));
    }
    let sheet = "户编号,村,组,户主,姓名,与户主关系\n0042,增口村,3组,张三,张三,户主\n0043,金洞村,,李四,李四,户主\n";
    let file = county.write("roster.csv", sheet);
    done(&words(&county.admin(&["roster", "import", &file])));
    let admin = |words: &[&str]| county.admin(words);
    let grant = ["assign", "--login", "wangfang", "--household", "0042", "--kind", "contact"];
    done(&words(&admin(&grant)));
    let list = |login: &str| {
        let list = done(&words(&admin(&["assignments", "--login", login])));
        list["items"].as_array().unwrap().len()
    };
    assert_eq!(list("wangfang"), 1);
    assert!(text(&words(&admin(&["assignments", "--household", "0042"]))).contains("0042"));

    let dry = |words: &[&str]| county.admin(&[words, &["--dry-run"]].concat());
    let yes = |words: &[&str]| county.admin(&[words, &["--yes"]].concat());
    let hand_over = ["hand-over", "--from", "wangfang", "--to", "chenming"];
    let relocate = ["household", "move", "0042", "--to", "431027100202"];
    let merge = ["area", "merge", "431027100202", "--into", "431027100201", "--name", "增金村"];
    let close = ["user", "close", "--login", "wangfang"];
    for (operation, field, counted) in [
        (&hand_over[..], "households", json!(1)),
        (&relocate[..], "documents", json!(1)),
        (&merge[..], "households", json!(1)),
        (&close[..], "assignments", json!(1)),
    ] {
        assert_eq!(refused(&words(&admin(operation)))["code"], "confirmation_needed", "{operation:?}");
        let tried = done(&words(&dry(operation)));
        assert_eq!((&tried[field], &tried["dry_run"]), (&counted, &json!(true)), "{operation:?}: {tried}");
    }
    assert!(text(&words(&dry(&relocate))).starts_with("预演"));
    for (operation, code) in [
        (&["household", "move", "0099", "--to", "431027100202"][..], "unknown_household"),
        (&["household", "move", "0042", "--to", "431027100000"][..], "not_a_village"),
        (&["household", "move", "--from", "431027109000", "--to", "431027100202"][..], "unknown_area"),
        (&["area", "merge", "431027100000", "--into", "431027100201"][..], "not_a_village"),
        (&["hand-over", "--from", "wangfang", "--to", "nobody"][..], "unknown_login"),
        (&["hand-over", "--from", "wangfang", "--to", "wangfang"][..], "same_person"),
        (&["user", "close", "--login", "nobody"][..], "unknown_login"),
        (&["user", "close", "--login", "wangfang", "--as", "chenming"][..], "not_an_administrator"),
        (&["user", "close", "--login", "admin"][..], "own_account"),
        (&["device", "replace", "nothing"][..], "unknown_device"),
    ] {
        assert_eq!(refused(&words(&yes(operation)))["code"], code, "{operation:?}");
    }
    assert_eq!(list("wangfang"), 1, "nothing of that was done");

    for operation in [&hand_over[..], &relocate[..], &merge[..], &close[..]] {
        done(&words(&yes(operation)));
        done(&words(&yes(operation)));
    }
    done(&words(&admin(&["area", "rename", "431027100201", "增金新村"])));
    assert_eq!((list("wangfang"), list("chenming")), (0, 1));
    assert_eq!(refused(&words(&admin(&["enrol", "--login", "wangfang"])))["code"], "account_closed");
    let users = done(&words(&admin(&["user", "list"])));
    let chenming = users["items"].as_array().unwrap().iter().find(|user| user["login"] == "chenming").unwrap();
    assert_eq!(chenming["area"], "431027100201", "the account of the closed village");
    let acts = done(&words(&admin(&["acts"])));
    let said: Vec<&str> = acts["items"].as_array().unwrap().iter().map(|act| act["act"].as_str().unwrap()).collect();
    let expected = ["rename_area", "close_account", "merge_villages", "move_households", "hand_over", "grant"];
    assert_eq!(said, expected, "each once, however often it was sent");
    assert!(text(&words(&admin(&["acts", "--limit", "1"]))).contains("rename_area"));
    assert!(text(&words(&admin(&["user", "list"]))).contains("已停用"));
}
