//! Listens for HL7 v2 messages and prints what they change:
//! `cargo run -p curbside-mllp --example listen -- [PACKS] [ADDRESS]`

use curbside::{Compiler, Live};
use curbside_mllp::{Config, Delivery, Listener, Service};
use std::error::Error;
use std::sync::Arc;
use tokio::sync::mpsc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let packs = args.next().unwrap_or_else(|| "crates/curbside-mllp/examples/pack".into());
    let address = args.next().unwrap_or_else(|| "127.0.0.1:2575".into());

    let rules = Arc::new(Live::new(Compiler::new().pack_dir(&packs)?.compile()?));
    let (to, mut events) = mpsc::channel::<Delivery>(64);
    let service = Service::new(Config::new("Europe/Berlin".parse()?), rules, to);

    // Here a host writes to its audit store; the message is acknowledged after that.
    tokio::spawn(async move {
        while let Some(d) = events.recv().await {
            println!("{} {}", d.event.kind.0, d.event.control_id);
            for p in &d.event.patients {
                for f in &p.difference.new {
                    println!("  new      {}: {}", f.rule, f.message);
                }
                for f in &p.difference.changed {
                    println!("  changed  {}: {}", f.rule, f.message);
                }
                for f in &p.difference.cleared {
                    println!("  cleared  {}", f.rule);
                }
            }
            let _ = d.stored.send(Ok(()));
        }
    });

    let listener = Listener::bind(&address, service).await?;
    println!("listening on {}; end with Ctrl-C", listener.local_addr()?);
    listener.run(std::future::pending()).await?;
    Ok(())
}
