//! TLS: one provider, and a certificate that is exchanged while the service runs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use support::*;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

fn certificate(folder: &Folder) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_string()]).unwrap();
    folder.write("tls.key", &made.signing_key.serialize_pem());
    folder.write("tls.crt", &made.cert.pem());
    made.cert.der().clone()
}

async fn health(at: SocketAddr, trusted: &CertificateDer<'static>) -> std::io::Result<Reply> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let socket = TcpStream::connect(at).await?;
    let name = ServerName::try_from("localhost").unwrap();
    let stream = TlsConnector::from(Arc::new(config)).connect(name, socket).await?;
    Ok(raw_on(stream, request("GET", "/health", "", "").as_bytes()).await.expect("a head"))
}

#[tokio::test]
async fn a_certificate_is_exchanged_while_the_service_runs() {
    let folder = Folder::new();
    let first = certificate(&folder);
    let more = "tls: { certificate: tls.crt, key: tls.key, check_seconds: 1 }\n";
    let service = open(&folder, more).await;
    assert_eq!(health(service.address, &first).await.unwrap().status, 200);
    // In the clear nobody is answered.
    let plain = raw_on(
        TcpStream::connect(service.address).await.unwrap(),
        b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n",
    )
    .await;
    assert!(plain.is_none());

    folder.write("tls.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(health(service.address, &first).await.unwrap().status, 200, "the one in use stays");

    let second = certificate(&folder);
    let mut good = false;
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        good = health(service.address, &second).await.is_ok_and(|r| r.status == 200);
        if good {
            break;
        }
    }
    assert!(good);
    assert!(health(service.address, &first).await.is_err());
    service.shut_down().await;
}

#[tokio::test]
async fn a_key_that_does_not_fit_keeps_it_from_starting() {
    let folder = Folder::new();
    certificate(&folder);
    let other = Folder::new();
    certificate(&other);
    std::fs::copy(other.0.join("tls.key"), folder.0.join("tls.key")).unwrap();
    let config = config(&folder, "tls: { certificate: tls.crt, key: tls.key }\n", true);
    let error = curbside_server::start(config, Default::default()).await.unwrap_err().to_string();
    assert!(error.starts_with("K303") && error.contains("tls.key"), "{error}");
}
