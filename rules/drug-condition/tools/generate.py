#!/usr/bin/env python3
"""Makes the rules of this pack and their tests, with rulegen of the terms pack.

    python3 tools/generate.py

The descriptions are in problems.py, pregnancy.py and geriatric.py. Run `curbside fmt` afterwards.
"""

from common import PACK, Pack
from geriatric import GERIATRIC
from pregnancy import LACTATION, PREGNANCY
from problems import BLOOD, BRAIN, HEART, QT, REST

SETS = {
    "blood": '''codes MigraineWithAura "migraine with aura" =
    snomed 4473006 "Migraine with aura"
  + icd10cm G43.1*

codes TranexamicAcid "tranexamic acid" = rxnorm 10691 "tranexamic acid"
''',
    "brain": 'codes ParkinsonismAntipsychotic "antipsychotic" = Antipsychotic - Quetiapine - Clozapine - Pimavanserin\n',
    "others": '''codes MethyleneBlue "methylene blue" = rxnorm 6878 "methylene blue"

codes Rituximab "rituximab" = rxnorm 121191 "rituximab"

codes FullOpioidPlain "opioid" = Opioid - Buprenorphine - Methadone
''',
    "pregnancy": '''/// Without the one that is given after birth, when the record may still say pregnant.
codes MigraineErgot "ergot alkaloid" = rxnorm 3418 "dihydroergotamine", 4025 "ergotamine"

/// Drugs of which a single course in early pregnancy may malform the child.
codes StrongTeratogen "strong teratogen" = Retinoid + Thalidomide + Lenalidomide + Mycophenolate + DHODHInhibitor + EndothelinAntagonist + Riociguat + Valproate + Methotrexate + Ribavirin
''',
}


def main():
    pack = Pack(PACK, ["terms", "laboratory", "scores"])
    for file, rules, about in (("heart", HEART, "Heart and vessels."), ("blood", BLOOD, "Bleeding and clotting."), ("qt", QT, "The QT interval."), ("brain", BRAIN, "Brain, nerves and muscles."),
                               ("others", REST, "Glucose, liver, blood, bone and infection."), ("pregnancy", PREGNANCY, "Pregnancy."), ("lactation", LACTATION, "Lactation."), ("old-age", GERIATRIC, "Old age and falls.")):
        pack.write(file, [about], rules, SETS.get(file, ""), "tools/generate.py")


if __name__ == "__main__":
    main()
