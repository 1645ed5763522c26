//! Where somebody may be sent back to: a path of this site, and nothing that a browser could read as another host.

/// The longest path that is kept.
const LONGEST: usize = 512;

/// The text, if it is such a path.
pub(in crate::web) fn path(text: &str) -> Option<&str> {
    let is_local = text.starts_with('/')
        && !text.starts_with("//")
        && text.len() <= LONGEST
        && text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'\\' | b'"' | b'<' | b'>'));
    // `/./`, `/../` and `//` further on: browsers and proxies don't agree on what they mean.
    let way = text.split(['?', '#']).next().unwrap_or_default();
    let is_plain = way.split('/').skip(1).all(|step| step != "." && step != "..") && !way.contains("//");
    (is_local && is_plain).then_some(text)
}

/// The same for coming back after a sign-in: never to the sign-in itself, which would go round in circles.
pub(in crate::web) fn after_sign_in(text: &str) -> Option<&str> {
    path(text).filter(|path| !path.starts_with("/connexion") && !path.starts_with("/deconnexion"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_site_is_followed() {
        for good in ["/", "/dossiers", "/sorties?jours=7", "/dossiers/abc#haut"] {
            assert_eq!(path(good), Some(good));
        }
        for bad in [
            "",
            "dossiers",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/\r\nSet-Cookie: a=b",
            "/é",
            "/./x",
            "/../x",
            "/a//evil.example",
            "/ x",
            "javascript:alert(1)",
            "/<script>",
        ] {
            assert_eq!(path(bad), None, "{bad:?}");
        }
        assert_eq!(path(&format!("/{}", "a".repeat(600))), None);
        assert_eq!(after_sign_in("/connexion/x"), None);
        assert_eq!(after_sign_in("/sessions"), Some("/sessions"));
    }
}
