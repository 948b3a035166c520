//! Configurations as text: the example file, the effective configuration, the table of the book.

use super::keys::{ISSUER_KEYS, KEYS, Key, Kind};
use super::read::{Entry, Origin, Value, app};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A configuration file with every key, its meaning and its default; what has no default is
/// commented out, with an example.
pub fn example() -> String {
    let mut out = String::from(
        "# Configuration of `curbside serve`.\n\
         # The command line (--set KEY=VALUE) goes before the environment (CURBSIDE_LIMITS_BODY_BYTES), the\n\
         # environment before this file, this file before the defaults, which stand here. Relative paths are\n\
         # taken from the folder of this file. `curbside serve --config FILE --check` checks all of it.\n",
    );
    let mut section = "";
    for key in KEYS {
        let (own, name) = key.name.rsplit_once('.').unwrap_or(("", key.name));
        out.push('\n');
        if own != section && !own.is_empty() {
            let _ = writeln!(out, "{own}:");
        }
        section = own;
        let pad = if own.is_empty() { "" } else { "  " };
        for line in wrapped(key.help) {
            let _ = writeln!(out, "{pad}# {line}");
        }
        if key.kind == Kind::Issuers {
            issuers(&mut out, pad);
            continue;
        }
        let (mark, text) = if key.default.is_empty() { ("# ", key.example) } else { ("", key.default) };
        let text = scalar(text);
        let text = match key.kind {
            Kind::Apps => format!("{{ {} }}", key.example),
            _ if key.many() => format!("[{text}]"),
            _ => text,
        };
        let _ = writeln!(out, "{pad}{mark}{name}: {text}");
    }
    out
}

fn issuers(out: &mut String, pad: &str) {
    let examples = [
        ("name", "general-hospital"),
        ("iss", "https://ehr.example.org"),
        ("jku", "[\"https://ehr.example.org/jwks.json\"]"),
    ];
    let _ = writeln!(out, "{pad}# issuers:");
    for (i, (name, text)) in examples.iter().enumerate() {
        let _ = writeln!(out, "{pad}#   {} {name}: {text}", if i == 0 { "-" } else { " " });
    }
    for (name, _, help) in ISSUER_KEYS.iter().skip(examples.len()) {
        let _ = writeln!(out, "{pad}#     # {name}: {help}");
    }
}

fn wrapped(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match out.last_mut() {
            Some(line) if line.len() + word.len() < 96 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => out.push(word.to_string()),
        }
    }
    out
}

/// What is in force, with where it comes from, without secrets.
pub(crate) fn effective(entries: &BTreeMap<&'static str, Entry>) -> String {
    let mut out = String::new();
    let mut section = "";
    for key in KEYS {
        let Some(entry) = entries.get(key.name) else { continue };
        let (own, name) = key.name.rsplit_once('.').unwrap_or(("", key.name));
        if own != section && !own.is_empty() {
            let _ = writeln!(out, "{own}:");
        }
        section = own;
        let pad = if own.is_empty() { "" } else { "  " };
        let origin = match &entry.origin {
            Origin::Default => "default".to_string(),
            Origin::File(place) => place.clone(),
            Origin::Environment(name) => name.clone(),
            Origin::Flag => "command line".to_string(),
        };
        match &entry.value {
            Value::Issuers(all) => {
                let _ = writeln!(out, "{pad}{name}: # {origin}");
                for issuer in all {
                    let mut mark = "-";
                    for (name, _, _) in ISSUER_KEYS {
                        if let Some(texts) = issuer.get(name) {
                            let _ = writeln!(out, "{pad}  {mark} {name}: {}", list(name, texts));
                            mark = " ";
                        }
                    }
                }
            }
            value => {
                let _ = writeln!(out, "{pad}{name}: {} # {origin}", shown(key, value));
            }
        }
    }
    out
}

fn list(name: &str, texts: &[String]) -> String {
    let many = ISSUER_KEYS.iter().any(|(n, kind, _)| *n == name && *kind == Kind::Words);
    let all: Vec<String> = texts.iter().map(|t| scalar(t)).collect();
    if many { format!("[{}]", all.join(", ")) } else { all.join(", ") }
}

fn shown(key: &Key, value: &Value) -> String {
    match value {
        Value::Nothing | Value::Issuers(_) => {
            if key.many() {
                "[]".into()
            } else {
                "null".into()
            }
        }
        Value::One(text) if key.name == "store.url" => scalar(&without_password(text)),
        Value::One(text) => scalar(text),
        Value::Many(all) if key.kind == Kind::Apps => {
            let one = |t: &String| app(t).map(|(label, to)| format!("{}: {}", scalar(label), scalar(to)));
            format!("{{ {} }}", all.iter().filter_map(one).collect::<Vec<_>>().join(", "))
        }
        Value::Many(all) => format!("[{}]", all.iter().map(|t| scalar(t)).collect::<Vec<_>>().join(", ")),
    }
}

/// A database's URL, fit to be shown.
pub(crate) fn without_password(text: &str) -> String {
    match url::Url::parse(text) {
        Ok(mut url) if url.has_host() => {
            if url.password().is_some() {
                // Fails only where there is no host.
                let _ = url.set_password(Some("***"));
            }
            // A password may stand in the query as well.
            if url.query().is_some() {
                url.set_query(Some("***"));
            }
            url.to_string()
        }
        _ => text.to_string(),
    }
}

/// A text as YAML.
fn scalar(text: &str) -> String {
    let plain = !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c))
        && !text.starts_with(['-', '.']);
    if plain { text.to_string() } else { serde_json::Value::from(text).to_string() }
}

/// The table of keys for the book, Markdown.
pub fn table() -> String {
    let mut out = String::from("| key | takes | default | what for |\n| --- | --- | --- | --- |\n");
    for key in KEYS {
        let default = if key.default.is_empty() { String::new() } else { format!("`{}`", key.default) };
        let _ = writeln!(out, "| `{}` | {} | {default} | {} |", key.name, key.takes(), key.help);
    }
    out
}
