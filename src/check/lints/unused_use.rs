//! `unused-use`: an import that nothing uses.

use super::LintContext;
use crate::diag::{Code, Diag};

pub(super) fn check(cx: &LintContext<'_>) -> Vec<Diag> {
    let imports = cx.names.imports.iter().flat_map(|file| file.iter());
    imports
        .filter(|(_, import)| !import.used && import.symbol.is_some())
        .map(|(name, import)| {
            Diag::new(Code::UnusedUse, import.span, format!("`{name}` is imported, but nothing here uses it"))
                .help("take it out of the `use`")
        })
        .collect()
}
