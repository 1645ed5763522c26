//! Who the reader is: sessions in the database, revocable at once, read again at each request.

mod session;

pub use session::{DEMO_ISSUER, Limits, Recognised, Sessions, SignedOut, Token};
