//! Where mail goes.

use std::path::PathBuf;

/// Where mail goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mail {
    /// A relay.
    Relay(Relay),
    /// A folder of `.eml` files.
    Folder(PathBuf),
}

/// How the way to the relay is kept from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// It isn't: on this machine, or because the operator says so.
    Plain,
    /// `STARTTLS`, without which nothing is sent.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// A relay that takes mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way to it is kept from being read.
    pub secrecy: Secrecy,
    /// The account to sign in with; its password comes from a file.
    pub user: Option<String>,
}

impl Mail {
    /// Reads `smtp://[USER@]HOST[:PORT]`, `smtps://…` or `file:DIR`. What leaves the machine by `smtp://` must be encrypted by
    /// `STARTTLS`, unless `?tls=none` says otherwise.
    ///
    /// # Errors
    /// What is wrong, and what to do.
    pub fn parse(setting: &str) -> Result<Self, (&'static str, &'static str)> {
        if let Some(folder) = setting.strip_prefix("file:").filter(|folder| !folder.is_empty()) {
            return Ok(Self::Folder(PathBuf::from(folder)));
        }
        let (rest, implicit) = match (setting.strip_prefix("smtp://"), setting.strip_prefix("smtps://")) {
            (Some(rest), _) => (rest, false),
            (_, Some(rest)) => (rest, true),
            _ => return Err(("none of smtp://, smtps://, file:DIR", "Name the relay, or a folder for tests.")),
        };
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
        let rest = rest.trim_end_matches('/');
        let (user, place) = rest.rsplit_once('@').map_or((None, rest), |(user, place)| (Some(user), place));
        if user.is_some_and(|user| user.contains(':')) {
            return Err((
                "it holds a password",
                "Leave the password out; QUADRIGE_MAIL_PASSWORD_FILE names a file that holds it.",
            ));
        }
        let unreadable = ("not a host and a port", "Write for instance smtps://relay.example:465.");
        let (host, port) = place_of(place).ok_or(unreadable)?;
        let (secrecy, usual) = match (implicit, query) {
            (true, None) => (Secrecy::Tls, 465),
            (false, None) if is_loopback(host) => (Secrecy::Plain, 25),
            (false, None) => (Secrecy::StartTls, 587),
            (false, Some("tls=none")) => (Secrecy::Plain, 25),
            _ => return Err(("an option that isn't known", "The only one is ?tls=none, after smtp://.")),
        };
        Ok(Self::Relay(Relay {
            host: host.to_owned(),
            port: port.unwrap_or(usual),
            secrecy,
            user: user.filter(|user| !user.is_empty()).map(str::to_owned),
        }))
    }
}

/// The host and the port, if there is one; addresses of IPv6 stand in brackets.
fn place_of(place: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, if port.is_empty() { None } else { Some(port.strip_prefix(':')?) })
        }
        None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
    };
    let is_host = |c: char| c.is_ascii_alphanumeric() || ".-_:".contains(c);
    if host.is_empty() || !host.chars().all(is_host) {
        return None;
    }
    Some((host, port.map(str::parse).transpose().ok()?))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay(setting: &str) -> (String, u16, Secrecy, Option<String>) {
        match Mail::parse(setting) {
            Ok(Mail::Relay(relay)) => (relay.host, relay.port, relay.secrecy, relay.user),
            other => panic!("{setting}: {other:?}"),
        }
    }

    #[test]
    fn what_leaves_the_machine_is_encrypted_unless_the_operator_says_otherwise() {
        let is = |host: &str, port, secrecy| (host.to_owned(), port, secrecy, None);
        assert_eq!(relay("smtp://relay.example"), is("relay.example", 587, Secrecy::StartTls));
        assert_eq!(relay("smtp://relay.example:2525/"), is("relay.example", 2525, Secrecy::StartTls));
        assert_eq!(relay("smtps://relay.example"), is("relay.example", 465, Secrecy::Tls));
        assert_eq!(relay("smtp://relay.example?tls=none"), is("relay.example", 25, Secrecy::Plain));
        assert_eq!(relay("smtp://127.0.0.1:1025"), is("127.0.0.1", 1025, Secrecy::Plain));
        assert_eq!(relay("smtp://localhost"), is("localhost", 25, Secrecy::Plain));
        assert_eq!(relay("smtp://[::1]:25"), is("::1", 25, Secrecy::Plain));
        assert_eq!(relay("smtps://quadrige@relay.example").3.as_deref(), Some("quadrige"));
        assert_eq!(Mail::parse("file:./out"), Ok(Mail::Folder("./out".into())));
    }

    #[test]
    fn what_is_no_relay_is_refused_and_so_is_a_password() {
        for setting in [
            "pigeon",
            "file:",
            "smtp://",
            "smtp://:25",
            "smtp://a b",
            "smtp://a:port",
            "smtp://[::1",
            "smtp://[x]:25",
            "smtp://user:secret@relay.example",
            "smtp://relay.example?tls=maybe",
            "smtps://relay.example?tls=none",
        ] {
            assert!(Mail::parse(setting).is_err(), "{setting}");
        }
    }
}
