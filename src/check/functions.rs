//! Script functions: signature and script file.

use super::Checker;
use super::names::Decl;
use crate::diag::{Code, Diag};
use crate::model::{FunctionDef, Script};
use crate::syntax::ast::{Function, ItemKind};

impl Checker<'_> {
    /// Signatures before anything calls them. Types must be written out, so nothing else is needed.
    pub(crate) fn lower_functions(&mut self) {
        for index in self.symbols_where(|d| matches!(d, Decl::Function(_))) {
            let Some(symbol) = self.names.symbols.get(index).cloned() else { continue };
            let ItemKind::Function(f) = &symbol.item.kind else { continue };
            let name = self.qualified(symbol.pack, symbol.name);
            let def = self.function(symbol.pack, symbol.file, f, name);
            self.functions.push(def);
        }
    }

    fn function(&mut self, pack: usize, file: usize, f: &Function, name: String) -> Option<FunctionDef> {
        let mut params = Vec::new();
        let mut ok = true;
        for p in &f.params {
            if p.ty.is_none() {
                let d = Diag::new(Code::WrongType, p.name.span, format!("`{}` needs a type", p.name.node))
                    .help("types are `number`, a unit, `text`, `yes-no`, `list of Medication`");
                self.report(d);
                ok = false;
                continue;
            }
            match self.param(file, p) {
                Some((name, ty, _)) => params.push((name, ty)),
                None => ok = false,
            }
        }
        let result = self.result_type(&f.result);
        let script = self.script(pack, f);
        let (result, script) = (result?, script?);
        if !ok {
            return None;
        }
        let def = FunctionDef { name, entry: f.name.node.clone(), script, params, result, span: f.name.span };
        self.check_script(&def, f);
        Some(def)
    }

    /// The script's position; each file is held once.
    fn script(&mut self, pack: usize, f: &Function) -> Option<usize> {
        let (text, source) = self.pack_file(pack, &f.file.node, f.file.span)?;
        let path = self.sources.file(source).path.clone();
        if let Some(at) = self.scripts.iter().position(|s| s.path == path) {
            return Some(at);
        }
        self.scripts.push(Script::new(path, text));
        Some(self.scripts.len() - 1)
    }

    #[cfg(not(feature = "script"))]
    fn check_script(&mut self, _def: &FunctionDef, f: &Function) {
        let d = Diag::new(Code::ScriptError, f.file.span, "this build of the engine has no scripts")
            .help("build it with the feature `script`, as the command line is");
        self.report(d);
    }

    #[cfg(feature = "script")]
    fn check_script(&mut self, def: &FunctionDef, f: &Function) {
        let Some(script) = self.scripts.get(def.script) else { return };
        let d = match script.program() {
            Err(e) => Diag::new(Code::ScriptError, f.file.span, format!("the script does not compile: {e}"))
                .help("scripts have no `eval`, no `while` and no printing; loop with `for … in …`"),
            Ok(p) if !p.has(&def.entry, def.params.len()) => {
                let (name, count) = (&def.entry, def.params.len());
                let message = format!("the script has no function `{name}` with {count} parameter(s)");
                Diag::new(Code::ScriptError, f.name.span, message)
                    .help(format!("write `fn {name}(…)` with as many parameters as are declared here"))
            }
            Ok(_) => return,
        };
        self.report(d);
    }
}
