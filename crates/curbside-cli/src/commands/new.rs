//! `curbside new`: a pack to start from, which checks, formats and tests clean.

use crate::error::{Done, Failure, OK};
use crate::moment::today;
use crate::style::{BOLD, DIM, END};
use curbside::syntax::{is_name, is_reserved};
use std::path::{Path, PathBuf};

/// Make a new pack with a rule and its tests
#[derive(clap::Args)]
pub struct Args {
    /// The pack's name, or the path of its folder
    #[arg(value_name = "NAME")]
    pack: PathBuf,
    /// Who answers for its rules
    #[arg(long, default_value = "Clinical rules group", value_name = "WHO")]
    owner: String,
}

/// The files, with `NAME`, `OWNER`, `REVIEW` and `COMMAND` to be filled in.
const FILES: [(&str, &str); 4] = [
    ("pack.yaml", include_str!("../template/pack.yaml")),
    ("NAME.cds", include_str!("../template/rules.cds")),
    ("tests/NAME.yaml", include_str!("../template/tests.yaml")),
    ("SOURCES.md", include_str!("../template/SOURCES.md")),
];

/// Makes the folder.
pub fn run(args: &Args) -> Done {
    let folder = args.pack.as_path();
    let name = folder.file_name().and_then(|n| n.to_str()).unwrap_or("");
    if !is_name(name) || is_reserved(name) {
        return Err(Failure::Usage(format!(
            "`{name}` cannot name a pack; use letters, digits and hyphens, such as `cardio-renal`"
        )));
    }
    if args.owner.contains(['"', '\\', '\n', '\r']) {
        return Err(Failure::Usage("the owner cannot hold quotes, backslashes or line feeds".to_string()));
    }
    if folder.exists() {
        return Err(Failure::Usage(format!("`{}` is there already; nothing was changed", folder.display())));
    }
    for (path, text) in FILES {
        let fill = |t: &str| {
            t.replace("NAME", name).replace("OWNER", &args.owner).replace("REVIEW", &review_date(&today()))
        };
        write(&folder.join(fill(path)), &fill(text))?;
    }
    let shown = folder.display();
    anstream::println!("{BOLD}{shown}{END} is ready:");
    anstream::println!("  {shown}/{name}.cds         {DIM}a code set, an observation, a rule{END}");
    anstream::println!(
        "  {shown}/tests/{name}.yaml  {DIM}its tests: fires, silent, unknown, at the threshold{END}"
    );
    anstream::println!("\nNext:\n  curbside check {shown}\n  curbside test {shown}");
    Ok(OK)
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let cannot = |e: std::io::Error| Failure::Load(format!("cannot write `{}`: {e}", file.display()));
    if let Some(parent) = file.parent() {
        std::fs::create_dir_all(parent).map_err(cannot)?;
    }
    std::fs::write(file, text).map_err(cannot)
}

/// Two years from a date; the 28th at the latest, so that the date exists.
fn review_date(today: &str) -> String {
    let mut parts = today.splitn(3, '-');
    let mut next = || parts.next().and_then(|p| p.parse::<u32>().ok()).unwrap_or(1);
    let (year, month, day) = (next(), next(), next());
    format!("{:04}-{month:02}-{:02}", year + 2, day.min(28))
}
