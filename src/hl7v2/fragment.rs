//! Messages sent in parts: a continuation pointer in DSC-1 of one message, and
//! the same in MSH-14 of the next.
//!
//! Half a message is no message: its other half may withdraw what this one
//! says. So parts are joined where all of them are in the input, and refused
//! where one is missing. A pointer of an answer that can be asked for more
//! (DSC-2 is I) is none of this.

use super::error::Hl7Error;
use super::message::Place;

/// The lines of one message; or of parts of one, with how many there are.
pub(super) struct Lines<'b> {
    pub lines: Vec<&'b [u8]>,
    /// The control ids of the parts beyond the first.
    pub parts: Vec<Vec<u8>>,
    pub refused: Option<Hl7Error>,
}

/// A field of a header or DSC line by its place among the separators.
pub(super) fn field(line: &[u8], separator: u8, n: usize) -> &[u8] {
    let found = line.split(|b| *b == separator).nth(n).unwrap_or_default().trim_ascii();
    if found == b"\"\"" { b"" } else { found }
}

struct Ends<'b> {
    sender: Sender<'b>,
    id: &'b [u8],
    /// MSH-14.
    from: &'b [u8],
    /// DSC-1, where the message goes on.
    to: &'b [u8],
}

/// Separators, application, facility and character set: what the parts of a message have in common.
type Sender<'b> = [&'b [u8]; 4];

fn ends<'b>(lines: &[&'b [u8]]) -> Ends<'b> {
    let msh = lines.first().copied().unwrap_or_default();
    let separator = msh.get(3).copied().unwrap_or(b'|');
    let dsc = lines.iter().rev().find(|l| l.starts_with(b"DSC") && l.get(3) == Some(&separator));
    let to = match dsc {
        Some(l) if field(l, separator, 2) != b"I" => field(l, separator, 1),
        _ => b"",
    };
    Ends {
        sender: [
            msh.get(3..).unwrap_or_default().split(|b| *b == separator).nth(1).unwrap_or_default(),
            field(msh, separator, 2),
            field(msh, separator, 3),
            field(msh, separator, 17),
        ],
        id: field(msh, separator, 9),
        from: field(msh, separator, 13),
        to,
    }
}

fn is(line: &[u8], name: &[u8]) -> bool {
    line.starts_with(name) && line.get(3).is_none_or(|c| !c.is_ascii_alphanumeric())
}

fn is_bare_add(line: &[u8]) -> bool {
    is(line, b"ADD") && line[3..].iter().all(|b| !b.is_ascii_alphanumeric() && b.is_ascii())
}

/// Joins the parts among some messages. A part whose neighbour is missing is refused.
pub(super) fn join(messages: Vec<Vec<&[u8]>>) -> Vec<Lines<'_>> {
    let missing = |n, what| Some(Hl7Error::Fragment { place: Place::field(n, 0), what });
    let mut out: Vec<Lines<'_>> = Vec::with_capacity(messages.len());
    // Messages that go on: where they are in `out`, and by what pointer.
    let mut open: Vec<(usize, Sender<'_>, &[u8])> = Vec::new();
    for mut lines in messages {
        let e = ends(&lines);
        let first = (!e.from.is_empty())
            .then(|| open.iter().position(|(_, sender, to)| *sender == e.sender && *to == e.from))
            .flatten();
        let at = match first {
            Some(n) => {
                let (at, ..) = open.remove(n);
                if let Some(whole) = out.get_mut(at) {
                    // The end of the part before: DSC, and an ADD that only says that a segment goes on.
                    while whole.lines.last().is_some_and(|l| is(l, b"DSC") || is_bare_add(l)) {
                        whole.lines.pop();
                    }
                    whole.lines.extend(lines.drain(1..));
                    whole.parts.push(e.id.to_vec());
                }
                at
            }
            None => {
                let refused = if e.from.is_empty() {
                    None
                } else {
                    missing(
                        "MSH",
                        "it continues another message (MSH-14) that is not here; nothing of it is used",
                    )
                };
                out.push(Lines { lines, parts: Vec::new(), refused });
                out.len() - 1
            }
        };
        if !e.to.is_empty() {
            open.push((at, e.sender, e.to));
        }
    }
    for (at, ..) in open {
        if let Some(l) = out.get_mut(at) {
            l.refused = l.refused.take().or_else(|| {
                missing("DSC", "it goes on in another message (DSC) that is not here; nothing of it is used")
            });
        }
    }
    out
}
