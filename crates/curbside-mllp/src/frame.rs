//! MLLP frames: a start byte, a message, an end byte and a carriage return.
//!
//! Reading is bounded in bytes and in time. It knows nothing of HL7.

use std::io;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

const START: u8 = 0x0b;
const END: u8 = 0x1c;
const RETURN: u8 = 0x0d;

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// The bytes between start and end.
    Whole(Vec<u8>),
    /// More than the limit without an end.
    TooLong,
    /// Bytes that are no frame, more than the limit.
    Garbage,
    /// The peer is silent, in a frame or between frames.
    Silent,
    /// The peer closed the connection, between frames.
    Closed,
    /// The peer closed the connection within a frame.
    Broken,
}

/// Reads one frame. A start byte within a frame begins it anew: the peer was
/// interrupted and sends again.
pub(crate) async fn read(
    from: &mut (impl AsyncBufRead + Unpin),
    max: usize,
    idle: Duration,
    whole: Duration,
) -> io::Result<Frame> {
    let mut skipped = 0;
    // Before the frame: line ends of the one before, or noise.
    loop {
        let Ok(chunk) = timeout(idle, from.fill_buf()).await else { return Ok(Frame::Silent) };
        let chunk = chunk?;
        if chunk.is_empty() {
            return Ok(Frame::Closed);
        }
        let at = chunk.iter().position(|b| *b == START);
        let used = at.map_or(chunk.len(), |a| a + 1);
        skipped += at.unwrap_or(chunk.len());
        from.consume(used);
        if skipped > max {
            return Ok(Frame::Garbage);
        }
        if at.is_some() {
            break;
        }
    }
    match timeout(whole, rest(from, max)).await {
        Ok(frame) => frame,
        Err(_) => Ok(Frame::Silent),
    }
}

/// How long the end byte may stand alone before it counts as the end.
const ALONE: Duration = Duration::from_secs(1);

/// The end byte ends a frame when a line end, the next frame or nothing follows;
/// strictly it is a carriage return, which not every sender sends.
async fn rest(from: &mut (impl AsyncBufRead + Unpin), max: usize) -> io::Result<Frame> {
    let mut out: Vec<u8> = Vec::new();
    let mut ended = false;
    loop {
        let chunk = if ended {
            let Ok(chunk) = timeout(ALONE, from.fill_buf()).await else { return Ok(Frame::Whole(out)) };
            chunk?
        } else {
            from.fill_buf().await?
        };
        if chunk.is_empty() {
            return Ok(if ended { Frame::Whole(out) } else { Frame::Broken });
        }
        let mut used = 0;
        let mut done = false;
        for b in chunk {
            if ended && matches!(*b, RETURN | b'\n' | START) {
                done = true;
                used += usize::from(*b != START);
                break;
            }
            used += 1;
            if ended {
                // No end after all.
                out.push(END);
                ended = false;
            }
            match *b {
                END => ended = true,
                START => out.clear(),
                b => out.push(b),
            }
            if out.len() > max {
                return Ok(Frame::TooLong);
            }
        }
        from.consume(used);
        if done {
            return Ok(Frame::Whole(out));
        }
    }
}

/// Writes one frame.
pub(crate) async fn write(
    to: &mut (impl AsyncWrite + Unpin),
    message: &[u8],
    limit: Duration,
) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(message.len() + 3);
    bytes.push(START);
    bytes.extend_from_slice(message);
    bytes.extend_from_slice(&[END, RETURN]);
    let write = async {
        to.write_all(&bytes).await?;
        to.flush().await
    };
    match timeout(limit, write).await {
        Ok(done) => done,
        Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "the peer does not take the acknowledgement")),
    }
}
