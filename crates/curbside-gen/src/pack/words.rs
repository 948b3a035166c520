//! The shared vocabulary: code sets, drug tables, and the codes that patients bear.
//!
//! Small on purpose, so that generated rules and generated patients meet.

/// The pack's name.
pub const NAME: &str = "gen";

/// The card.
pub const CARD: &str = "name: gen
version: 1.0.0
owner: Generator
drugs: { ingredients: codes/ingredients.csv, products: codes/products.csv }
hierarchies: { snomed: codes/parents.csv }
systems: { local: \"http://example.org/local\" }
";

/// Ingredients with their ATC codes.
pub const INGREDIENTS: &str = "name,rxcui,synonyms,atc_mono,atc_combo
warfarin,11289,,B01AA03,
ibuprofen,5640,,M01AE01,
diclofenac,3355,,M01AB05,
spironolactone,9997,,C03DA01,
morphine,7052,,N02AA01,
codeine,2670,,R05DA04,N02AJ06
omeprazole,7646,,A02BC01,
acetaminophen,161,paracetamol,N02BE01,N02BE51
lisinopril,29046,,C09AA03,
metformin,6809,,A10BA02,
";

/// Products that a table takes apart.
pub const PRODUCTS: &str = "product_system,product_code,ingredient_rxnorm,ingredient_name,form
rxnorm,993770,161,acetaminophen,Oral Tablet
rxnorm,993770,2670,codeine,Oral Tablet
ndc,00056017370,11289,warfarin,Oral Tablet
";

/// A small hierarchy of problems.
pub const PARENTS: &str = "child,parent
44054006,73211009
46635009,73211009
84114007,56265001
49436004,56265001
";

/// A set as a file.
pub const PROBLEMS: &str = "system,code,display
snomed,230690007,stroke
icd10cm,I63*,
icd10cm,G45.9,
";

/// Code sets, as text.
pub const SETS: &str = r#"codes Warfarin "warfarin" = rxnorm 11289 "warfarin"
codes NSAID = rxnorm 5640 "ibuprofen", 3355 "diclofenac"
codes Spironolactone = rxnorm 9997 "spironolactone"
codes Opioid = rxnorm 7052 "morphine", 2670 "codeine"
codes PPI = atc A02BC*
codes Paracetamol = rxnorm 161 "acetaminophen"
codes Analgesic = NSAID + Opioid + Paracetamol
codes NonOpioid = Analgesic - Opioid
codes Weak = Analgesic & rxnorm 2670, 161
codes Antithrombotic = atc B01A* + system "http://example.org/drugs" AC-1
codes ACEInhibitor = atc C09A*
codes Local = local drug-7
codes HeartFailure "heart failure" = snomed 84114007 "heart failure" + icd10cm I50*
codes HeartDisease = snomed 56265001*
codes Diabetes = snomed 73211009* + icd10cm E11*, E10*
codes Kidney = icd10cm N18.3*, N18.4, N18.5
codes Stroke = from "codes/problems.csv"
codes Fibrillation = snomed 49436004 "atrial fibrillation"
codes Penicillin = rxnorm 7980 "penicillin G" + snomed 764146007
codes Anaphylaxis = snomed 39579001 "anaphylaxis"
codes Dialysis = snomed 265764009 "renal dialysis" + cpt 90935
codes Colonoscopy = snomed 73761001 "colonoscopy"
codes Influenza = cvx 140, 150
codes Tetanus = cvx 115
codes LabPanel = loinc 51990-0
codes Imaging = snomed 77477000
codes Vitals = loinc 8480-6, 8310-5
codes Checkup = snomed 185349003 + cpt 99213
codes Mother = snomed 72705000
codes Positive = snomed 10828004 "positive"
codes Negative = snomed 260385009 "negative"
codes Blood = snomed 119297000 "blood specimen"
codes Tablet = snomed 385055001 "tablet"
codes ByMouth = snomed 26643006 "oral route"
"#;

/// Sets of drugs.
pub const DRUGS: &[&str] = &[
    "Warfarin",
    "NSAID",
    "Opioid",
    "Spironolactone",
    "PPI",
    "Paracetamol",
    "Analgesic",
    "NonOpioid",
    "Weak",
    "Antithrombotic",
    "ACEInhibitor",
    "Local",
];

/// Sets of problems.
pub const PROBLEM_SETS: &[&str] =
    &["HeartFailure", "Diabetes", "HeartDisease", "Kidney", "Stroke", "Fibrillation"];

/// Sets of substances.
pub const SUBSTANCES: &[&str] = &["Penicillin", "NSAID", "Opioid"];

/// Sets of procedures.
pub const PROCEDURES: &[&str] = &["Dialysis", "Colonoscopy"];

/// Sets of vaccines.
pub const VACCINES: &[&str] = &["Influenza", "Tetanus"];

/// Sets of orders other than medications.
pub const ORDERS: &[&str] = &["LabPanel", "Imaging", "Dialysis"];

/// Sets of encounters.
pub const ENCOUNTERS: &[&str] = &["Checkup"];

/// Durations that rules use and that patients' dates are placed at.
pub const DURATIONS: &[(i64, &str)] = &[
    (30, "days"),
    (7, "days"),
    (48, "hours"),
    (1, "year"),
    (90, "days"),
    (6, "months"),
    (2, "weeks"),
    (12, "hours"),
    (10, "years"),
    (90, "minutes"),
];

/// A declared observation with what rules and patients need to know of it.
#[derive(Debug, Clone, Copy)]
pub struct Observed {
    /// Its name.
    pub name: &'static str,
    /// Its code.
    pub code: &'static str,
    /// Canonical unit; empty for a number without one.
    pub unit: &'static str,
    /// Values that thresholds and results gather at, in the canonical unit.
    pub anchors: &'static [&'static str],
    /// Other units with the factor to multiply the anchor with, as a number of decimals shifted and a unit.
    pub others: &'static [Other],
    /// Whether it is a scale with its own zero.
    pub special: bool,
    /// Clauses that are always there.
    pub clauses: &'static str,
    /// Lines of `normal` and `critical`.
    pub limits: &'static str,
}

/// Another unit of an observation, with thresholds and results in it.
#[derive(Debug, Clone, Copy)]
pub struct Other {
    /// The unit.
    pub unit: &'static str,
    /// Values in it, near the anchors.
    pub anchors: &'static [&'static str],
    /// Whether converting needs the molar mass or the charge.
    pub analyte: bool,
}

/// The observations with numbers.
pub const OBSERVATIONS: &[Observed] = &[
    Observed {
        name: "Potassium",
        code: "2823-3",
        unit: "mmol/L",
        anchors: &["5.5", "3.5", "5.1", "2.5", "6.5", "4.2"],
        others: &[
            Other { unit: "umol/L", anchors: &["5500", "3500", "5100"], analyte: false },
            Other { unit: "meq/L", anchors: &["5.5", "3.5"], analyte: true },
            Other { unit: "mg/dL", anchors: &["21.505", "13.685", "21.504"], analyte: true },
        ],
        special: false,
        clauses: "molar mass 39.1 g/mol charge 1 plausible 1.0 .. 12.0 delta change of 1.0 within 24 hours",
        limits: "normal 3.5 .. 5.1\n  normal 3.7 .. 5.9 for age < 1 month\n  critical < 2.5 or > 6.5",
    },
    Observed {
        name: "Creatinine",
        code: "2160-0",
        unit: "mg/dL",
        anchors: &["1.2", "0.6", "2", "1.5", "0.9"],
        others: &[
            Other { unit: "umol/L", anchors: &["106.08", "106.0816", "106.1", "132.6"], analyte: true },
            Other { unit: "mg/L", anchors: &["12", "20", "15"], analyte: false },
        ],
        special: false,
        clauses: "molar mass 113.12 g/mol delta change of 50 % within 48 hours",
        limits: "normal 0.6 .. 1.2\n  normal 0.5 .. < 1.0 for sex is female\n  critical > 4.0",
    },
    Observed {
        name: "Systolic",
        code: "8480-6",
        unit: "mm[Hg]",
        anchors: &["140", "120", "90", "160"],
        others: &[Other { unit: "kPa", anchors: &["18.66515", "18.6651", "16"], analyte: false }],
        special: false,
        clauses: "plausible 20 .. 350",
        limits: "normal 90 .. < 140\n  critical < 70 or > 220",
    },
    Observed {
        name: "Glucose",
        code: "2345-7",
        unit: "mmol/L",
        anchors: &["7", "3.9", "11.1", "5.6"],
        others: &[Other { unit: "mg/dL", anchors: &["126.112", "126.1", "126", "200"], analyte: true }],
        special: false,
        clauses: "molar mass 180.16 g/mol",
        limits: "normal 3.9 .. 5.6\n  critical < 2.2\n  critical < 2.8 for pregnant",
    },
    Observed {
        name: "Troponin",
        code: "6598-7",
        unit: "ng/L",
        anchors: &["14", "52", "5"],
        others: &[Other { unit: "ug/L", anchors: &["0.014", "0.052", "0.0140001"], analyte: false }],
        special: false,
        clauses: "",
        limits: "normal < 14\n  critical >= 52",
    },
    Observed {
        name: "Temperature",
        code: "8310-5",
        unit: "Cel",
        anchors: &["38", "36", "37", "39.5"],
        others: &[Other { unit: "[degF]", anchors: &["100.4", "98.6", "100.39"], analyte: false }],
        special: true,
        clauses: "plausible 25 .. 45",
        limits: "normal 36 .. 38\n  critical > 41",
    },
    Observed {
        name: "INR",
        code: "6301-6",
        unit: "1",
        anchors: &["3", "2", "1.1", "4.5"],
        others: &[],
        special: false,
        clauses: "",
        limits: "normal 0.8 .. 1.2\n  critical > 5",
    },
    Observed {
        name: "BaseExcess",
        code: "11555-0",
        unit: "mmol/L",
        anchors: &["-2", "2", "0", "-8", "-2.5"],
        others: &[Other { unit: "umol/L", anchors: &["-2000", "0", "-2000.5"], analyte: false }],
        special: false,
        clauses: "",
        limits: "normal -2 .. 2\n  critical < -10 or > 10",
    },
    Observed {
        name: "Weight",
        code: "29463-7",
        unit: "kg",
        anchors: &["70", "50", "100"],
        others: &[Other { unit: "g", anchors: &["70000", "49999"], analyte: false }],
        special: false,
        clauses: "",
        limits: "normal 40 .. 120",
    },
    Observed {
        name: "EGFR",
        code: "62238-1",
        unit: "mL/min/{1.73_m2}",
        anchors: &["60", "30", "45", "15"],
        others: &[],
        special: false,
        clauses: "",
        limits: "normal >= 60\n  critical < 15",
    },
];

/// The observation that holds codes and texts.
pub const CODED: &str = "Covid";
/// Its code.
pub const CODED_CODE: &str = "94500-6";
/// A text it may hold.
pub const CODED_TEXT: &str = "detected";
