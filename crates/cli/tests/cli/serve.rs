//! `lianxin serve` with apps: which addresses it prints for whom.

use serde_json::Value as Json;

use crate::program::County;

#[test]
fn it_prints_the_addresses_of_the_apps_that_are_built() {
    let cases: [(&[&str], Option<&str>, Option<&str>); 3] = [
        (&["console"], Some("/"), None),
        (&["field"], None, Some("/field/")),
        (&["console", "field"], Some("/"), Some("/field/")),
    ];
    for (built, console, field) in cases {
        let mut county = County::new();
        for app in built {
            std::fs::create_dir_all(county.path("apps").join(app)).unwrap();
            county.write(&format!("apps/{app}/index.html"), "<!doctype html>");
        }
        let (data, apps) = (county.path("county"), county.path("apps"));
        let [data, apps] = [&data, &apps].map(|path| path.to_str().unwrap());
        let ready = county.start(&["serve", "--data", data, "--apps", apps, "--listen", "127.0.0.1:0", "--json"]);
        let address = |path: Option<&str>| path.map_or(Json::Null, |path| Json::from(format!("{}{path}", county.url)));
        assert_eq!((&ready["console"], &ready["field"]), (&address(console), &address(field)), "{built:?}");
    }
}
