//! Sockets: accepting, reading frames, answering, ending.

use crate::ack::{self, Fate, Problem};
use crate::frame::{self, Frame};
use crate::service::Service;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::io::{AsyncRead, AsyncWrite, BufReader};
use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

/// A listening socket.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    service: Arc<Service>,
}

impl Listener {
    /// Listens on an address.
    ///
    /// # Errors
    /// An address that cannot be listened on.
    pub async fn bind(address: impl ToSocketAddrs, service: Arc<Service>) -> io::Result<Listener> {
        Ok(Listener { socket: TcpListener::bind(address).await?, service })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// As the system says.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Serves until `shutdown` is done; messages under way are finished first.
    ///
    /// # Errors
    /// None at present: what cannot be accepted is tried again.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> io::Result<()> {
        let (stop, stopped) = watch::channel(false);
        let room = Arc::new(Semaphore::new(self.service.config.max_connections.max(1)));
        let mut connections = JoinSet::new();
        tokio::pin!(shutdown);
        loop {
            let accept = async {
                let permit = Arc::clone(&room).acquire_owned().await;
                (self.socket.accept().await, permit)
            };
            let (accepted, permit) = tokio::select! {
                () = &mut shutdown => break,
                next = accept => next,
                // Finished connections leave no trace.
                Some(_) = connections.join_next(), if !connections.is_empty() => continue,
            };
            let Ok((stream, _)) = accepted else {
                // Out of descriptors, or the peer is gone again: a moment later it may do.
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                continue;
            };
            let _ = stream.set_nodelay(true);
            let (service, stopped) = (Arc::clone(&self.service), stopped.clone());
            connections.spawn(async move {
                let _permit = permit;
                let _ = serve(service, stream, stopped).await;
            });
        }
        drop(self.socket);
        let _ = stop.send(true);
        let all = async { while connections.join_next().await.is_some() {} };
        // Whoever takes longer is cut off: nothing of theirs was acknowledged.
        let _ = tokio::time::timeout(self.service.config.grace, all).await;
        Ok(())
    }
}

/// Serves one connection, of whatever kind, until it ends or `stopped` becomes true.
///
/// # Errors
/// A stream that breaks.
pub async fn serve(
    service: Arc<Service>,
    stream: impl AsyncRead + AsyncWrite + Unpin,
    mut stopped: watch::Receiver<bool>,
) -> io::Result<()> {
    let (max, idle, time) = {
        let c = &service.config;
        (c.max_frame, c.idle, c.frame_time)
    };
    let mut stream = BufReader::new(stream);
    loop {
        if *stopped.borrow() {
            return Ok(());
        }
        let next = tokio::select! {
            next = frame::read(&mut stream, max, idle, time) => next?,
            _ = stopped.wait_for(|s| *s) => return Ok(()),
        };
        match next {
            Frame::Whole(bytes) => {
                for answer in service.take(&bytes).await {
                    frame::write(&mut stream, &answer, time).await?;
                }
            }
            Frame::TooLong | Frame::Garbage => {
                // What follows cannot be told from the rest of it.
                service.counts.broken.fetch_add(1, Ordering::Relaxed);
                let text =
                    format!("more than {max} bytes without the end of a frame; the connection is closed");
                let fate = Fate::Rejected(Problem::new(207, text));
                let answer = ack::one(None, &fate, 'A', &service.stamp());
                return frame::write(&mut stream, &answer, time).await;
            }
            Frame::Silent | Frame::Broken => {
                service.counts.broken.fetch_add(1, Ordering::Relaxed);
                return Ok(());
            }
            Frame::Closed => return Ok(()),
        }
    }
}
