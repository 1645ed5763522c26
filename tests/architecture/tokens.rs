//! Rust source cut into words and signs, without comments and without the insides of strings: just enough to read paths.

/// A word, a sign (`::` counts as one) or `""` for any string, and the line that it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// Its text.
    pub text: &'t str,
    /// Counted from one.
    pub line: usize,
}

/// Cuts a source. Never fails: what it doesn't know becomes a sign of its own.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (source, 1);
    while let Some(first) = rest.chars().next() {
        let (length, text) = next(rest, first);
        if let Some(text) = text {
            found.push(Token { text, line });
        }
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// How many bytes the next piece takes, and the token that it makes, if any.
fn next(rest: &str, first: char) -> (usize, Option<&str>) {
    let until = |end: &str| rest.find(end).map_or(rest.len(), |at| at + end.len());
    if first.is_whitespace() {
        (first.len_utf8(), None)
    } else if rest.starts_with("//") {
        (rest.find('\n').unwrap_or(rest.len()), None)
    } else if rest.starts_with("/*") {
        (until("*/"), None)
    } else if let Some(length) = string(rest) {
        (length, Some("\"\""))
    } else if first == '\'' {
        character(rest).map_or((1, None), |length| (length, Some("''")))
    } else if first.is_alphanumeric() || first == '_' {
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        (length, Some(&rest[..length]))
    } else if rest.starts_with("::") {
        (2, Some("::"))
    } else {
        (first.len_utf8(), Some(&rest[..first.len_utf8()]))
    }
}

/// The length of the string literal that starts here, of whatever kind.
fn string(rest: &str) -> Option<usize> {
    let prefix = ["br", "cr", "b", "c", "r", ""].into_iter().find(|prefix| {
        rest.strip_prefix(prefix)
            .is_some_and(|after| after.trim_start_matches(|c| c == '#' && prefix.ends_with('r')).starts_with('"'))
    })?;
    let after = &rest[prefix.len()..];
    let hashes = after.find('"')?;
    let body = prefix.len() + hashes + 1;
    if prefix.ends_with('r') {
        let end = format!("\"{}", "#".repeat(hashes));
        return Some(rest[body..].find(&end).map_or(rest.len(), |at| body + at + end.len()));
    }
    let mut escaped = false;
    for (at, c) in rest[body..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(body + at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

/// The length of the character literal that starts here; `None` for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let mut letters = rest.char_indices().skip(1);
    let (_, second) = letters.next()?;
    if second == '\\' {
        return rest[3..].find('\'').map(|at| at + 4);
    }
    letters.next().filter(|&(_, third)| third == '\'').map(|(at, _)| at + 1)
}

#[test]
fn comments_and_strings_hide_what_they_hold() {
    let source = "// crate::web\n/* crate::web */ let a = \"crate::\\\"web\"; r#\"cra\"te\"# 'c' '\\'' &'life b::c";
    let texts: Vec<&str> = tokens(source).iter().map(|token| token.text).collect();
    assert_eq!(texts, ["let", "a", "=", "\"\"", ";", "\"\"", "''", "''", "&", "life", "b", "::", "c"]);
}
