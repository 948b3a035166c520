//! Why something was not fetched. None of it means that there is nothing.

/// Why. Holds neither a token nor a value of a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Why {
    /// The request names no FHIR server.
    NoServer,
    /// The request brings no token.
    NoToken,
    /// The FHIR server is not one of those listed.
    NotListed,
    /// The token is for another patient than the request.
    TokenOfAnother,
    /// The token had expired.
    Expired,
    /// The scope does not cover it.
    Scope,
    /// The request lacks what the query is made with.
    Token,
    /// The server's name leads to addresses that are not allowed.
    Address,
    /// No connection, no TLS, or the answer broke off.
    Broken,
    /// No answer in time.
    Slow,
    /// A redirection, which is not followed.
    Redirect,
    /// 401.
    Unauthorized,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// 410.
    Gone,
    /// 429.
    TooMany,
    /// Another status than 200.
    Status(u16),
    /// Not JSON by its content type.
    ContentType,
    /// More bytes than allowed of one answer, or of all searches.
    Large,
    /// A single resource of more bytes than allowed.
    LargeResource,
    /// Not a readable answer: no JSON, a repeated key, another type of resource than asked for.
    NotFhir,
    /// Another resource than the one that was asked for.
    AnotherResource,
    /// The search reported an error.
    Reported,
    /// A next page elsewhere.
    NextElsewhere,
    /// A next page that was there before.
    NextAgain,
    /// More pages than allowed.
    Pages,
    /// More resources than allowed.
    Resources,
}

impl Why {
    /// Stable kebab-case code, fit for metrics.
    pub fn code(self) -> &'static str {
        self.told().0
    }

    /// In words that end a sentence such as "Data under conditions: …".
    pub fn text(self) -> &'static str {
        self.told().1
    }

    fn told(self) -> (&'static str, &'static str) {
        match self {
            Why::NoServer => ("no-server", "the client did not send it and names no FHIR server"),
            Why::NoToken => ("no-token", "the client did not send it and gave no access token"),
            Why::NotListed => (
                "not-listed",
                "the client did not send it, and its FHIR server is not on this service's list",
            ),
            Why::TokenOfAnother => {
                ("token-of-another", "it could not be fetched: the access token is for another patient")
            }
            Why::Expired => ("expired", "it could not be fetched: the access token had expired"),
            Why::Scope => ("scope", "it could not be fetched: the access token's scope does not cover it"),
            Why::Token => ("token", "it could not be fetched: the request lacks what the query needs"),
            Why::Address => {
                ("address", "it could not be fetched: the FHIR server is at an address that is not allowed")
            }
            Why::Broken => ("broken", "it could not be fetched: the connection to the FHIR server failed"),
            Why::Slow => ("slow", "it could not be fetched in time"),
            Why::Redirect => {
                ("redirect", "it could not be fetched: the FHIR server redirected to another place")
            }
            Why::Unauthorized => {
                ("unauthorized", "it could not be fetched: the FHIR server did not accept the access token")
            }
            Why::Forbidden => ("forbidden", "it could not be fetched: the FHIR server does not allow it"),
            Why::NotFound => ("not-found", "it could not be fetched: the FHIR server does not know it"),
            Why::Gone => ("gone", "it could not be fetched: the FHIR server says that it was deleted"),
            Why::TooMany => ("too-many", "it could not be fetched: the FHIR server was asked too often"),
            Why::Status(500..=599) => {
                ("server-error", "it could not be fetched: the FHIR server reported an error")
            }
            Why::Status(_) => ("status", "it could not be fetched: the FHIR server refused the query"),
            Why::ContentType => ("content-type", "it could not be fetched: the answer was not FHIR JSON"),
            Why::Large => ("large", "it could not be fetched whole: the answer was too large"),
            Why::LargeResource => (
                "large-resource",
                "it could not be fetched: it is larger than a single resource may be here (`fhir.resource_bytes`)",
            ),
            Why::NotFhir => ("not-fhir", "it could not be fetched: the answer could not be read"),
            Why::AnotherResource => {
                ("another-resource", "it could not be fetched: the FHIR server sent another resource")
            }
            Why::Reported => ("reported", "it could not be fetched: the FHIR server's search failed"),
            Why::NextElsewhere => {
                ("next-elsewhere", "a further page was at another place and was not fetched")
            }
            Why::NextAgain => ("next-again", "the pages of the FHIR server go round in a circle"),
            Why::Pages => ("pages", "there were more pages than are fetched"),
            Why::Resources => ("resources", "there were more resources than are fetched"),
        }
    }
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text())
    }
}
