"""What kind of source a citation is, for the clause `grade` of evidence that has no grade of its own.

A grade is the source's: `A`, `2a`, `1B`. Where a source grades nothing, or its grade for the statement was not looked up,
the clause says so, and what kind of source it is: `none (label)`, `not recorded (guideline)`. It never guesses a grade. The
book, "What every rule says", has the list. Standard library only.
"""

import re

# First match wins. A label or common practice has no single year; everything else must name one.
KINDS = [
    (r"US prescribing information|^American Academy of Pediatrics and US labels", "none (label)"),
    (r"named in the warnings of the labels", "none (label)"),
    (r"^FDA|^EMA", "none (regulator)"),
    (r"^Conventional|^Common|^Interval of a common assay|^Therapeutic range|^Guideline cut-point|^Cut-off of procalcitonin|^NLM flowsheet|^WHO classification of adult body mass index|^CLSI|^Alveolar gas equation", "none (common practice)"),
    (r"^ABIM|^Abbassi|^Colantonio|^Kost|^ARUP|^CDC blood lead", "none (reference values)"),
    (r"^VA National Drug File", "none (database)"),
    (r"^HL7 EHR-S|AHRQ CDS Connect|^CDC/APHL|ISMP", "none (specification)"),
    (r"Beers criteria|STOPP/START|^Phansalkar|controversies conference|consensus report|expert consensus|Marmor|Rybak|^Jackson|international workshop|ACP and CDC|Endocrine Society\. Treatment", "none (consensus)"),
    (r"definition|classification|^Diagnostic criteria|^Harmonizing|Harmonizing the metabolic|^Rhabdomyolysis|Royal College of Physicians|Institute of Medicine|IADPSG|cutoffs", "none (definition)"),
    (r"^ONTARGET|^Antoniou|^Rumack", "none (study)"),
    (r"guideline|guidance|[Rr]ecommendations|KDIGO|GOLD|GINA|Global Initiative|Standards of Care|criteria for contraceptive|practice parameter|[Pp]ractice [Bb]ulletin|OPTN policy|NHS England|decision pathway|CDSi|Surviving Sepsis|Identification of chronic hepatitis C|Global strategy", "not recorded (guideline)"),
]


def kind_of(citation):
    for pattern, kind in KINDS:
        if re.search(pattern, citation):
            return kind
    return "none (publication)"  # the paper in which a score or formula was published


def graded(evidence):
    """`"citation" year 2024 …` with its kind of source as the grade, where it has no grade."""
    citation, rest = re.fullmatch(r'((?:"(?:\\.|[^"\\])*"\s*)+)(.*)', evidence.strip(), re.S).groups()
    if re.search(r"\bgrade\b", rest):
        return evidence.strip()
    kind = kind_of(" ".join(re.findall(r'"((?:\\.|[^"\\])*)"', citation)))
    word = kind if re.fullmatch(r"[\w+-]+", kind) else f'"{kind}"'
    return f"{citation.strip()} grade {word} {rest}".strip()
