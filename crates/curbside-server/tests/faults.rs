//! Faults: the service killed while it writes, a full disk, a database that goes and comes back, hostile
//! bodies, slow clients. The answers stay right or are refused; what was acknowledged is in the audit.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::print_stdout, dead_code)]

#[path = "../../curbside-store/tests/common/mod.rs"]
mod databases;
mod support;

use curbside_server::{Mode, start};
use databases::Postgres;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use support::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|a| a == "service") {
        return service(Path::new(&args[at + 1]), &args[at + 2]);
    }
    if args.iter().any(|a| a == "--list") {
        println!("faults: test");
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(killed(8));
    done("the service is killed 8 times while it writes");
    runtime.block_on(full());
    done("the disk is full");
    runtime.block_on(hostile());
    done("malformed and enormous bodies, slow clients");
    match Postgres::start() {
        Ok(server) => {
            runtime.block_on(gone(&server));
            done("PostgreSQL goes and comes back");
        }
        Err(why) => println!("PostgreSQL goes and comes back: skipped: {why}"),
    }
}

fn done(what: &str) {
    println!("{what} ... ok");
}

/// The service as a process of its own: says where it serves, until it is killed or told to end.
fn service(folder: &Path, url: &str) {
    // The folder is the parent's, who removes it.
    let folder = std::mem::ManuallyDrop::new(Folder(folder.to_path_buf()));
    let more = format!("store: {{ url: \"{url}\" }}\nlimits: {{ per_second: 0 }}\n");
    let config = config(&folder, &more, true);
    curbside_server::run(config, Mode::Open("a test on this machine".into()), |running| {
        println!("{}", running.address);
    })
    .unwrap();
}

/// Starts the service with a limit on the size of files, in blocks of 512 bytes.
fn spawn(folder: &Folder, blocks: Option<u32>) -> (Child, SocketAddr) {
    let url = format!("sqlite:{}", folder.0.join("curbside-audit.db").display());
    let program = std::env::current_exe().unwrap();
    let mut command = match blocks {
        None => Command::new(&program),
        Some(blocks) => {
            let mut sh = Command::new("sh");
            // Without the trap the signal ends the process; a full disk does not.
            sh.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]).arg(&program);
            sh
        }
    };
    let mut child = command.arg("service").arg(&folder.0).arg(url).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let at = line.trim().parse().unwrap_or_else(|_| panic!("no address: {line}"));
    (child, at)
}

/// Calls with this id; the uuid of the first card when it was answered.
async fn call(at: SocketAddr, id: &str) -> Option<(u16, Value)> {
    let mut socket = TcpStream::connect(at).await.ok()?;
    let headers = format!("{JSON}X-Request-Id: {id}\r\n");
    socket.write_all(request("POST", VIEW, &headers, &view("p").to_string()).as_bytes()).await.ok()?;
    let mut all = Vec::new();
    tokio::time::timeout(Duration::from_secs(30), socket.read_to_end(&mut all)).await.ok()?.ok()?;
    let text = String::from_utf8(all).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    // A body that is cut off was not received.
    Some((status, serde_json::from_str(body).ok()?))
}

async fn killed(times: u64) {
    let folder = Folder::new();
    folder.pack("1.0.0", RULES);
    let mut acknowledged = BTreeSet::new();
    for n in 0..times {
        let (mut child, at) = spawn(&folder, None);
        let mut callers = Vec::new();
        for caller in 0..4 {
            callers.push(tokio::spawn(async move {
                let mut answered = Vec::new();
                for i in 0.. {
                    let id = format!("kill-{n}-{caller}-{i}");
                    match call(at, &id).await {
                        Some((200, _)) => answered.push(id),
                        Some((status, body)) => panic!("{status} {body}"),
                        None => break,
                    }
                }
                answered
            }));
        }
        tokio::time::sleep(Duration::from_millis(150 + n * 37)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        for caller in callers {
            acknowledged.extend(caller.await.unwrap());
        }
    }
    assert!(acknowledged.len() as u64 > times, "only {}", acknowledged.len());
    all_there(&folder, &acknowledged).await;
}

async fn all_there(folder: &Folder, acknowledged: &BTreeSet<String>) {
    let verdict = store(&folder.0).await.verify(None).await.unwrap();
    assert!(verdict.is_intact(), "{:?}", verdict.faults);
    let text = audited(&folder.0, "evaluation").await.join("\n");
    let lost = acknowledged.iter().filter(|id| !text.contains(&format!("\"{id}\""))).count();
    assert_eq!(lost, 0, "of {} acknowledged", acknowledged.len());
    println!("  {} acknowledged, none lost", acknowledged.len());
}

async fn full() {
    let folder = Folder::new();
    folder.pack("1.0.0", RULES);
    let (mut child, at) = spawn(&folder, Some(2000));
    let (mut acknowledged, mut refused) = (BTreeSet::new(), 0);
    for i in 0..400 {
        let id = format!("full-{i:04}");
        match call(at, &id).await.expect("an answer") {
            (200, _) => drop(acknowledged.insert(id)),
            (503, body) => {
                assert_eq!(body["issue"][0]["details"]["coding"][0]["code"], "not-kept");
                refused += 1;
            }
            (status, body) => panic!("{status} {body}"),
        }
        if refused > 3 {
            break;
        }
    }
    assert!(!acknowledged.is_empty() && refused > 0, "{} kept, {refused} refused", acknowledged.len());
    assert_eq!(get(at, "/health").await.status, 200, "it lives");
    child.kill().unwrap();
    child.wait().unwrap();
    // With room again it goes on.
    let (mut child, at) = spawn(&folder, None);
    let (status, _) = call(at, "full-again").await.unwrap();
    assert_eq!(status, 200);
    acknowledged.insert("full-again".into());
    child.kill().unwrap();
    child.wait().unwrap();
    all_there(&folder, &acknowledged).await;
}

async fn gone(server: &Postgres) {
    let folder = Folder::new();
    folder.pack("1.0.0", RULES);
    let url = server.database("served");
    let more = format!("store: {{ url: \"{url}\" }}\nlimits: {{ per_second: 0, request_ms: 20000 }}\n");
    let running = start(config(&folder, &more, true), Mode::Open("a test".into())).await.unwrap();
    let at = running.address;
    let mut acknowledged = BTreeSet::new();
    for (n, mode) in ["immediate", "fast"].into_iter().enumerate() {
        let stop = Arc::new(AtomicBool::new(false));
        let refused = Arc::new(AtomicBool::new(false));
        let callers: Vec<_> = (0..3)
            .map(|c| {
                let (stop, refused) = (Arc::clone(&stop), Arc::clone(&refused));
                tokio::spawn(async move {
                    let mut answered = Vec::new();
                    for i in 0.. {
                        if stop.load(Ordering::Relaxed) {
                            break;
                        }
                        let id = format!("gone-{n}-{c}-{i}");
                        match call(at, &id).await.expect("an answer") {
                            (200, body) => {
                                assert_eq!(body["cards"][0]["summary"], "Takes warfarin.");
                                answered.push(id);
                            }
                            (503, _) => refused.store(true, Ordering::Relaxed),
                            (status, body) => panic!("{status} {body}"),
                        }
                    }
                    answered
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(300)).await;
        tokio::task::block_in_place(|| server.down(mode));
        // A short absence is waited for; a longer one is told, after some 5 s.
        let since = Instant::now();
        while n == 0 && !refused.load(Ordering::Relaxed) {
            assert!(since.elapsed() < Duration::from_secs(40), "while it was gone nobody was told so");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(get(at, "/ready").await.status, 503);
        assert_eq!(get(at, "/health").await.status, 200);
        tokio::task::block_in_place(|| server.up()).unwrap();
        let back = Instant::now();
        while get(at, "/ready").await.status != 200 {
            assert!(back.elapsed() < Duration::from_secs(20), "not ready again");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        stop.store(true, Ordering::Relaxed);
        for caller in callers {
            acknowledged.extend(caller.await.unwrap());
        }
        let id = format!("back-{n}-0000");
        assert_eq!(call(at, &id).await.unwrap().0, 200);
        acknowledged.insert(id);
    }
    running.shut_down().await;
    let store = curbside_store::Store::open(curbside_store::Options::new(url, "look")).await.unwrap();
    let verdict = store.verify(None).await.unwrap();
    assert!(verdict.is_intact(), "{:?}", verdict.faults);
    let mut out = Vec::new();
    store.export_audit(&Default::default(), &mut out).await.unwrap();
    store.close().await;
    let text = String::from_utf8(out).unwrap().replace('\\', "");
    let lost = acknowledged.iter().filter(|id| !text.contains(&format!("\"{id}\""))).count();
    assert_eq!(lost, 0, "of {} acknowledged", acknowledged.len());
    println!("  {} acknowledged, none lost", acknowledged.len());
}

async fn hostile() {
    let folder = Folder::new();
    let running = open(&folder, "limits: { body_bytes: 1000000, request_ms: 2000, per_second: 0 }\n").await;
    let at = running.address;
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_value = view("p").to_string().replace("\"female\"", &deep);
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"\xff\xfe\x00".to_vec(),
        b"{\"hook\":\"patient-view\",\"hook\":\"order-sign\"}".to_vec(),
        deep.into_bytes(),
        deep_value.into_bytes(),
        b"{".repeat(500_000),
        vec![b'"'; 900_000],
        format!("{{\"hook\": 1e{} }}", "9".repeat(10_000)).into_bytes(),
        view("p").to_string().replace("1950-01-01", "9999-99-99T99:99:99").into_bytes(),
        view("p").to_string().replace("\"p\"", "\"\\u0000\"").into_bytes(),
    ];
    for body in bodies {
        let mut text = format!(
            "POST {VIEW} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{JSON}Content-Length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        text.extend(&body);
        let reply = raw(at, &text).await;
        let beginning = String::from_utf8_lossy(&body[..body.len().min(40)]).to_string();
        assert!((200..500).contains(&reply.status), "{} for {beginning}: {}", reply.status, reply.text);
        if reply.status != 200 {
            reply.code();
        }
    }
    // More than announced, and more than allowed: by length, and in chunks without one.
    let head = format!("POST {VIEW} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{JSON}");
    let large = format!("{head}Content-Length: 99999999999\r\n\r\n");
    assert_eq!(raw(at, large.as_bytes()).await.code(), (413, "too-large"));
    let mut chunks = format!("{head}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for _ in 0..300 {
        chunks.extend(format!("2000\r\n{}\r\n", " ".repeat(0x2000)).as_bytes());
    }
    let reply = raw_on(TcpStream::connect(at).await.unwrap(), &chunks).await;
    assert!(reply.is_none_or(|r| r.code() == (413, "too-large")));
    // Heads that are too long, or none.
    for bad in [
        format!("GET /{} HTTP/1.1\r\nHost: h\r\n\r\n", "a".repeat(200_000)),
        format!("GET /health HTTP/1.1\r\nHost: h\r\nX: {}\r\n\r\n", "a".repeat(200_000)),
        "NONSENSE\r\n\r\n".to_string(),
    ] {
        let reply = raw_on(TcpStream::connect(at).await.unwrap(), bad.as_bytes()).await;
        assert!(reply.is_none_or(|r| (400..500).contains(&r.status)));
    }
    // Many who send a byte now and then do not keep the others waiting.
    let slow: Vec<_> = (0..40)
        .map(|_| {
            tokio::spawn(async move {
                let head = format!("POST {VIEW} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{JSON}Content-Length: 5000\r\n\r\n");
                let mut socket = TcpStream::connect(at).await.unwrap();
                socket.write_all(head.as_bytes()).await.unwrap();
                for _ in 0..100 {
                    if socket.write_all(b" ").await.is_err() {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                let mut all = Vec::new();
                let _ = socket.read_to_end(&mut all).await;
                String::from_utf8_lossy(&all).to_string()
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let started = Instant::now();
    for _ in 0..20 {
        assert_eq!(post(at, VIEW, &view("p")).await.status, 200);
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    for one in slow {
        let text = tokio::time::timeout(Duration::from_secs(20), one).await.unwrap().unwrap();
        assert!(text.is_empty() || text.starts_with("HTTP/1.1 503"), "{text}");
    }
    let answered = running.metrics.text();
    assert!(!answered.contains("status=\"500\""), "{answered}");
    running.shut_down().await;
    assert!(json!(audited(&folder.0, "evaluation").await).as_array().unwrap().len() >= 20);
}
