//! Where key sets come from.

use std::future::Future;
use std::pin::Pin;
use url::Url;

/// A key set on its way.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, FetchError>> + Send + 'a>>;

/// Fetches the document at a URL of the allow-list. It is never asked for any other.
pub trait KeySource: Send + Sync {
    /// The bytes at `url`. Must end by itself in bounded time and space.
    fn fetch<'a>(&'a self, url: &'a Url) -> Fetching<'a>;
}

/// Why a key set was not fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The scheme is not `https`.
    #[error("A211: key sets are fetched over https only")]
    NotHttps,
    /// No connection, no TLS, no answer in time.
    #[error("A212: the key set could not be fetched: {0}")]
    Unreachable(String),
    /// Another status than 200; redirections are not followed.
    #[error("A213: the key set's server answered {0}; redirections are not followed")]
    Status(u16),
    /// Larger than a key set can be.
    #[error("A214: the key set is larger than {0} bytes")]
    TooLarge(usize),
}

/// A source without any keys: for services whose issuers all have key files.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeys;

impl KeySource for NoKeys {
    fn fetch<'a>(&'a self, _: &'a Url) -> Fetching<'a> {
        Box::pin(async { Err(FetchError::Unreachable("this service does not fetch key sets".to_owned())) })
    }
}

#[cfg(feature = "http")]
pub use http::HttpKeys;

#[cfg(feature = "http")]
mod http {
    use super::{FetchError, Fetching, KeySource};
    use std::time::Duration;
    use url::Url;

    /// The largest key set that is read, in bytes.
    const LARGEST: usize = 256 * 1024;

    /// Key sets over HTTPS (rustls, the system's certificates): no redirections, a
    /// limit of time and of size.
    #[derive(Debug, Clone)]
    pub struct HttpKeys {
        client: reqwest::Client,
    }

    impl HttpKeys {
        /// A client that waits at most `timeout` for a key set. `certificates` are PEM
        /// texts of further authorities to trust, for key sets within a hospital.
        ///
        /// # Errors
        /// If a certificate cannot be read or TLS cannot be set up.
        pub fn new(timeout: Duration, certificates: &[&[u8]]) -> Result<Self, FetchError> {
            let unusable = |error: reqwest::Error| FetchError::Unreachable(outline(&error));
            let mut builder = reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .timeout(timeout)
                .connect_timeout(timeout)
                .no_proxy()
                .user_agent(concat!("curbside/", env!("CARGO_PKG_VERSION")));
            for pem in certificates {
                for certificate in reqwest::Certificate::from_pem_bundle(pem).map_err(unusable)? {
                    builder = builder.add_root_certificate(certificate);
                }
            }
            Ok(HttpKeys { client: builder.build().map_err(unusable)? })
        }

        async fn get(&self, url: &Url) -> Result<Vec<u8>, FetchError> {
            let unreachable = |error: reqwest::Error| FetchError::Unreachable(outline(&error));
            let request =
                self.client.get(url.clone()).header("Accept", "application/json, application/jwk-set+json");
            let mut response = request.send().await.map_err(unreachable)?;
            if response.status() != reqwest::StatusCode::OK {
                return Err(FetchError::Status(response.status().as_u16()));
            }
            let mut out = Vec::new();
            while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
                if out.len() + chunk.len() > LARGEST {
                    return Err(FetchError::TooLarge(LARGEST));
                }
                out.extend_from_slice(&chunk);
            }
            Ok(out)
        }
    }

    impl KeySource for HttpKeys {
        fn fetch<'a>(&'a self, url: &'a Url) -> Fetching<'a> {
            Box::pin(async move {
                if url.scheme() != "https" {
                    return Err(FetchError::NotHttps);
                }
                self.get(url).await
            })
        }
    }

    /// What went wrong in words; the URL stands in the configuration already.
    fn outline(error: &reqwest::Error) -> String {
        let what = match () {
            () if error.is_timeout() => "no answer in time",
            () if error.is_connect() => "no connection (name, port, TLS certificate)",
            () if error.is_builder() => "the client could not be set up (certificates)",
            () => "the answer broke off",
        };
        what.to_owned()
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use tokio::io::{AsyncReadExt, AsyncWriteExt};

        /// A server that answers one request with `answer`, then hangs or closes.
        async fn serving(answer: Vec<u8>, hang: bool) -> Url {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let port = listener.local_addr().unwrap().port();
            tokio::spawn(async move {
                let (mut socket, _) = listener.accept().await.unwrap();
                let _ = socket.read(&mut [0; 4096]).await;
                let _ = socket.write_all(&answer).await;
                if hang {
                    tokio::time::sleep(Duration::from_secs(60)).await;
                }
            });
            format!("http://127.0.0.1:{port}/jwks.json").parse().unwrap()
        }

        fn client() -> HttpKeys {
            HttpKeys::new(Duration::from_millis(400), &[]).unwrap()
        }

        #[tokio::test]
        async fn plain_http_is_refused_before_any_connection() {
            let url = serving(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_vec(), false).await;
            assert_eq!(client().fetch(&url).await, Err(FetchError::NotHttps));
            // The body of the fetch itself is tested without TLS.
            assert_eq!(client().get(&url).await, Ok(b"{}".to_vec()));
        }

        #[tokio::test]
        async fn limits_of_size_time_and_place() {
            let mut large = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
            large.extend(vec![b' '; LARGEST + 1]);
            assert_eq!(client().get(&serving(large, false).await).await, Err(FetchError::TooLarge(LARGEST)));

            let slow = serving(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_vec(), true).await;
            let started = std::time::Instant::now();
            assert!(matches!(client().get(&slow).await, Err(FetchError::Unreachable(_))));
            assert!(started.elapsed() < Duration::from_secs(20));

            let elsewhere =
                b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n".to_vec();
            assert_eq!(client().get(&serving(elsewhere, false).await).await, Err(FetchError::Status(302)));
        }

        #[test]
        fn certificates_that_are_none() {
            let bad = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".as_slice();
            assert!(HttpKeys::new(Duration::from_secs(1), &[bad]).is_err());
        }
    }
}
