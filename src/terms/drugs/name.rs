//! Reads the systematic product names of RxNorm.
//!
//! `24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet [Brand]`:
//! qualifiers, then per component a name and a strength, then a dose form from a
//! closed vocabulary. Anything else in the text and it is not such a name: a
//! half-read name could hide an ingredient. Does not know what the names mean.

use super::words::{is_form_word, ucum};
use crate::snapshot::Quantity;
use crate::value::Num;
use serde::{Deserialize, Serialize};

/// How a dose form gets into the body, read off the form's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// Swallowed.
    Oral,
    /// Under the tongue.
    Sublingual,
    /// In the cheek.
    Buccal,
    /// By any needle.
    Injection,
    /// Breathed in.
    Inhaled,
    /// Into the nose.
    Nasal,
    /// Into the eye.
    Ophthalmic,
    /// Into the ear.
    Otic,
    /// On the skin, for the skin.
    Topical,
    /// Through the skin.
    Transdermal,
    /// Into the rectum.
    Rectal,
    /// Into the vagina.
    Vaginal,
    /// Into the uterus.
    Intrauterine,
    /// Into the urethra or bladder.
    Urethral,
    /// Under the skin, to stay there.
    Implant,
    /// On another mucous membrane, or in the mouth for the mouth.
    Mucosal,
    /// To rinse.
    Irrigation,
}

impl Route {
    /// Whether the drug is meant to reach the whole body; `None` where that
    /// depends on the drug (nasal, rectal, vaginal, mucosal, inhaled).
    ///
    /// ```
    /// use curbside::terms::Route;
    /// assert_eq!(Route::Oral.is_systemic(), Some(true));
    /// assert_eq!(Route::Topical.is_systemic(), Some(false));
    /// assert_eq!(Route::Rectal.is_systemic(), None);
    /// ```
    pub fn is_systemic(self) -> Option<bool> {
        use Route::*;
        match self {
            Oral | Sublingual | Buccal | Injection | Transdermal | Implant => Some(true),
            Ophthalmic | Otic | Topical | Irrigation | Urethral | Intrauterine => Some(false),
            Inhaled | Nasal | Rectal | Vaginal | Mucosal => None,
        }
    }

    /// Read off the words of a dose form.
    ///
    /// ```
    /// use curbside::terms::Route;
    /// assert_eq!(Route::of_form("Extended Release Oral Tablet"), Some(Route::Oral));
    /// assert_eq!(Route::of_form("Prefilled Syringe"), Some(Route::Injection));
    /// assert_eq!(Route::of_form("Pack"), None);
    /// ```
    pub fn of_form(form: &str) -> Option<Route> {
        use Route::*;
        // The more telling word first: `Nasal Inhaler`, `Oral Spray`, `Vaginal Tablet`.
        const WORDS: &[(&str, Route)] = &[
            ("intrauterine", Intrauterine),
            ("vaginal", Vaginal),
            ("rectal", Rectal),
            ("suppository", Rectal),
            ("enema", Rectal),
            ("ophthalmic", Ophthalmic),
            ("conjunctival", Ophthalmic),
            ("otic", Otic),
            ("nasal", Nasal),
            ("sublingual", Sublingual),
            ("buccal", Buccal),
            ("transdermal", Transdermal),
            ("urethral", Urethral),
            ("intravesical", Urethral),
            ("irrigation", Irrigation),
            ("mucosal", Mucosal),
            ("mouthwash", Mucosal),
            ("toothpaste", Mucosal),
            ("periodontal", Mucosal),
            ("lozenge", Mucosal),
            ("topical", Topical),
            ("inhaler", Inhaled),
            ("inhalation", Inhaled),
            ("inhalant", Inhaled),
            ("nebulizer", Inhaled),
            ("implant", Implant),
            ("injectable", Injection),
            ("injection", Injection),
            ("syringe", Injection),
            ("auto-injector", Injection),
            ("injector", Injection),
            ("pen", Injection),
            ("cartridge", Injection),
            ("vial", Injection),
            ("intravenous", Injection),
            ("intramuscular", Injection),
            ("subcutaneous", Injection),
            ("intrathecal", Injection),
            ("oral", Oral),
            ("chewable", Oral),
            ("disintegrating", Oral),
            ("shampoo", Topical),
            ("cream", Topical),
            ("ointment", Topical),
            ("lotion", Topical),
        ];
        let lower = form.to_ascii_lowercase();
        WORDS.iter().find(|(w, _)| lower.split_whitespace().any(|x| x == *w)).map(|(_, route)| *route)
    }
}

/// One component of a product name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Ingredient with its salt, as written.
    pub name: String,
    /// Strength: per piece, or per the unit after the slash.
    pub strength: Option<Quantity>,
}

/// A product name, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductName {
    /// Components in order; of a pack, those of every part, each once.
    pub components: Vec<Component>,
    /// Dose form as written; `None` where the name has none.
    pub form: Option<String>,
    /// Read off the form.
    pub route: Option<Route>,
    /// Volume, actuations or hours of one piece (`0.3 ML`, `120 ACTUAT`, `24 HR`).
    pub amounts: Vec<Quantity>,
    /// Brand in square brackets.
    pub brand: Option<String>,
}

/// Reads a systematic RxNorm name; `None` for any other text.
///
/// ```
/// use curbside::terms::{Route, parse_product_name};
/// let p = parse_product_name("amLODIPine 5 MG / Hydrochlorothiazide 12.5 MG Oral Tablet [Brand]").unwrap();
/// assert_eq!(p.components.len(), 2);
/// assert_eq!(p.components[1].name, "Hydrochlorothiazide");
/// assert_eq!(p.route, Some(Route::Oral));
/// assert!(parse_product_name("Seasonique 91 Day Pack").is_none());
/// ```
pub fn parse_product_name(text: &str) -> Option<ProductName> {
    let text = without_application(text.trim());
    let (text, brand) = split_brand(text)?;
    let mut product = match text.strip_prefix('{') {
        Some(rest) => pack(rest)?,
        None => single(text)?,
    };
    product.brand = brand;
    product.route = product.form.as_deref().and_then(Route::of_form);
    Some(product)
}

/// Without the application number some names start with (`NDA020503`).
fn without_application(text: &str) -> &str {
    let Some((first, rest)) = text.split_once(' ') else { return text };
    let number = ["NADA", "ANDA", "NDA", "BLA"].iter().find_map(|p| first.strip_prefix(p));
    match number {
        Some(n) if n.len() >= 5 && n.bytes().all(|b| b.is_ascii_digit()) => rest.trim_start(),
        _ => text,
    }
}

fn split_brand(text: &str) -> Option<(&str, Option<String>)> {
    let Some(rest) = text.strip_suffix(']') else {
        return (!text.contains('[')).then_some((text, None));
    };
    let (rest, brand) = rest.split_once('[')?;
    (!brand.is_empty() && !brand.contains(['[', ']'])).then(|| (rest.trim_end(), Some(brand.to_string())))
}

/// The parts of a text between separators outside parentheses; `None` if they do not pair.
fn split_outside<'a>(text: &'a str, separator: &str) -> Option<Vec<&'a str>> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0usize, 0usize);
    for (i, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            _ if depth == 0 && i >= start && text.get(i..)?.starts_with(separator) => {
                parts.push(text.get(start..i)?.trim());
                start = i + separator.len();
            }
            _ => {}
        }
    }
    parts.push(text.get(start..)?.trim());
    (depth == 0).then_some(parts)
}

/// `24 (A 3 MG Oral Tablet) / 4 (inert …) } Pack`, after the brace.
fn pack(rest: &str) -> Option<ProductName> {
    let (inside, form) = rest.rsplit_once('}')?;
    let form = form.trim();
    if !matches!(form, "" | "Pack") && !form.split_whitespace().all(is_form_word) {
        return None;
    }
    let mut out =
        ProductName { form: (!form.is_empty()).then(|| form.to_string()), ..ProductName::default() };
    for part in split_outside(inside.trim(), " / ")? {
        let (count, product) = part.split_once('(')?;
        number(count.trim())?;
        for component in single(product.strip_suffix(')')?.trim())?.components {
            if !out.components.contains(&component) {
                out.components.push(component);
            }
        }
    }
    Some(out)
}

fn single(text: &str) -> Option<ProductName> {
    let segments = split_outside(text, " / ")?;
    let last = segments.len().checked_sub(1)?;
    let mut out = ProductName::default();
    for (i, segment) in segments.into_iter().enumerate() {
        let mut tokens: Vec<&str> = segment.split_whitespace().collect();
        if i == 0 {
            let skipped = leading(&tokens, &mut out.amounts);
            tokens.drain(..skipped);
        }
        let (name, strength, rest) = component(&tokens)?;
        let (rest, form) = tail(rest, &mut out.amounts)?;
        if !rest.is_empty() || (i < last && form.is_some()) || name.is_empty() {
            return None;
        }
        out.form = form;
        out.components.push(Component { name, strength });
    }
    // A bare name is not a product name.
    let said = out.form.is_some() || out.components.iter().any(|c| c.strength.is_some());
    said.then_some(out)
}

/// Qualifiers at the start: `24 HR`, `0.3 ML`, `120 ACTUAT`, `Abuse-Deterrent`. How many tokens.
fn leading(tokens: &[&str], amounts: &mut Vec<Quantity>) -> usize {
    let mut at = 0;
    loop {
        match (tokens.get(at), tokens.get(at + 1)) {
            (Some(n), Some(unit)) if is_piece_unit(unit) && number(n).is_some() => {
                amounts.extend(quantity(n, unit));
                at += 2;
            }
            (Some(word), Some(_)) if word.contains('-') && is_form_word(word) => at += 1,
            _ => return at,
        }
    }
}

fn is_piece_unit(unit: &str) -> bool {
    ["ML", "ACTUAT", "HR", "L", "SQCM", "BLISTER"].iter().any(|u| unit.eq_ignore_ascii_case(u))
}

type ComponentParts<'a, 't> = (String, Option<Quantity>, &'a [&'t str]);

/// The name up to the first strength, or up to the dose form where there is no strength.
fn component<'a, 't>(tokens: &'a [&'t str]) -> Option<ComponentParts<'a, 't>> {
    for i in 1..tokens.len() {
        let token = tokens.get(i)?;
        if let Some(q) = tokens.get(i + 1).and_then(|unit| quantity(token, unit)) {
            return Some((tokens.get(..i)?.join(" "), Some(q), tokens.get(i + 2..)?));
        }
        if let Some(q) = glued(token) {
            return Some((tokens.get(..i)?.join(" "), Some(q), tokens.get(i + 1..)?));
        }
    }
    if tokens.iter().skip(1).any(|t| ucum(t.split('/').next().unwrap_or(t)).is_some()) {
        return None; // A strength that is no number.
    }
    let form_from = tokens.iter().rposition(|t| !is_form_word(t)).map_or(0, |p| p + 1);
    Some((tokens.get(..form_from)?.join(" "), None, tokens.get(form_from..)?))
}

/// After the strength: qualifiers, then the dose form. What is left over, and the form.
fn tail<'a, 't>(rest: &'a [&'t str], amounts: &mut Vec<Quantity>) -> Option<(&'a [&'t str], Option<String>)> {
    let mut at = 0;
    while let (Some(n), Some(unit)) = (rest.get(at), rest.get(at + 1)) {
        if !is_piece_unit(unit) || number(n).is_none() {
            break;
        }
        amounts.extend(quantity(n, unit));
        at += 2;
    }
    let words = rest.get(at..)?;
    let form_len = words.iter().take_while(|w| is_form_word(w)).count();
    let form = words.get(..form_len)?.join(" ");
    Some((words.get(form_len..)?, (!form.is_empty()).then_some(form)))
}

/// A plain decimal, thousands in groups of three allowed.
fn number(text: &str) -> Option<Num> {
    let mut groups = text.split('.').next()?.split(',');
    let well_grouped = groups.next().is_some_and(|g| (1..=3).contains(&g.len()) || !text.contains(','))
        && groups.all(|g| g.len() == 3);
    let plain: String = text.chars().filter(|c| *c != ',').collect();
    let digits = plain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (well_grouped && digits).then(|| plain.parse().ok()).flatten()
}

/// `5`, `MG/ML`; the denominator may carry a number (`MG/5ML`).
fn quantity(n: &str, unit: &str) -> Option<Quantity> {
    let n = number(n)?;
    let (top, bottom) = unit.split_once('/').map_or((unit, None), |(t, b)| (t, Some(b)));
    let top = ucum(top)?;
    let (value, unit) = match bottom {
        None => (n, top.to_string()),
        Some(b) => {
            let at = b.find(|c: char| !c.is_ascii_digit() && c != '.')?;
            let (count, b) = b.split_at(at);
            let value = if count.is_empty() { n } else { n.div(number(count)?)? };
            (value, format!("{top}/{}", ucum(b)?))
        }
    };
    Some(Quantity { value, comparator: None, unit: Some(unit) })
}

/// `0.25mg`, `2mg/ml`.
fn glued(token: &str) -> Option<Quantity> {
    let at = token.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')?;
    let (n, unit) = token.split_at(at);
    quantity(n, unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `name=strength unit; … | form | route`.
    fn shown(text: &str) -> Option<String> {
        let p = parse_product_name(text)?;
        let components: Vec<String> = p
            .components
            .iter()
            .map(|c| match &c.strength {
                Some(q) => format!("{}={} {}", c.name, q.value, q.unit.as_deref().unwrap_or("")),
                None => c.name.clone(),
            })
            .collect();
        Some(format!("{} | {} | {:?}", components.join("; "), p.form.unwrap_or_default(), p.route))
    }

    #[test]
    fn real_shapes() {
        for (text, expected) in [
            ("Warfarin Sodium 5 MG Oral Tablet", "Warfarin Sodium=5 mg | Oral Tablet | Some(Oral)"),
            ("Verapamil Hydrochloride 40 MG", "Verapamil Hydrochloride=40 mg |  | None"),
            (
                "amLODIPine 5 MG / Hydrochlorothiazide 12.5 MG / Olmesartan medoxomil 20 MG Oral Tablet",
                "amLODIPine=5 mg; Hydrochlorothiazide=12.5 mg; Olmesartan medoxomil=20 mg | Oral Tablet | Some(Oral)",
            ),
            (
                "120 ACTUAT Fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler",
                "Fluticasone propionate=0.044 mg/{actuat} | Metered Dose Inhaler | Some(Inhaled)",
            ),
            (
                "NDA020503 200 ACTUAT Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler",
                "Albuterol=0.09 mg/{actuat} | Metered Dose Inhaler | Some(Inhaled)",
            ),
            (
                "0.3 ML Epinephrine 1 MG/ML Auto-Injector",
                "Epinephrine=1 mg/mL | Auto-Injector | Some(Injection)",
            ),
            (
                "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet",
                "Metformin hydrochloride=500 mg | Extended Release Oral Tablet | Some(Oral)",
            ),
            (
                "Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet [Percocet]",
                "Acetaminophen=325 mg; Oxycodone Hydrochloride=5 mg | Oral Tablet | Some(Oral)",
            ),
            (
                "{24 (drospirenone 3 MG / ethinyl estradiol 0.02 MG Oral Tablet) / 4 (inert ingredients 1 MG Oral Tablet) } Pack [Yaz]",
                "drospirenone=3 mg; ethinyl estradiol=0.02 mg; inert ingredients=1 mg | Pack | None",
            ),
            (
                "insulin glargine 100 UNT/ML Injectable Solution",
                "insulin glargine=100 [iU]/mL | Injectable Solution | Some(Injection)",
            ),
            (
                "insulin isophane, human 70 UNT/ML / insulin, regular, human 30 UNT/ML Injectable Suspension",
                "insulin isophane, human=70 [iU]/mL; insulin, regular, human=30 [iU]/mL | Injectable Suspension | Some(Injection)",
            ),
            (
                "Nitroglycerin 0.4 MG/ACTUAT Mucosal Spray",
                "Nitroglycerin=0.4 mg/{actuat} | Mucosal Spray | Some(Mucosal)",
            ),
            (
                "1 ML Enoxaparin sodium 150 MG/ML Prefilled Syringe",
                "Enoxaparin sodium=150 mg/mL | Prefilled Syringe | Some(Injection)",
            ),
            ("cyclophosphamide 1000 MG Injection", "cyclophosphamide=1000 mg | Injection | Some(Injection)"),
            (
                "72 HR Fentanyl 0.025 MG/HR Transdermal System",
                "Fentanyl=0.025 mg/h | Transdermal System | Some(Transdermal)",
            ),
            (
                "Abuse-Deterrent 12 HR Oxycodone Hydrochloride 10 MG Extended Release Oral Tablet [Oxycontin]",
                "Oxycodone Hydrochloride=10 mg | Extended Release Oral Tablet | Some(Oral)",
            ),
            ("sodium fluoride 0.0272 MG/MG Oral Gel", "sodium fluoride=0.0272 mg/mg | Oral Gel | Some(Oral)"),
            (
                "NITROFURANTOIN, MACROCRYSTALS 50 MG Oral Capsule",
                "NITROFURANTOIN, MACROCRYSTALS=50 mg | Oral Capsule | Some(Oral)",
            ),
            (
                "Metoprolol succinate 100 MG 24 HR Extended Release Oral Tablet",
                "Metoprolol succinate=100 mg | Extended Release Oral Tablet | Some(Oral)",
            ),
            (
                "Vitamin B 12 5 MG/ML Injectable Solution",
                "Vitamin B 12=5 mg/mL | Injectable Solution | Some(Injection)",
            ),
            (
                "polyethylene glycol 3350 17000 MG Powder for Oral Solution",
                "polyethylene glycol 3350=17000 mg | Powder for Oral Solution | Some(Oral)",
            ),
            ("Phenytoin 125mg/5ml oral suspension", "Phenytoin=25 mg/mL | oral suspension | Some(Oral)"),
            (
                "Nystatin 100,000 UNT/ML Oral Suspension",
                "Nystatin=100000 [iU]/mL | Oral Suspension | Some(Oral)",
            ),
            ("Warfarin Oral Tablet", "Warfarin | Oral Tablet | Some(Oral)"),
            ("Etonogestrel 68 MG Drug Implant", "Etonogestrel=68 mg | Drug Implant | Some(Implant)"),
            (
                "Mometasone furoate 0.05 MG/ACTUAT Nasal Inhaler",
                "Mometasone furoate=0.05 mg/{actuat} | Nasal Inhaler | Some(Nasal)",
            ),
            (
                "0.5 ML peginterferon alfa-2a 0.36 MG/ML Prefilled Syringe",
                "peginterferon alfa-2a=0.36 mg/mL | Prefilled Syringe | Some(Injection)",
            ),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_such_a_name_is_not_half_read() {
        for text in [
            "",
            "5 MG",
            "Seasonique 91 Day Pack",
            "NuvaRing 0.12/0.015 MG per 24HR 21 Day Vaginal Ring",
            "Acetaminophen 325 MG with codeine 30 MG Oral Tablet",
            "Acetaminophen 325 MG Oral Tablet / Codeine 30 MG",
            "Vicodin 5/500 Oral Tablet extra",
            "Warfarin",
            "Lorazepam 2mg/ml Injectable Solution (Ativan)",
            "Prednisone 5mg Oral Tablet 48 Count Pack",
            "{24 (drospirenone 3 MG Oral Tablet) / 4 } Pack",
            "{24 (drospirenone 3 MG Oral Tablet / 4 } Pack",
            "{",
            "}",
            "x [",
            "A 1 MG [B] [C]",
            ")(",
            "aspirin 1,00 MG Oral Tablet",
            "é 5 MG/0ML",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn piece_amounts_and_brand() {
        let p = parse_product_name("NDA020800 0.3 ML Epinephrine 1 MG/ML Auto-Injector [EpiPen]").unwrap();
        assert_eq!(p.brand.as_deref(), Some("EpiPen"));
        assert_eq!(p.amounts.len(), 1);
        assert_eq!(p.amounts[0].value, Num::new(3, 1));
        assert_eq!(p.amounts[0].unit.as_deref(), Some("mL"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "[A-Za-z0-9 /.,()\\[\\]{}%é-]{0,60}") {
            let _ = parse_product_name(&text);
        }
    }
}
