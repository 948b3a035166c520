"""Validates exported FHIR resources against models that were generated from the structure definitions of FHIR R4B.

R4B has the elements of R4 and a few more; those few, and their values, are refused here besides.
"""
import json
import pathlib
import sys

from fhir.resources.R4B.library import Library
from fhir.resources.R4B.plandefinition import PlanDefinition
from fhir.resources.R4B.valueset import ValueSet

MODELS = {"PlanDefinition": PlanDefinition, "Library": Library, "ValueSet": ValueSet}
# Elements of these resources that R4B (4.3.0) has and R4 (4.0.1) has not.
NEWER = {"subjectCanonical"}


def keys(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def main(folder):
    passed, failed = 0, 0
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        resource = json.loads(path.read_text(encoding="utf-8"))
        try:
            newer = NEWER.intersection(keys(resource))
            if newer:
                raise ValueError(f"not in R4: {', '.join(sorted(newer))}")
            MODELS[resource["resourceType"]].model_validate(resource)
            passed += 1
        except Exception as error:  # Each resource is told, whatever is wrong with it.
            failed += 1
            print(f"{path.name}: {error}")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
