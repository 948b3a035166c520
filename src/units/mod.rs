//! Units of measure: case-sensitive UCUM, exactly.
//!
//! The grammar and the table of atoms come from the crate `octofhir-ucum`; this
//! module adds what a clinical engine needs on top of it:
//!
//! - factors are ratios of decimals, so `98.6 [degF]` is `37 Cel` and a value
//!   carried over and back is the same value;
//! - `mol`, `eq`, `osm` and microscope fields are kept apart as if they were base
//!   units. In UCUM a mole is a plain number (6.02214076 × 10^23), so `mmol/L` and
//!   a count per litre would silently convert into each other;
//! - mass, amount of substance and equivalents convert, but only through the molar
//!   mass and the charge that the caller names;
//! - spellings found in real records are read, but only those with one meaning.
//!
//! It does not know analytes, patients or rules, and caches nothing: parse a unit
//! once, keep the [`Conversion`].
//!
//! ```
//! use curbside::units::{Analyte, Unit, conversion, conversion_of};
//! use curbside::value::Num;
//! let (f, c) = (Unit::parse("[degF]").unwrap(), Unit::parse("Cel").unwrap());
//! assert_eq!(conversion(&f, &c).unwrap().apply("98.6".parse().unwrap()), Some(Num::from(37)));
//!
//! let (mg, mmol) = (Unit::parse("mg/dL").unwrap(), Unit::parse("mmol/L").unwrap());
//! assert!(conversion(&mg, &mmol).is_err());
//! let glucose = conversion_of(Analyte { molar_mass: "180".parse().ok(), charge: None }, &mg, &mmol).unwrap();
//! assert_eq!(glucose.apply(Num::from(126)), Some(Num::from(7)));
//! ```

mod convert;
mod error;
mod meaning;
mod ratio;
mod spelling;
mod suggest;
mod unit;

pub use convert::{Analyte, Conversion, Monotone, conversion, conversion_of};
pub use error::{UnitError, UnitErrorKind};
pub use meaning::Dimension;
pub use spelling::normalise_received;
pub use unit::Unit;
