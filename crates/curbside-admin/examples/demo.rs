//! The administration page over a made-up month in a real audit store:
//! `cargo run -p curbside-admin --features server --example demo -- FOLDER [PORT]`.
//! Prints the address and a token, and runs until it is interrupted.

mod support;

use curbside_admin::server::Admin;
use curbside_auth::{AuthConfig, BearerToken, NoKeys, Role, Verifier};
use curbside_store::{Options, Store};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: demo FOLDER [PORT]")?;
    let port: u16 = arguments.next().map_or(Ok(0), |port| port.parse())?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let store = Store::open(Options::sqlite(folder.join("audit.db"), "demo")).await?;
    support::fill(&store, jiff::Timestamp::now(), 60, 150).await?;

    let (admin, reader) = (BearerToken::new()?, BearerToken::new()?);
    let lines = [admin.line(Role::Administrator, "alice", None), reader.line(Role::Reader, "board", None)];
    std::fs::write(folder.join("tokens"), lines.join("\n"))?;
    let config = AuthConfig { token_files: vec!["tokens".into()], ..AuthConfig::default() };
    let verifier = Arc::new(Verifier::new(&config, folder, Arc::new(NoKeys))?);

    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let host = support::DemoHost { generation: 1.into(), now: None };
    let router = Admin::new(Arc::new(host), Some(store), verifier, &address.parse()?).router();
    println!("{address}/admin\nadministrator {}\nreader {}", admin.reveal(), reader.reveal());
    axum::serve(listener, router)
        .with_graceful_shutdown(async { drop(tokio::signal::ctrl_c().await) })
        .await?;
    Ok(())
}
