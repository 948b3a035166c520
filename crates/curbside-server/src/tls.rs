//! TLS: certificate and key from files, read again when they change.

use crate::config::Tls;
use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::Arc;

/// Chooses the cryptography of the process, once: several libraries are compiled in, and none would be
/// the default.
pub(crate) fn provide() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Fails only if another thread has chosen in between.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    }
}

/// What the files hold now, and a mark of their content.
pub(crate) fn load(files: &Tls) -> Result<(Arc<ServerConfig>, [u8; 32]), String> {
    let read = |path: &Path| std::fs::read(path).map_err(|e| format!("`{}`: {e}", path.display()));
    let (chain, key) = (read(&files.certificate)?, read(&files.key)?);
    let mark = Sha256::new().chain_update(&chain).chain_update([0]).chain_update(&key).finalize().into();
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&chain)
        .collect::<Result<_, _>>()
        .map_err(|e| format!("`{}` is no PEM certificate chain: {e}", files.certificate.display()))?;
    if certificates.is_empty() {
        return Err(format!("`{}` holds no certificate (PEM)", files.certificate.display()));
    }
    // The error of a key could quote it.
    let key = PrivateKeyDer::from_pem_slice(&key)
        .map_err(|_| format!("`{}` holds no private key (PEM, not encrypted)", files.key.display()))?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(|e| format!("`{}` and `{}`: {e}", files.certificate.display(), files.key.display()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((Arc::new(config), mark))
}

/// Exchanges the certificate whenever the files have changed. What cannot be used is told, and the
/// one in use stays.
pub(crate) async fn follow(files: Tls, config: RustlsConfig, mut mark: [u8; 32]) {
    let mut tick = tokio::time::interval(files.check);
    tick.tick().await;
    let mut told = String::new();
    loop {
        tick.tick().await;
        let these = files.clone();
        let Ok(loaded) = tokio::task::spawn_blocking(move || load(&these)).await else { continue };
        match loaded {
            Ok((fresh, new)) if new != mark => {
                config.reload_from_config(fresh);
                mark = new;
                told.clear();
                tracing::info!(target: "curbside::tls", "the certificate was exchanged");
            }
            Ok(_) => {}
            // Once a mistake, not once a minute.
            Err(e) if e != told => {
                tracing::error!(target: "curbside::tls", "the certificate was not exchanged, the one in use stays: {e}");
                told = e;
            }
            Err(_) => {}
        }
    }
}
