//! Who the reader is: sessions in the database, revocable at once, read again at each request; and the one way in, OpenID Connect.

mod close;
mod hint;
mod open;
pub mod openid;
mod own;
mod session;

pub use close::{Leaving, Which};
pub use own::Own;
pub use session::{DEMO_ISSUER, Limits, Proof, Recognised, Sessions, SignedOut, Token};
