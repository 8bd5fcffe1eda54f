//! Every command explains itself.

use crate::program::text;

#[test]
fn every_command_has_a_help_with_an_example() {
    let mut waiting: Vec<Vec<String>> = vec![Vec::new()];
    let mut seen = Vec::new();
    while let Some(command) = waiting.pop() {
        let mut args: Vec<&str> = command.iter().map(String::as_str).collect();
        args.push("--help");
        let help = text(&args);
        assert!(
            help.split_once("[例]").is_some_and(|(_, example)| example.contains("lianxin ")),
            "{command:?} has no example:\n{help}"
        );
        assert!(help.contains("--json"), "{command:?}");
        let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        for line in commands {
            // Further lines of an explanation are indented deeper.
            let Some(name) = line.strip_prefix("  ").and_then(|line| line.split(' ').next()) else { continue };
            if !name.is_empty() && name != "help" {
                waiting.push(command.iter().cloned().chain([name.to_owned()]).collect());
            }
        }
        seen.push(command.join(" "));
    }
    // The words that are scripted against.
    for command in [
        "serve",
        "demo",
        "admin area import",
        "admin user add",
        "admin user password",
        "admin assign",
        "admin enrol",
        "admin roster import",
        "admin refusals list",
        "admin refusals show",
        "admin refusals accept",
        "admin refusals decline",
        "admin refusals release",
        "device enrol",
        "device household list",
        "device household show",
        "device household add",
        "device household set",
        "device household note",
        "device person add",
        "device person set",
        "device visit add",
        "device diary add",
        "device diary submit",
        "device case open",
        "device case event",
        "device conflicts",
        "device settle",
        "device search",
        "device sync",
        "device status",
        "device set-aside list",
        "device set-aside retry",
        "device set-aside dismiss",
    ] {
        assert!(seen.iter().any(|seen| seen == command), "there is no {command}");
    }
}
