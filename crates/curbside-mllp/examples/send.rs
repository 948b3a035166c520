//! Sends the messages of files one by one and prints the acknowledgements:
//! `cargo run -p curbside-mllp --example send -- 127.0.0.1:2575 message.hl7 …`

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let address = args.next().unwrap_or_else(|| "127.0.0.1:2575".into());
    let files: Vec<String> = args.collect();
    let files = if files.is_empty() {
        vec!["crates/curbside-mllp/examples/potassium.hl7".to_string()]
    } else {
        files
    };

    let stream = TcpStream::connect(&address)?;
    stream.set_read_timeout(Some(std::time::Duration::from_secs(30)))?;
    let mut answers = BufReader::new(stream.try_clone()?);
    let mut to = stream;
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        let mut messages: Vec<String> = Vec::new();
        for line in text.lines().filter(|l| !l.trim().is_empty()) {
            if line.starts_with("MSH") || messages.is_empty() {
                messages.push(String::new());
            }
            if let Some(message) = messages.last_mut() {
                message.push_str(line);
                message.push('\r');
            }
        }
        for message in messages {
            to.write_all(format!("\u{b}{message}\u{1c}\r").as_bytes())?;
            let mut answer = Vec::new();
            answers.read_until(0x1c, &mut answer)?;
            answers.read_until(b'\r', &mut Vec::new())?;
            let answer = String::from_utf8_lossy(&answer);
            for line in answer.trim_matches(|c| c == '\u{b}' || c == '\u{1c}').split('\r') {
                if line.starts_with("MSA") || line.starts_with("ERR") {
                    println!("{line}");
                }
            }
        }
    }
    Ok(())
}
