//! Real sockets on 127.0.0.1: results that raise and clear findings, and peers
//! that behave badly.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

use curbside::pack::PackSource;
use curbside::{Compiler, Live};
use curbside_mllp::{Config, Delivery, Event, Listener, NotStored, Service};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};

const RULES: &str = r#"pack demo
codes Penicillin = rxnorm 7980 "penicillin"
observation Potassium "Potassium" { code loinc 2823-3 unit mmol/L window 7 days report nothing }
rule high-potassium "High potassium" { category safety when Potassium > 5.5 mmol/L message "Potassium {Potassium}." }
rule penicillin-allergy "Allergic" { category safety when allergic to Penicillin message "Allergic." }
"#;

struct Host {
    address: SocketAddr,
    service: Arc<Service>,
    events: Arc<Mutex<Vec<Event>>>,
    refuse: Arc<AtomicBool>,
    stop: Option<oneshot::Sender<()>>,
    running: tokio::task::JoinHandle<std::io::Result<()>>,
}

async fn host(change: impl FnOnce(&mut Config)) -> Host {
    let pack =
        PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file("demo.cds", RULES);
    let rules = Arc::new(Live::new(Compiler::new().pack(pack).compile().unwrap()));
    let mut config = Config::new("Europe/Berlin".parse().unwrap());
    config.now = Arc::new(|| "2026-03-01T12:00:00+01:00".parse().unwrap());
    change(&mut config);
    let (to, mut from) = mpsc::channel::<Delivery>(8);
    let (events, refuse) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
    let (kept, no) = (Arc::clone(&events), Arc::clone(&refuse));
    tokio::spawn(async move {
        while let Some(d) = from.recv().await {
            if no.load(Ordering::SeqCst) {
                let _ = d.stored.send(Err(NotStored("the disk is full".into())));
                continue;
            }
            kept.lock().unwrap().push(d.event);
            let _ = d.stored.send(Ok(()));
        }
    });
    let service = Service::new(config, rules, to);
    let listener = Listener::bind("127.0.0.1:0", Arc::clone(&service)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(listener.run(async {
        let _ = stopped.await;
    }));
    Host { address, service, events, refuse, stop: Some(stop), running }
}

impl Host {
    async fn connect(&self) -> Peer {
        Peer(TcpStream::connect(self.address).await.unwrap())
    }

    fn last(&self) -> Event {
        self.events.lock().unwrap().last().unwrap().clone()
    }

    fn stored(&self) -> usize {
        self.events.lock().unwrap().len()
    }
}

struct Peer(TcpStream);

impl Peer {
    async fn raw(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }

    async fn frame(&mut self, message: &str) {
        self.raw(format!("\u{b}{message}\u{1c}\r").as_bytes()).await;
    }

    /// The next acknowledgement; empty when the connection is closed.
    async fn answer(&mut self) -> String {
        let mut out = Vec::new();
        let read = async {
            loop {
                let mut b = [0];
                if self.0.read(&mut b).await.unwrap_or(0) == 0 {
                    return;
                }
                out.push(b[0]);
                if out.ends_with(b"\x1c\r") {
                    return;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), read).await.expect("an answer in time");
        String::from_utf8(out).unwrap()
    }

    async fn send(&mut self, message: &str) -> String {
        self.frame(message).await;
        self.answer().await
    }
}

fn result(id: &str, patient: &str, value: &str, status: &str) -> String {
    message(
        id,
        "ORU^R01",
        patient,
        &format!(
            "OBR|1||F1|24323-8^CMP^LN|||202603011000\rOBX|1|NM|2823-3^K^LN||{value}|mmol/L|||||{status}\r"
        ),
    )
}

fn message(id: &str, kind: &str, patient: &str, rest: &str) -> String {
    format!(
        "MSH|^~\\&|LAB|North|EMR|H|202603011100||{kind}|{id}|P|2.5.1\rPID|||{patient}^^^H^MR||||1951|F\r{rest}"
    )
}

fn says(answer: &str, code: &str, id: &str) {
    assert!(answer.contains(&format!("\rMSA|{code}|{id}\r")), "{code} {id}: {answer:?}");
}

#[tokio::test]
async fn results_raise_correct_and_clear_a_finding() {
    let h = host(|_| {}).await;
    let mut p = h.connect().await;
    let answer = p.send(&result("1", "7", "6.1", "F")).await;
    says(&answer, "AA", "1");
    assert!(
        answer.starts_with("\u{b}MSH|^~\\&|EMR|H|LAB|North|20260301120000+0100||ACK^R01^ACK|"),
        "{answer:?}"
    );
    let change = h.last().patients.remove(0);
    assert_eq!(change.patient.to_string(), "H|7");
    assert_eq!(change.difference.new[0].rule, "demo/high-potassium");

    // A correction of the number changes what the finding says; one below the limit clears it.
    says(&p.send(&result("2", "7", "6.4", "C")).await, "AA", "2");
    assert_eq!(h.last().patients[0].difference.changed.len(), 1);
    says(&p.send(&result("3", "7", "4.4", "C")).await, "AA", "3");
    assert_eq!(h.last().patients[0].difference.cleared[0].rule, "demo/high-potassium");

    // Another patient's finding is another's.
    says(&p.send(&result("4", "8", "6.1", "F")).await, "AA", "4");
    assert_eq!(h.last().patients[0].patient.to_string(), "H|8");
    assert_eq!(h.service.patients(), 2);
}

#[tokio::test]
async fn a_duplicate_is_acknowledged_and_not_taken_twice() {
    let h = host(|_| {}).await;
    let mut p = h.connect().await;
    for _ in 0..3 {
        says(&p.send(&result("1", "7", "6.1", "F")).await, "AA", "1");
    }
    // The same from another connection.
    says(&h.connect().await.send(&result("1", "7", "6.1", "F")).await, "AA", "1");
    assert_eq!(h.stored(), 1);
    // A control id used again for another content is no duplicate.
    says(&p.send(&result("1", "7", "4.1", "C")).await, "AA", "1");
    assert_eq!(h.stored(), 2);
}

#[tokio::test]
async fn what_cannot_be_read_is_answered_and_the_connection_lives() {
    let h = host(|_| {}).await;
    let mut p = h.connect().await;
    let cases = [
        ("nonsense".to_string(), "AR", ""),
        (message("2", "SIU^S12", "7", ""), "AR", "2"),
        (message("3", "ORU^R01", "", ""), "AE", "3"),
        (message("4", "ADT^A01", "7", "PID|||8^^^H^MR\r"), "AE", "4"),
        (message("", "ORU^R01", "7", ""), "AE", ""),
        ("MSH|^~\\&|LAB|North|||2026||ORU^R01|6|P|2.5||||||EBCDIC\rPID|||7\r".to_string(), "AE", "6"),
    ];
    for (text, code, id) in cases {
        let answer = p.send(&text).await;
        says(&answer, code, id);
        assert!(answer.contains("\rERR||"), "{answer:?}");
    }
    let answer = p.send(&message("4", "ADT^A01", "7", "PID|||8^^^H^MR\r")).await;
    assert!(answer.contains("ERR||PID^2^3|204^Unknown key identifier^HL70357|E|"), "{answer:?}");
    says(&p.send(&result("9", "7", "6.1", "F")).await, "AA", "9");
    assert_eq!(h.stored(), 1);
}

#[tokio::test]
async fn nothing_is_acknowledged_that_is_not_stored() {
    let h = host(|_| {}).await;
    let mut p = h.connect().await;
    h.refuse.store(true, Ordering::SeqCst);
    let answer = p.send(&result("1", "7", "6.1", "F")).await;
    says(&answer, "AR", "1");
    assert!(answer.contains("could not be stored (the disk is full)"), "{answer:?}");
    // Nothing of it is left: sent again it tells the same news.
    h.refuse.store(false, Ordering::SeqCst);
    says(&p.send(&result("1", "7", "6.1", "F")).await, "AA", "1");
    assert_eq!(h.last().patients[0].difference.new.len(), 1);
    // The same with a session that was there before.
    h.refuse.store(true, Ordering::SeqCst);
    says(&p.send(&result("2", "7", "4.1", "C")).await, "AR", "2");
    h.refuse.store(false, Ordering::SeqCst);
    says(&p.send(&result("2", "7", "4.1", "C")).await, "AA", "2");
    assert_eq!(h.last().patients[0].difference.cleared.len(), 1);
}

#[tokio::test]
async fn enhanced_mode_answers_what_was_asked_for() {
    let h = host(|_| {}).await;
    let mut p = h.connect().await;
    let ask = |id: &str, accept: &str, application: &str| {
        result(id, "7", "6.1", "F").replace("|P|2.5.1\r", &format!("|P|2.5.1|||{accept}|{application}\r"))
    };
    says(&p.send(&ask("1", "AL", "NE")).await, "CA", "1");
    says(&p.send(&ask("2", "AL", "AL")).await, "CA", "2");
    says(&p.answer().await, "AA", "2");
    says(&p.send(&ask("3", "NE", "SU")).await, "AA", "3");
    // Nothing is asked for unless it goes wrong; the next answer is of the next message.
    p.frame(&ask("4", "ER", "ER")).await;
    says(&p.send(&ask("5", "AL", "")).await, "CA", "5");
    let bad = ask("6", "ER", "NE").replace("ORU^R01", "SIU^S12");
    says(&p.send(&bad).await, "CR", "6");
    assert_eq!(h.stored(), 5);
}

#[tokio::test]
async fn a_frame_that_never_ends_is_cut_off() {
    let h = host(|c| {
        c.max_frame = 4096;
        c.frame_time = Duration::from_millis(300);
        c.idle = Duration::from_millis(300);
    })
    .await;
    // Too long.
    let mut p = h.connect().await;
    p.raw(b"\x0bMSH|^~\\&|").await;
    p.raw(&vec![b'x'; 5000]).await;
    let answer = p.answer().await;
    says(&answer, "AR", "");
    assert_eq!(p.answer().await, "", "closed");
    // Too slow within a frame, and silent between frames.
    let mut p = h.connect().await;
    p.raw(b"\x0bMSH|^~\\&|").await;
    assert_eq!(p.answer().await, "", "closed");
    let mut p = h.connect().await;
    assert_eq!(p.answer().await, "", "closed");
    // No frames at all.
    let mut p = h.connect().await;
    p.raw(&vec![b'x'; 5000]).await;
    says(&p.answer().await, "AR", "");
    assert_eq!(h.service.counts().broken.load(Ordering::Relaxed), 4);
    assert_eq!(h.stored(), 0);
}

#[tokio::test]
async fn a_peer_that_dies_in_between_leaves_no_trace() {
    let h = host(|_| {}).await;
    let text = result("1", "7", "6.1", "F");
    for cut in [1, 20, text.len() / 2, text.len()] {
        let mut p = h.connect().await;
        p.raw(format!("\u{b}{}", &text[..cut]).as_bytes()).await;
        drop(p);
    }
    // One that begins anew on the same connection is heard from the start.
    let mut p = h.connect().await;
    p.raw(format!("\u{b}{}", &text[..40]).as_bytes()).await;
    says(&p.send(&text).await, "AA", "1");
    assert_eq!(h.stored(), 1);
    // One that goes before the answer: taken, and the same again is a duplicate.
    let mut gone = h.connect().await;
    gone.frame(&result("2", "7", "4.1", "C")).await;
    drop(gone);
    for _ in 0..100 {
        if h.stored() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    says(&p.send(&result("2", "7", "4.1", "C")).await, "AA", "2");
    assert_eq!(h.stored(), 2);
}

#[tokio::test]
async fn bytes_may_come_one_by_one_and_messages_many_at_a_time() {
    let h = host(|_| {}).await;
    let mut p = h.connect().await;
    for b in format!("\r\n\u{b}{}\u{1c}\r", result("1", "7", "6.1", "F")).into_bytes() {
        p.raw(&[b]).await;
    }
    says(&p.answer().await, "AA", "1");
    let many: String =
        (2..12).map(|n| format!("\u{b}{}\u{1c}\r", result(&n.to_string(), "7", "6.1", "F"))).collect();
    p.raw(many.as_bytes()).await;
    for n in 2..12 {
        says(&p.answer().await, "AA", &n.to_string());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_connections_at_once() {
    let h = Arc::new(host(|c| c.max_connections = 8).await);
    let mut all = tokio::task::JoinSet::new();
    for n in 0..24 {
        let h = Arc::clone(&h);
        all.spawn(async move {
            let mut p = h.connect().await;
            for k in 0..5 {
                let id = format!("{n}-{k}");
                // Some share a patient.
                says(&p.send(&result(&id, &(n % 6).to_string(), "6.1", "F")).await, "AA", &id);
            }
        });
    }
    while let Some(done) = all.join_next().await {
        done.unwrap();
    }
    assert_eq!((h.stored(), h.service.patients()), (120, 6));
    let news: usize = h.events.lock().unwrap().iter().map(|e| e.patients[0].difference.new.len()).sum();
    assert_eq!(news, 6, "each patient's finding is news once");
}

#[tokio::test]
async fn merges_and_bounded_sessions() {
    let h = host(|c| c.max_sessions = 3).await;
    let mut p = h.connect().await;
    let iam = "IAM|1|DA|7980^Penicillin G^RXN|SV||A|1|||||||||||C\r";
    says(&p.send(&message("1", "ADT^A60", "8", iam)).await, "AA", "1");
    says(&p.send(&result("2", "7", "6.1", "F")).await, "AA", "2");
    says(&p.send(&message("3", "ADT^A40", "7", "MRG|8^^^H^MR\r")).await, "AA", "3");
    let merged = h.last().patients.remove(0);
    assert!(merged.since.iter().any(|d| d.new.iter().any(|f| f.rule == "demo/penicillin-allergy")));
    // What still comes under the old number is the kept patient's.
    says(&p.send(&result("4", "8", "4.1", "C")).await, "AA", "4");
    assert_eq!(h.last().patients[0].difference.cleared.len(), 1);
    assert_eq!(h.service.patients(), 1);
    for n in 20..30 {
        let id = n.to_string();
        says(&p.send(&result(&id, &id, "6.1", "F")).await, "AA", &id);
    }
    assert_eq!(h.service.patients(), 3);
}

#[tokio::test]
async fn shutdown_ends_what_is_under_way_and_closes() {
    let mut h = host(|_| {}).await;
    let mut p = h.connect().await;
    says(&p.send(&result("1", "7", "6.1", "F")).await, "AA", "1");
    let _ = h.stop.take().unwrap().send(());
    let ended = tokio::time::timeout(Duration::from_secs(5), &mut h.running).await;
    assert!(ended.unwrap().unwrap().is_ok());
    assert_eq!(p.answer().await, "", "closed");
    assert!(TcpStream::connect(h.address).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_messages_are_each_answered_once_and_in_order() {
    const PEERS: usize = 10;
    const EACH: usize = 1000;
    let h = Arc::new(host(|_| {}).await);
    let mut all = tokio::task::JoinSet::new();
    for n in 0..PEERS {
        let h = Arc::clone(&h);
        all.spawn(async move {
            let mut p = h.connect().await;
            for burst in 0..EACH / 20 {
                let ids: Vec<String> = (0..20).map(|k| format!("{n}-{burst}-{k}")).collect();
                let kind = |k: usize| match k {
                    7 => "AE",
                    13 => "AR",
                    _ => "AA",
                };
                for (k, id) in ids.iter().enumerate() {
                    let patient = (n * 10 + k % 10).to_string();
                    let value = if burst % 2 == 0 { "6.1" } else { "4.1" };
                    p.frame(&match kind(k) {
                        "AE" => message(id, "ORU^R01", "", ""),
                        "AR" => message(id, "SIU^S12", &patient, ""),
                        _ => result(id, &patient, value, "C"),
                    })
                    .await;
                }
                for (k, id) in ids.iter().enumerate() {
                    says(&p.answer().await, kind(k), id);
                }
            }
        });
    }
    while let Some(done) = all.join_next().await {
        done.unwrap();
    }
    let c = h.service.counts();
    let counted = [&c.accepted, &c.errors, &c.rejected, &c.duplicates, &c.broken, &c.evicted];
    assert_eq!(counted.map(|n| n.load(Ordering::Relaxed)), [9000, 500, 500, 0, 0, 0]);
    assert_eq!((h.stored(), h.service.patients()), (9000, 100));
}

#[tokio::test]
async fn hostile_peers_do_not_keep_a_good_one_waiting() {
    let h = host(|c| {
        c.max_frame = 4096;
        c.max_connections = 4;
        c.frame_time = Duration::from_millis(400);
        c.idle = Duration::from_millis(400);
    })
    .await;
    // All the places are taken by peers that drip bytes into a frame or say nothing at all.
    let mut drips = tokio::task::JoinSet::new();
    for n in 0..12 {
        let mut p = h.connect().await;
        drips.spawn(async move {
            for _ in 0..if n % 2 == 0 { 200 } else { 0 } {
                if p.0.write_all(b"\x0b").await.is_err() || p.0.write_all(b"M").await.is_err() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
            assert_eq!(p.answer().await, "", "closed");
        });
    }
    let mut p = h.connect().await;
    says(&p.send(&result("1", "7", "6.1", "F")).await, "AA", "1");
    while let Some(done) = drips.join_next().await {
        done.unwrap();
    }
    assert_eq!(h.stored(), 1);
}

#[tokio::test]
async fn garbage_between_frames_is_skipped_up_to_a_limit() {
    let h = host(|c| c.max_frame = 1024).await;
    let mut p = h.connect().await;
    for n in 0..8 {
        p.raw(&(0..=255).filter(|b| *b != 0x0b).cycle().take(900).collect::<Vec<u8>>()).await;
        let id = n.to_string();
        says(&p.send(&result(&id, "7", "6.1", "F")).await, "AA", &id);
    }
    // Frames of anything are answered, and the next one is heard.
    for bytes in [&b""[..], b"\0\0\0", b"\xff\xfe\xfd", b"MSH", b"MSH|", b"MSH|^~\\&\r\r\r", b"\x1c\x1c\x1c"]
    {
        p.raw(&[b"\x0b", bytes, b"\x1c\r"].concat()).await;
        let answer = p.answer().await;
        assert!(answer.contains("\rMSA|AR|") || answer.contains("\rMSA|AE|"), "{bytes:?}: {answer:?}");
    }
    says(&p.send(&result("9", "7", "6.1", "F")).await, "AA", "9");
    assert_eq!(h.stored(), 9);
}

#[tokio::test]
async fn msh_11_only_production_is_taken() {
    let h = host(|_| {}).await;
    let mut p = h.connect().await;
    for (n, mode) in ["T", "D", ""].into_iter().enumerate() {
        let id = n.to_string();
        let text = result(&id, "7", "6.1", "F").replace("|P|2.5.1", &format!("|{mode}|2.5.1"));
        let answer = p.send(&text).await;
        assert!(
            answer.contains(&format!("\rMSA|AR|{id}\r")) && answer.contains("MSH^1^11"),
            "{mode}: {answer:?}"
        );
    }
    assert_eq!((h.stored(), h.service.patients()), (0, 0));
    says(&p.send(&result("9", "7", "6.1", "F")).await, "AA", "9");
    // Where the site says so, the others are taken as well.
    let h = host(|c| c.reading.production = false).await;
    let text = result("1", "7", "6.1", "F").replace("|P|2.5.1", "|T|2.5.1");
    says(&h.connect().await.send(&text).await, "AA", "1");
}

#[tokio::test]
async fn what_is_put_out_is_handed_over_and_comes_back() {
    let kept = Arc::new(Mutex::new(std::collections::HashMap::new()));
    let h = host(|c| {
        let (to, from) = (Arc::clone(&kept), Arc::clone(&kept));
        c.max_sessions = 2;
        c.evicted = Arc::new(move |id, record| {
            to.lock().unwrap().insert(id.to_string(), record);
        });
        c.records = Arc::new(move |id| from.lock().unwrap().get(&id.to_string()).cloned());
    })
    .await;
    let mut p = h.connect().await;
    for n in 0..6 {
        let id = n.to_string();
        says(&p.send(&result(&id, &id, "6.1", "F")).await, "AA", &id);
    }
    assert_eq!((kept.lock().unwrap().len(), h.service.patients()), (4, 2));
    assert_eq!(h.service.counts().evicted.load(Ordering::Relaxed), 4);
    // The correction meets the result that was put out, so nothing high is left.
    says(&p.send(&result("10", "0", "4.1", "C")).await, "AA", "10");
    let change = h.last().patients.remove(0);
    assert!(change.restarted && change.difference.new.is_empty(), "{:?}", change.difference.new.len());
    assert_eq!(change.difference.cleared[0].rule, "demo/high-potassium");
    // A merge of patients who were put out brings each one's own record.
    let iam = "IAM|1|DA|7980^Penicillin G^RXN|SV||A|1|||||||||||C\r";
    says(&p.send(&message("11", "ADT^A60", "9", iam)).await, "AA", "11");
    for n in 20..23 {
        says(&p.send(&result(&n.to_string(), &n.to_string(), "4.1", "F")).await, "AA", &n.to_string());
    }
    assert!(kept.lock().unwrap().contains_key("H|9"));
    says(&p.send(&message("30", "ADT^A40", "8", "MRG|7^^^H^MR~9^^^H^MR\r")).await, "AA", "30");
    let merged = h.last().patients.remove(0);
    let news = merged.since.iter().flat_map(|d| &d.new).any(|f| f.rule == "demo/penicillin-allergy");
    assert!(news, "{:?}", merged.since.len());
}
