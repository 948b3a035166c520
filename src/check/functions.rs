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
        self.check_script(&def, f).then_some(def)
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

    /// A build without scripts could only answer "unknown" to every call; better to say so at once.
    #[cfg(not(feature = "script"))]
    fn check_script(&mut self, _def: &FunctionDef, f: &Function) -> bool {
        use crate::diag::{Code, Diag};
        let d = Diag::new(Code::ScriptError, f.file.span, "this build of the engine has no scripts")
            .help("build it with the feature `script`, as the command line is");
        self.report(d);
        false
    }

    /// Whether the script compiles and has the function; a script that does not compile is told once.
    #[cfg(feature = "script")]
    fn check_script(&mut self, def: &FunctionDef, f: &Function) -> bool {
        use crate::diag::{Code, Diag};
        let Some(script) = self.scripts.get(def.script) else { return false };
        match script.program() {
            Ok(program) if program.has(&def.entry, def.params.len()) => true,
            Ok(_) => {
                let message = format!(
                    "`{}` has no function `{}` with {} parameters",
                    f.file.node,
                    def.entry,
                    def.params.len()
                );
                let names: Vec<&str> = def.params.iter().map(|(n, _)| n.as_str()).collect();
                let d = Diag::new(Code::ScriptError, f.name.span, message)
                    .also(f.file.span, "the script")
                    .help(format!("write `fn {}({}) {{ … }}` in it", def.entry, names.join(", ")));
                self.report(d);
                false
            }
            Err(e) => {
                if self.broken_scripts.insert(def.script) {
                    let at = self.line_of(&script.path, e.line).unwrap_or(f.file.span);
                    let d = Diag::new(
                        Code::ScriptError,
                        at,
                        format!("the script does not compile: {}", e.message),
                    )
                    .also(f.file.span, "named here")
                    .help("scripts are Rhai without `eval`, `print`, modules, `while` and `loop`");
                    self.report(d);
                }
                false
            }
        }
    }

    /// A line of a text of the packs.
    #[cfg(feature = "script")]
    fn line_of(&self, path: &str, line: Option<usize>) -> Option<crate::source::Span> {
        let (id, file) = self.sources.iter().find(|(_, f)| f.path == path)?;
        let mut at = 0;
        for (number, text) in file.text.split_inclusive('\n').enumerate() {
            if number + 1 == line? {
                return Some(crate::source::Span::new(id, at, at + text.trim_end().len()));
            }
            at += text.len();
        }
        None
    }
}
