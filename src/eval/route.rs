//! Routes of administration: what the words of a rule mean for a route as
//! received (SNOMED CT, the NCI Thesaurus codes of US labels, or text) or for
//! the route that a product's dose form implies.

use crate::snapshot::Concept;
use crate::terms;
use crate::value::Truth;

/// A route, by the word rules use, and whether the drug reaches the whole body
/// that way (`None`: depends on the drug).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    pub word: &'static str,
    pub systemic: Option<bool>,
    needle: bool,
}

/// Word, systemic, by needle, codes, and words that a text may use.
type Row = (&'static str, Option<bool>, bool, &'static [&'static str], &'static [&'static str]);

/// The more telling word first: `oral inhalation` is inhaled.
const ROUTES: &[Row] = &[
    (
        "ophthalmic",
        Some(false),
        false,
        &["54485002", "372472002", "372468001", "372476004", "418401004", "446105004", "C38287"],
        &["ophthalmic", "eye", "ocular", "conjunctival", "intravitreal", "intraocular"],
    ),
    ("otic", Some(false), false, &["10547007", "C38192"], &["otic", "ear", "auricular"]),
    (
        "inhaled",
        Some(false),
        false,
        &["447694001", "18679011000001101", "372452007", "404818005", "C38246", "C38216"],
        &["inhaled", "inhalation", "respiratory", "nebuliser", "nebulizer", "intratracheal"],
    ),
    ("nasal", Some(false), false, &["46713006", "C38284"], &["nasal", "nose", "intranasal", "nostril"]),
    ("sublingual", Some(true), false, &["37839007", "C38300"], &["sublingual", "tongue", "sl"]),
    ("buccal", Some(true), false, &["54471007", "C38193"], &["buccal", "cheek"]),
    ("transdermal", Some(true), false, &["45890007", "C38305"], &["transdermal", "percutaneous"]),
    ("rectal", Some(true), false, &["37161004", "C38295"], &["rectal", "rectally", "rectum", "pr"]),
    ("vaginal", Some(false), false, &["16857009", "C38313"], &["vaginal", "vaginally", "vagina", "pv"]),
    (
        "intravenous",
        Some(true),
        true,
        &["47625008", "418114005", "C38276"],
        &["intravenous", "intravenously", "iv", "ivp", "ivpb", "vein"],
    ),
    ("intramuscular", Some(true), true, &["78421000", "C28161"], &["intramuscular", "intramuscularly", "im"]),
    (
        "subcutaneous",
        Some(true),
        true,
        &["34206005", "C38299"],
        &["subcutaneous", "subcutaneously", "sc", "subq", "sq", "subcut"],
    ),
    ("intradermal", Some(false), true, &["372464004", "C38238"], &["intradermal"]),
    ("intrathecal", None, true, &["72607000", "C38267"], &["intrathecal"]),
    ("epidural", None, true, &["404820008", "C38243"], &["epidural"]),
    ("intraarticular", Some(false), true, &["12130007", "C38223"], &["intraarticular", "intra-articular"]),
    ("intraosseous", Some(true), true, &["417255000"], &["intraosseous"]),
    ("intra-arterial", Some(true), true, &["58100008"], &["intra-arterial", "intraarterial"]),
    ("intraperitoneal", Some(true), true, &["38239002"], &["intraperitoneal"]),
    (
        "enteral",
        Some(true),
        false,
        &["127490009", "127491008", "127492001", "417985001", "418136008"],
        &["gastrostomy", "jejunostomy", "nasogastric", "enteral", "tube"],
    ),
    ("urethral", Some(false), false, &["90028008", "372471009"], &["urethral", "intravesical", "bladder"]),
    ("intrauterine", None, false, &["62226000"], &["intrauterine"]),
    (
        "topical",
        Some(false),
        false,
        &["6064005", "448598008", "372449004", "C38304", "C38675"],
        &["topical", "topically", "cutaneous", "skin", "dental", "scalp"],
    ),
    ("oral", Some(true), false, &["26643006", "C38288"], &["oral", "orally", "mouth", "po"]),
    ("injection", Some(true), true, &[], &["injection", "injected", "parenteral", "inj"]),
];

impl Way {
    fn of(row: &Row) -> Way {
        Way { word: row.0, systemic: row.1, needle: row.2 }
    }

    fn named(word: &str) -> Option<Way> {
        ROUTES.iter().find(|r| r.0 == word).map(Way::of)
    }

    /// A route as received; `None` where no code or word is known.
    pub fn received(c: &Concept) -> Option<Way> {
        let coded =
            c.codings.iter().find_map(|code| ROUTES.iter().find(|r| r.3.contains(&code.code.as_str())));
        if let Some(row) = coded {
            return Some(Way::of(row));
        }
        let texts = c.text.iter().map(String::as_str);
        let displays = c.codings.iter().filter_map(|c| c.display.as_deref());
        let codes = c.codings.iter().map(|c| c.code.as_str());
        texts.chain(displays).chain(codes).find_map(Way::read)
    }

    /// A text, by its words.
    fn read(text: &str) -> Option<Way> {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !(c.is_alphanumeric() || c == '-')).collect();
        ROUTES.iter().find(|r| r.4.iter().any(|w| words.contains(w))).map(Way::of)
    }

    /// The route that a dose form implies.
    pub fn of_form(route: terms::Route) -> Option<Way> {
        use terms::Route;
        let word = match route {
            Route::Oral => "oral",
            Route::Sublingual => "sublingual",
            Route::Buccal => "buccal",
            Route::Injection => "injection",
            Route::Inhaled => "inhaled",
            Route::Nasal => "nasal",
            Route::Ophthalmic => "ophthalmic",
            Route::Otic => "otic",
            Route::Topical | Route::Mucosal | Route::Irrigation => "topical",
            Route::Transdermal => "transdermal",
            Route::Rectal => "rectal",
            Route::Vaginal => "vaginal",
            Route::Intrauterine => "intrauterine",
            Route::Urethral => "urethral",
            // Under the skin, to stay: for the whole body, but no route a rule asks for by name.
            Route::Implant => return Some(Way { word: "implant", systemic: Some(true), needle: false }),
        };
        Way::named(word)
    }

    /// Whether this route is what a word of a rule asks for.
    pub fn is(self, asked: &str) -> Truth {
        match asked {
            "systemic" => self.systemic.map_or(Truth::Unknown, Truth::from),
            "local" => self.systemic.map_or(Truth::Unknown, |s| Truth::from(!s)),
            "parenteral" | "injection" => self.needle.into(),
            // "Injection" says by needle, and not where to.
            word if self.word == "injection" && Way::named(word).is_some_and(|w| w.needle) => Truth::Unknown,
            word => (self.word == word).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(t: &str) -> Option<Way> {
        Way::received(&Concept { text: Some(t.into()), ..Concept::default() })
    }

    #[test]
    fn codes_and_texts_are_read() {
        let oral = Way::received(&Concept::coded("snomed", "26643006")).unwrap();
        assert_eq!((oral.word, oral.systemic), ("oral", Some(true)));
        assert_eq!(text("PO").unwrap().word, "oral");
        assert_eq!(text("by mouth").unwrap().word, "oral");
        assert_eq!(text("Oral inhalation").unwrap().word, "inhaled");
        assert_eq!(text("Apply to skin").unwrap().word, "topical");
        assert_eq!(text("see notes"), None);
    }

    #[test]
    fn systemic_is_not_topical() {
        assert_eq!(text("eye drops").unwrap().is("systemic"), Truth::False);
        assert_eq!(text("IV").unwrap().is("systemic"), Truth::True);
        assert_eq!(text("epidural").unwrap().is("systemic"), Truth::Unknown);
        assert_eq!(text("IV").unwrap().is("parenteral"), Truth::True);
    }

    #[test]
    fn an_injection_may_be_intravenous() {
        let injection = Way::of_form(terms::Route::Injection).unwrap();
        assert_eq!(injection.is("intravenous"), Truth::Unknown);
        assert_eq!(injection.is("oral"), Truth::False);
        assert_eq!(injection.is("systemic"), Truth::True);
    }
}
