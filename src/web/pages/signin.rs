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

/// Signed out here, on the way out at the provider.
#[derive(Debug, Clone, Template)]
#[template(path = "signed_out.html", whitespace = "minimize")]
pub struct SignedOutPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Where the provider ends its own session: the one address of another host that a page of ours holds.
    pub address: String,
}
