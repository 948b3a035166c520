//! The engines, each behind one call that gives the rules that fire.

#[cfg(feature = "cedar")]
mod cedar;
#[cfg(feature = "cel")]
mod cel;
mod curbside;
#[cfg(feature = "regorus")]
mod regorus;
#[cfg(feature = "rhai")]
mod rhai;
#[cfg(feature = "rust-rule-engine")]
mod rust_rule_engine;
#[cfg(feature = "zen")]
mod zen;

use crate::host::Host;
use workloads::Kind;

/// An engine with its rules loaded and its patient ready.
pub struct Loaded {
    /// One evaluation, findings made and dropped.
    pub call: Box<dyn FnMut()>,
    /// One evaluation: the rules that fire, without pack, in any order.
    pub fired: Box<dyn FnMut() -> Vec<String>>,
}

impl Loaded {
    /// Of an evaluation that gives the rules.
    fn of(run: impl FnMut() -> Vec<String> + 'static) -> Loaded {
        let run = std::rc::Rc::new(std::cell::RefCell::new(run));
        let again = run.clone();
        Loaded {
            call: Box::new(move || drop(std::hint::black_box((run.borrow_mut())()))),
            fired: Box::new(move || (again.borrow_mut())()),
        }
    }
}

/// Loads an engine, in one of its forms; `None` where it has no such workload.
///
/// # Errors
/// What the engine says, or that it was not built.
pub fn load(engine: &str, kind: Kind, n: usize) -> Result<Option<Loaded>, String> {
    match engine {
        "curbside" => return curbside::load(kind, n).map(Some),
        "floor" => return Ok(curbside::floor(kind, n, false)),
        "floor-whole" => return Ok(curbside::floor(kind, n, true)),
        _ => {}
    }
    let Some(host) = Host::new(kind, n) else { return Ok(None) };
    match engine {
        #[cfg(feature = "cedar")]
        "cedar" => cedar::load(host).map(Some),
        #[cfg(feature = "cel")]
        "cel" => cel::load(host).map(Some),
        #[cfg(feature = "regorus")]
        "regorus-data" => regorus::load(host, regorus::Form::Data).map(Some),
        #[cfg(feature = "regorus")]
        "regorus-host" => Ok(regorus::host_chooses(host).transpose()?),
        #[cfg(feature = "regorus")]
        "regorus-rules" => regorus::load(host, regorus::Form::Rules).map(Some),
        #[cfg(feature = "rhai")]
        "rhai" => rhai::load(host).map(Some),
        #[cfg(feature = "rust-rule-engine")]
        "rre" => rust_rule_engine::load(host).map(Some),
        #[cfg(feature = "rust-rule-engine")]
        "rre-rete" => rust_rule_engine::load_rete(host).map(Some),
        #[cfg(feature = "zen")]
        "zen-rows" => zen::load(host, zen::Form::Rows).map(Some),
        #[cfg(feature = "zen")]
        "zen-loop" => zen::load(host, zen::Form::Loop).map(Some),
        _ => Err(format!("{engine} was not built")),
    }
}
