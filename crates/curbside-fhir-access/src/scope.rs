//! What a SMART scope allows to read, so that a query that cannot be answered is not sent.
//!
//! A scope narrowed by a query (`patient/Observation.rs?category=…`) gives a part only, and a
//! part would look like the whole: it does not count.

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doing {
    Read,
    Search,
}

/// Whether a scope covers a type of resource.
pub(crate) fn covers(scope: &str, resource: &str, doing: Doing) -> bool {
    scope.split_ascii_whitespace().any(|one| allows(one, resource, doing))
}

fn allows(one: &str, resource: &str, doing: Doing) -> bool {
    let Some((level, rest)) = one.split_once('/') else { return false };
    let Some((kind, rights)) = rest.split_once('.') else { return false };
    let right = match rights {
        // SMART 1.
        "read" | "*" => true,
        // SMART 2: create, read, update, delete, search.
        v2 if v2.chars().all(|c| "cruds".contains(c)) => {
            v2.contains(if doing == Doing::Read { 'r' } else { 's' })
        }
        _ => false,
    };
    matches!(level, "patient" | "user" | "system") && (kind == "*" || kind == resource) && right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_of_smart() {
        let yes = [
            ("patient/*.read", Doing::Search),
            ("launch user/Observation.rs", Doing::Search),
            ("user/*.*", Doing::Read),
            ("system/Observation.cruds", Doing::Search),
            ("patient/Observation.r", Doing::Read),
        ];
        for (scope, doing) in yes {
            assert!(covers(scope, "Observation", doing), "{scope}");
        }
        let no = [
            "",
            "openid fhirUser",
            "patient/Condition.read",
            "patient/Observation.write",
            "patient/Observation.r",
            "patient/Observation.rs?category=laboratory",
            "Observation.read",
            "other/Observation.read",
            "patient/Observation",
        ];
        for scope in no {
            assert!(!covers(scope, "Observation", Doing::Search), "{scope}");
        }
    }
}
