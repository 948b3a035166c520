//! The gatekeeper of clients with tokens.

use crate::gate::{Admission, Call, Caller, Denied, Gatekeeper};
use crate::metrics::Metrics;
use axum::http::{HeaderValue, header};
use curbside_auth::{Refused, Role, Verifier, bearer};
use std::sync::Arc;

/// Admits clients whose token names the URL they call.
#[derive(Debug)]
pub struct Keeper {
    verifier: Arc<Verifier>,
    metrics: Arc<Metrics>,
}

impl Keeper {
    /// A gatekeeper that believes a verifier.
    pub fn new(verifier: Arc<Verifier>, metrics: Arc<Metrics>) -> Keeper {
        Keeper { verifier, metrics }
    }

    async fn check(&self, call: Call<'_>) -> Result<Caller, Refused> {
        let token = bearer(call.headers.get_all(header::AUTHORIZATION).iter().map(HeaderValue::as_bytes))?;
        let plain = call.url.split('?').next().unwrap_or(call.url);
        let now = jiff::Timestamp::now().as_second();
        let caller = self.verifier.verify(token, &[call.url, plain], now).await?;
        caller.require(Role::Client)?;
        let name = caller.tenancy();
        Ok(Caller { name, user_role: caller.user_role, location: caller.location })
    }
}

impl Gatekeeper for Keeper {
    fn admit<'a>(&'a self, call: Call<'a>) -> Admission<'a> {
        Box::pin(async move {
            self.check(call).await.map_err(|refused| {
                self.metrics.refused(refused.reason.code());
                tracing::warn!(target: "curbside::auth", code = refused.reason.code(), "a call was refused: {refused}");
                match refused.status() {
                    403 => Denied::Forbidden,
                    503 => Denied::Later,
                    _ => Denied::Unknown,
                }
            })
        })
    }
}
