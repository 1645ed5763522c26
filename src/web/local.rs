//! Addresses of this site: where somebody may be sent back to, and a page with what is asked of it.

/// The longest path that is kept.
const LONGEST: usize = 512;

/// The text, if it is a path of this site, and nothing that a browser could read as another host.
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

/// A page's path with what is asked of it; parameters that say nothing are left out.
pub(in crate::web) fn address<'p>(path: &str, parameters: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters.into_iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The number of a page as addresses say it: the first goes without.
pub(in crate::web) fn page_number(page: u64) -> String {
    if page > 1 { page.to_string() } else { String::new() }
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
        assert_eq!(address("/dossiers", [("q", ""), ("page", &page_number(1))]), "/dossiers");
        assert_eq!(address("/dossiers", [("q", "é&a"), ("page", &page_number(2))]), "/dossiers?q=%C3%A9%26a&page=2");
        assert_eq!(after_sign_in("/connexion/x"), None);
        assert_eq!(after_sign_in("/sessions"), Some("/sessions"));
    }
}
