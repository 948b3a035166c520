//! A bounded number of connections: what comes beyond is closed at once.

use crate::metrics::Metrics;
use axum_server::accept::Accept;
use std::future::{Ready, ready};
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::Service;

/// Accepts while there are places.
#[derive(Debug, Clone)]
pub(crate) struct Bounded {
    places: Arc<Semaphore>,
    metrics: Arc<Metrics>,
}

impl Bounded {
    pub fn new(connections: usize, metrics: Arc<Metrics>) -> Bounded {
        Bounded { places: Arc::new(Semaphore::new(connections)), metrics }
    }
}

/// A connection's service; its place is free when the last copy is gone.
#[derive(Debug, Clone)]
pub(crate) struct Held<S> {
    inner: S,
    _place: Arc<OwnedSemaphorePermit>,
}

impl<S> Accept<TcpStream, S> for Bounded {
    type Stream = TcpStream;
    type Service = Held<S>;
    type Future = Ready<io::Result<(TcpStream, Held<S>)>>;

    fn accept(&self, stream: TcpStream, inner: S) -> Self::Future {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            self.metrics.turned_away("connections");
            return ready(Err(io::ErrorKind::ConnectionRefused.into()));
        };
        // Without it a small answer may wait for an acknowledgement.
        let _ = stream.set_nodelay(true);
        ready(Ok((stream, Held { inner, _place: Arc::new(place) })))
    }
}

impl<R, S: Service<R>> Service<R> for Held<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> S::Future {
        self.inner.call(request)
    }
}
