//! `/connexion`, when nobody is signed in.

use askama::Template;

use super::frame::Frame;
use super::parts::Link;

/// The page. With `frame.demo` it leads to the cast.
#[derive(Debug, Clone, Template)]
#[template(path = "signin.html", whitespace = "minimize")]
pub struct SignInPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The identity providers configured; without any the page says so.
    pub providers: Vec<Link>,
}
