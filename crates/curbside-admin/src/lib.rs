//! # The administration page
//!
//! What a safety officer looks at: how many alerts were shown, what became of them,
//! what was withheld and why, what could not be decided, which packs and which policy
//! are in force. Every page is a function from plain data ([`data`]) to HTML: no
//! server, no database, no clock. Statistics are counts; no patient is named anywhere.
//!
//! The pages hold to a strict content security policy ([`CONTENT_SECURITY_POLICY`]):
//! one style sheet, one script, no inline style or script, nothing from elsewhere. They
//! work without the script as well.
//!
//! ```
//! use curbside_admin::{data::Who, pages};
//! let html = pages::login(None);
//! assert!(html.starts_with("<!DOCTYPE html>"));
//! # let _ = Who::default();
//! ```

mod chart;
pub mod data;
mod layout;
pub mod pages;
#[cfg(feature = "server")]
pub mod server;
mod words;

/// The header `Content-Security-Policy` of every page.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The style sheet, served at [`STYLE_PATH`] as `text/css`.
pub const STYLE: &str = include_str!("../assets/admin.css");
/// Where the style sheet is.
pub const STYLE_PATH: &str = "/admin/assets/admin.css";
/// The script, served at [`SCRIPT_PATH`] as `text/javascript`.
pub const SCRIPT: &str = include_str!("../assets/admin.js");
/// Where the script is.
pub const SCRIPT_PATH: &str = "/admin/assets/admin.js";

/// The icon, served at [`ICON_PATH`] as `image/svg+xml`.
pub const ICON: &str = include_str!("../assets/icon.svg");
/// Where the icon is.
pub const ICON_PATH: &str = "/admin/assets/icon.svg";
