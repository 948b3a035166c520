//! What a unit expression means: dimension, magnitude, and the function of a special unit.
//!
//! Walks the syntax tree of `octofhir-ucum` with our own arithmetic, so that
//! factors stay ratios and moles stay apart from counts.

use super::error::{UnitError, UnitErrorKind};
use super::ratio::Ratio;
use octofhir_ucum::{Case, Number, SpecialKind, UnitExpr, UnitRecord, lookup_unit};

/// What a unit measures: exponents of the UCUM base units, and of the atoms that
/// convert into nothing else (`mol`, `eq`, `osm`, `[HPF]`, arbitrary units).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Dimension {
    /// Exponents of m, s, g, rad, K, C, cd.
    base: [i16; 7],
    /// Sorted by name; no exponent is zero.
    atoms: Vec<(&'static str, i32)>,
}

const BASE: [&str; 7] = ["m", "s", "g", "rad", "K", "C", "cd"];
const GRAM: usize = 2;
pub(super) const MOLE: &str = "mol";
const EQUIVALENT: &str = "eq";

/// How many times a mass, and how many times an equivalent, stands where the
/// other unit has an amount of substance: 1 and 0 for `mg/dL` against `mmol/L`,
/// -1 and 0 the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Swap {
    pub(super) masses: i32,
    pub(super) equivalents: i32,
}

impl Dimension {
    /// Whether it is a pure number.
    ///
    /// ```
    /// use curbside::units::Unit;
    /// assert!(Unit::parse("%").unwrap().dimension().is_number());
    /// assert!(!Unit::parse("mmol/L").unwrap().dimension().is_number());
    /// ```
    pub fn is_number(&self) -> bool {
        self.base == [0; 7] && self.atoms.is_empty()
    }

    fn add(mut self, o: &Dimension, times: i32) -> Option<Dimension> {
        for (a, b) in self.base.iter_mut().zip(o.base) {
            *a = i16::try_from(i32::from(*a).checked_add(i32::from(b).checked_mul(times)?)?).ok()?;
        }
        for &(name, e) in &o.atoms {
            let e = e.checked_mul(times)?;
            match self.atoms.binary_search_by(|(n, _)| (*n).cmp(name)) {
                Ok(i) => {
                    let entry = self.atoms.get_mut(i)?;
                    entry.1 = entry.1.checked_add(e)?;
                }
                Err(i) => self.atoms.insert(i, (name, e)),
            }
        }
        self.atoms.retain(|(_, e)| *e != 0);
        Some(self)
    }

    /// The exponent of an atom.
    pub(super) fn atom(&self, name: &str) -> i32 {
        self.atoms.iter().find(|(n, _)| *n == name).map_or(0, |(_, e)| *e)
    }

    /// What stands where `o` has an amount of substance, all else being equal;
    /// `None` where nothing does, or more than that differs.
    pub(super) fn swap_for(&self, o: &Dimension) -> Option<Swap> {
        let masses = i32::from(self.base[GRAM]) - i32::from(o.base[GRAM]);
        let equivalents = self.atom(EQUIVALENT).checked_sub(o.atom(EQUIVALENT))?;
        let once =
            [masses, equivalents].iter().all(|n| matches!(n, -1..=1)) && (masses, equivalents) != (0, 0);
        let mut same = self.clone();
        same.base[GRAM] = o.base[GRAM];
        let one = |atom| Dimension { base: [0; 7], atoms: vec![(atom, 1)] };
        let same = same.add(&one(EQUIVALENT), -equivalents)?.add(&one(MOLE), masses + equivalents)?;
        (once && same == *o).then_some(Swap { masses, equivalents })
    }

    /// The same with every equivalent and osmole counted as a mole.
    pub(super) fn substance_blind(&self) -> Option<Dimension> {
        let mut plain = self.clone();
        let moved = self.atom(EQUIVALENT).checked_add(self.atom("osm"))?;
        plain.atoms.retain(|(n, _)| *n != EQUIVALENT && *n != "osm");
        plain.add(&Dimension { base: [0; 7], atoms: vec![(MOLE, 1)] }, moved)
    }
}

impl std::fmt::Display for Dimension {
    /// In base units: `g.m-3`, `1`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let base = BASE.iter().zip(self.base).map(|(n, e)| (*n, i32::from(e)));
        let mut first = true;
        for (name, e) in base.chain(self.atoms.iter().copied()).filter(|(_, e)| *e != 0) {
            write!(f, "{}{name}", if first { "" } else { "." })?;
            if e != 1 {
                write!(f, "{e}")?;
            }
            first = false;
        }
        if first { f.write_str("1") } else { Ok(()) }
    }
}

/// A special unit and the number that scales it (`0.1` for `dB`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Special {
    pub(super) kind: SpecialKind,
    pub(super) scale: Ratio,
}

/// The meaning of an expression; for a special unit, of its proper unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Meaning {
    pub(super) dimension: Dimension,
    pub(super) ratio: Ratio,
    pub(super) special: Option<Special>,
}

impl Meaning {
    /// A pure number.
    pub(super) fn number(ratio: Ratio) -> Meaning {
        Meaning { dimension: Dimension::default(), ratio, special: None }
    }

    /// The product with a power of another.
    fn times(self, o: Meaning, power: i32) -> Result<Meaning, UnitError> {
        let o_ratio = o.ratio.powi(power).ok_or_else(too_large)?;
        let scaled = |m: Meaning, by: Ratio| -> Result<Meaning, UnitError> {
            let Some(special) = m.special else { return Ok(m) };
            let scale = special.scale.mul(by).ok_or_else(too_large)?;
            Ok(Meaning { special: Some(Special { scale, ..special }), ..m })
        };
        match (self.special, o.special) {
            (None, None) => Ok(Meaning {
                ratio: self.ratio.mul(o_ratio).ok_or_else(too_large)?,
                dimension: self.dimension.add(&o.dimension, power).ok_or_else(too_large)?,
                special: None,
            }),
            (Some(_), None) if o.dimension.is_number() => scaled(self, o_ratio),
            (None, Some(_)) if self.dimension.is_number() && power == 1 => scaled(o, self.ratio),
            _ => Err(UnitError::new(
                UnitErrorKind::SpecialInTerm,
                "a special unit such as `Cel` or `[pH]` cannot be multiplied, divided or raised to a power",
            )),
        }
    }

    /// The meaning of a syntax tree.
    pub(super) fn of(expr: &UnitExpr) -> Result<Meaning, UnitError> {
        match expr {
            UnitExpr::Symbol(code) => symbol(code),
            UnitExpr::Numeric(n) => Ok(Meaning::number(Ratio::of(*n))),
            UnitExpr::Annotation(_) => Ok(Meaning::number(Ratio::ONE)),
            UnitExpr::Annotated(expr, _) => Meaning::of(expr),
            UnitExpr::Power(base, 1) => Meaning::of(base),
            UnitExpr::Power(base, n) => Meaning::number(Ratio::ONE).times(Meaning::of(base)?, *n),
            UnitExpr::Product(terms) => terms
                .iter()
                .try_fold(Meaning::number(Ratio::ONE), |product, term| product.times(Meaning::of(term)?, 1)),
            UnitExpr::Quotient(a, b) => Meaning::of(a)?.times(Meaning::of(b)?, -1),
            UnitExpr::Reciprocal(e) => Meaning::number(Ratio::ONE).times(Meaning::of(e)?, -1),
        }
    }
}

fn too_large() -> UnitError {
    UnitError::new(UnitErrorKind::TooLarge, "a factor or an exponent is too large")
}

/// A symbol: a prefix, if any, and an atom.
fn symbol(code: &str) -> Result<Meaning, UnitError> {
    let Some((prefix, unit)) = lookup_unit(code, Case::Sensitive) else {
        let message = format!("`{}` is not a UCUM unit", super::suggest::shown(code));
        return Err(UnitError::new(UnitErrorKind::UnknownSymbol, message));
    };
    let prefix = Ratio::of(prefix.map_or(Number::ONE, |p| p.factor));
    let mut meaning = atom(unit);
    if unit.special.is_special() {
        meaning.special = Some(Special { kind: unit.special, scale: prefix });
    } else {
        meaning.ratio = meaning.ratio.mul(prefix).ok_or_else(too_large)?;
    }
    Ok(meaning)
}

/// The meaning of an atom. The table reduces a mole to a number; here it and
/// what is defined by it keep an atom of their own, and so do equivalents,
/// osmoles and microscope fields, which are no plain numbers either.
fn atom(unit: &'static UnitRecord) -> Meaning {
    let ten = Number::power_of_ten;
    let (name, ratio, base) = match unit.code {
        "mol" => (MOLE, Ratio::ONE, [0; 7]),
        "kat" => (MOLE, Ratio::ONE, [0, -1, 0, 0, 0, 0, 0]),
        // umol/min
        "U" => (MOLE, Ratio::new(ten(-6), Number::from_i64(60)), [0, -1, 0, 0, 0, 0, 0]),
        // Its proper unit is mol/l.
        "[pH]" => (MOLE, Ratio::of(ten(3)), [-3, 0, 0, 0, 0, 0, 0]),
        "eq" => ("eq", Ratio::ONE, [0; 7]),
        "osm" => ("osm", Ratio::ONE, [0; 7]),
        "[HPF]" => ("[HPF]", Ratio::ONE, [0; 7]),
        // One low-power field is a hundred high-power fields.
        "[LPF]" => ("[HPF]", Ratio::of(Number::from_i64(100)), [0; 7]),
        _ => {
            let mut atoms = unit.arbitrary.to_vec();
            atoms.sort_unstable();
            let dimension = Dimension { base: unit.dim.0.map(i16::from), atoms };
            return Meaning { dimension, ratio: Ratio::of_table(unit.factor), special: None };
        }
    };
    Meaning { dimension: Dimension { base, atoms: vec![(name, 1)] }, ratio, special: None }
}
