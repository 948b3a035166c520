//! The configuration: precedence, places, fixes, secrets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use curbside_server::config::{KEYS, Sources, example, read};
use std::collections::BTreeSet;
use support::Folder;

fn sources(folder: &Folder, text: &str) -> Sources {
    std::fs::create_dir_all(folder.0.join("rules")).unwrap();
    Sources { file: Some((folder.0.join("curbside.yaml"), text.to_string())), ..Sources::default() }
}

fn faults(text: &str) -> String {
    let folder = Folder::new();
    let faults = match read(&sources(&folder, text), false) {
        Ok(_) => panic!("no fault: {text}"),
        Err(faults) => faults,
    };
    let text = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    text.replace(&folder.0.display().to_string(), "")
}

#[test]
fn the_example_says_the_defaults_and_names_every_key() {
    let folder = Folder::new();
    let text = example();
    let read_example = read(&sources(&folder, &text), false).unwrap();
    let defaults = read(&sources(&folder, ""), false).unwrap();
    let values =
        |text: &str| text.lines().map(|l| l.split(" # ").next().unwrap().to_string()).collect::<Vec<_>>();
    // The public URL follows `listen` where nobody says it; here both say the same.
    let same: Vec<_> = values(&read_example.effective).into_iter().zip(values(&defaults.effective)).collect();
    assert!(same.iter().all(|(a, b)| a == b), "{same:#?}");
    for key in KEYS {
        let name = key.name.rsplit('.').next().unwrap();
        assert!(text.contains(&format!("{name}:")), "{}", key.name);
    }
    // Every line that is commented out may be written.
    let all: String = text
        .lines()
        .map(|l| match l.trim_start().strip_prefix("# ") {
            Some(rest)
                if rest.split(':').next().is_some_and(|k| {
                    k.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !k.is_empty()
                }) =>
            {
                format!("{}{rest}\n", &l[..l.len() - l.trim_start().len()])
            }
            _ => format!("{l}\n"),
        })
        .filter(|l| !l.contains("issuers:"))
        .collect();
    let found = match read(&sources(&folder, &all), false) {
        Ok(_) => Vec::new(),
        Err(faults) => faults,
    };
    assert!(found.iter().all(|f| matches!(f.code, "K105" | "K106")), "{found:#?}");
}

#[test]
fn later_sources_win_and_the_effective_configuration_says_which() {
    let folder = Folder::new();
    let mut from = sources(&folder, "limits:\n  body_bytes: 2048\n  concurrent: 10\nlog: { level: debug }\n");
    from.environment.insert("CURBSIDE_LIMITS_BODY_BYTES".into(), "4096".into());
    from.environment.insert("CURBSIDE_LOG_LEVEL".into(), "warn".into());
    from.environment.insert("PATH".into(), "/bin".into());
    from.flags.push(("log.level".into(), "error".into()));
    let read = read(&from, false).unwrap();
    assert_eq!((read.config.limits.body, read.config.limits.concurrent), (4096, 10));
    assert_eq!(read.config.log.level, tracing::Level::ERROR);
    for line in [
        "  body_bytes: 4096 # CURBSIDE_LIMITS_BODY_BYTES",
        "  level: error # command line",
        "  request_ms: 10000 # default",
    ] {
        assert!(read.effective.contains(line), "{line}\n{}", read.effective);
    }
    assert!(read.effective.contains("curbside.yaml:3:15"), "{}", read.effective);
}

#[test]
fn mistakes_are_told_all_at_once_with_place_and_fix() {
    assert_eq!(
        faults(
            "listn: 127.0.0.1:1\nlimits:\n  body_bytes: lots\n  per_second: 5\n  per_second: 6\nstore: 3\ntls:\n  certificate: none.pem\n"
        ),
        "/curbside.yaml:1:1: K102: there is no key `listn`; did you mean `listen`?\n\
         /curbside.yaml:3:15: K104: `limits.body_bytes` cannot be `lots`; it takes a whole number from 1024 to 67108864\n\
         /curbside.yaml:5:3: K103: `limits.per_second` stands twice; first at /curbside.yaml:4:3\n\
         /curbside.yaml:6:8: K103: store must be a mapping, and is a text; write `key: value` lines\n\
         /curbside.yaml:8:16: K105: `tls.certificate`: `/none.pem` is not there; write an existing path, absolute or from the folder of the file\n\
         /curbside.yaml:8:16: K106: a certificate without a key; set `tls.key`, too"
    );
}

#[test]
fn what_would_be_unsafe_is_refused() {
    for (text, code, word) in [
        ("listen: 0.0.0.0:8080\npublic_url: https://cds.example.org\n", "K106", "there is no TLS"),
        ("listen: 0.0.0.0:8080\ntls: { by_proxy: true }\n", "K106", "nobody has said"),
        ("public_url: http://cds.example.org\n", "K106", "in the clear"),
        ("store: { url: \"postgres://me:geheim@db/audit\" }\n", "K106", "a password does not belong here"),
        ("store: { url: \"mysql://db/audit\" }\n", "K104", "no audit database"),
        ("zone: Mars/Olympus\n", "K104", "no time zone"),
        ("packs: []\n", "K104", "no packs"),
        ("operations: { listen: 127.0.0.1:8080 }\n", "K106", "same as `listen`"),
        ("auth: { issuers: [{ nam: x }] }\n", "K102", "did you mean `name`?"),
        ("auth: { issuers: [{ name: x, iss: y, algorithms: [HS256] }] }\n", "K104", "algorithms"),
        ("cors: { origins: \"*\" }\n", "K104", "origins"),
        ("cors: { origins: [\"https://a.example/path\"] }\n", "K104", "origins"),
        ("hooks: { apps: [\"https://a.example\"] }\n", "K103", "label: launch URL"),
        ("hooks: { apps: { Look: launch } }\n", "K104", "label: launch URL"),
        ("hooks: { apps: { \"\": \"https://a.example/launch\" } }\n", "K104", "label: launch URL"),
        ("hooks: { system_actions: \"*\" }\n", "K104", "name each rule"),
        ("hooks: { system_actions: [demo/*] }\n", "K104", "name each rule"),
        ("fhir: { resource_bytes: 12 }\n", "K104", "from 1024"),
        ("auth: { issuers: [{ name: x, iss: y, user_roles: [MD] }] }\n", "K104", "MD=physician"),
        ("- a\n", "K103", "must be a mapping"),
        ("a: [\n", "K101", "not YAML"),
    ] {
        let found = faults(text);
        assert!(found.contains(code) && found.contains(word), "{text}: {found}");
        assert!(!found.contains("geheim"), "{found}");
    }
}

#[test]
fn secrets_come_from_files_and_the_environment_and_are_not_shown() {
    let folder = Folder::new();
    folder.write("url", "postgres://me:geheim@db/audit\n");
    folder.write("key", &"k".repeat(40));
    let from = sources(&folder, "store: { url_file: url, patient_key_file: key }\n");
    let read_file = read(&from, false).unwrap();
    assert_eq!(read_file.config.store.as_ref().unwrap().url, "postgres://me:geheim@db/audit");
    let mut from = sources(&folder, "");
    from.environment.insert("CURBSIDE_STORE_URL".into(), "postgres://me:geheim@db/audit".into());
    let read_variable = read(&from, false).unwrap();
    for read in [&read_file, &read_variable] {
        assert!(!read.effective.contains("geheim"), "{}", read.effective);
        assert!(!format!("{read:?}").contains("geheim"));
        assert!(!format!("{read:?}").contains("kkkk"));
    }
    let mut from = sources(&folder, "");
    from.flags.push(("store.url".into(), "postgres://me:geheim@db/audit".into()));
    assert!(read(&from, false).unwrap_err()[0].to_string().contains("CURBSIDE_STORE_URL"));
    folder.write("key", "short");
    let from = sources(&folder, "store: { patient_key_file: key }\n");
    assert!(read(&from, false).unwrap_err()[0].to_string().contains("fewer than 32 bytes"));
}

#[test]
fn an_open_gate_is_for_this_machine_alone() {
    let folder = Folder::new();
    let from =
        sources(&folder, "listen: 0.0.0.0:8080\npublic_url: https://x.example\ntls: { by_proxy: true }\n");
    assert!(read(&from, false).is_ok());
    assert!(read(&from, true).unwrap_err()[0].to_string().contains("this machine alone"));
}

#[test]
fn variables_that_set_nothing_are_told() {
    let folder = Folder::new();
    let mut from = sources(&folder, "");
    from.environment.insert("CURBSIDE_LIMIT_BODY_BYTES".into(), "1".into());
    from.environment.insert("CURBSIDE_AUDIT_URL".into(), "x".into());
    let read = read(&from, false).unwrap();
    assert_eq!(read.warnings.len(), 1);
    assert_eq!(
        read.warnings[0].to_string(),
        "CURBSIDE_LIMIT_BODY_BYTES: K107: this variable sets nothing; did you mean CURBSIDE_LIMITS_BODY_BYTES?"
    );
}

#[test]
fn keys_and_variables_are_distinct_and_sections_stand_together() {
    let variables: BTreeSet<String> = KEYS.iter().map(|k| k.variable()).collect();
    assert_eq!(variables.len(), KEYS.len());
    let mut seen = BTreeSet::new();
    let mut last = "";
    for key in KEYS {
        let section = key.name.rsplit_once('.').map_or("", |(s, _)| s);
        if section != last && !section.is_empty() {
            assert!(seen.insert(section), "{section} twice");
        }
        last = section;
    }
}

#[test]
fn the_book_has_the_table_of_keys() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/src/operations.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (begin, end) = ("<!-- keys: written by the tests of curbside-server -->\n", "<!-- /keys -->");
    let (before, rest) = text.split_once(begin).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    let fresh = format!("{before}{begin}\n{}\n{end}{after}", curbside_server::config::table());
    if std::env::var_os("CURBSIDE_WRITE_BOOK").is_some() {
        return std::fs::write(path, &fresh).unwrap();
    }
    assert!(
        text == fresh,
        "write it anew: CURBSIDE_WRITE_BOOK=1 cargo test -p curbside-server --test config"
    );
}

#[test]
fn the_configuration_of_the_container_is_one() {
    let path = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/curbside.yaml"));
    let text = std::fs::read_to_string(path).unwrap();
    let sources = Sources { file: Some((path.to_path_buf(), text)), ..Sources::default() };
    // Its paths are those of the container.
    let faults = read(&sources, false).map(|_| Vec::new()).unwrap_or_else(|f| f);
    assert!(faults.iter().all(|f| f.code == "K105"), "{faults:#?}");
}

#[test]
fn apps_and_system_actions_are_read_and_shown() {
    let folder = Folder::new();
    let text = "hooks:\n  apps:\n    Look closer: https://app.example/launch?x=1\n    Dose: https://dose.example/\n  system_actions: [demo/stop]\n";
    let from_file = read(&sources(&folder, text), false).unwrap();
    let apps: Vec<(&str, &str)> =
        from_file.config.hooks.apps.iter().map(|a| (a.label.as_str(), a.url.as_str())).collect();
    assert_eq!(apps, [("Look closer", "https://app.example/launch?x=1"), ("Dose", "https://dose.example/")]);
    assert!(from_file.config.hooks.system_actions.contains("demo/stop"));
    let line =
        "apps: { \"Look closer\": \"https://app.example/launch?x=1\", Dose: \"https://dose.example/\" }";
    assert!(from_file.effective.contains(line), "{}", from_file.effective);
    // The same by a variable.
    let mut from = sources(&folder, "");
    let both = "Look closer=https://app.example/launch?x=1, Dose=https://dose.example/";
    from.environment.insert("CURBSIDE_HOOKS_APPS".into(), both.into());
    assert_eq!(read(&from, false).unwrap().config.hooks.apps, from_file.config.hooks.apps);
    // By default there is none of either.
    let plain = read(&sources(&folder, ""), false).unwrap().config.hooks;
    assert!(plain.apps.is_empty() && plain.system_actions.is_empty());
}
