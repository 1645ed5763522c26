//! Lines for a spreadsheet: `;`, every cell quoted, and nothing that a spreadsheet would take for a formula.

/// The mark by which a spreadsheet knows UTF-8.
pub const MARK: char = '\u{feff}';

/// One line, its end included.
#[must_use]
pub fn line<'t>(cells: impl IntoIterator<Item = &'t str>) -> String {
    let mut line = cells.into_iter().map(cell).collect::<Vec<_>>().join(";");
    line.push_str("\r\n");
    line
}

/// A cell: what begins like a formula gets an apostrophe in front, which spreadsheets don't show; white space before it doesn't help.
fn cell(text: &str) -> String {
    let is_formula =
        text.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let starts_oddly = text.starts_with(['\t', '\r', '\n']);
    let guard = if is_formula || starts_oddly { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_stays_a_text() {
        for odd in ["=1+1", "+33", "-2", "@SUM(A1)", " =1", "\t=1", "\r\n=cmd", "＝1"] {
            assert!(cell(odd).starts_with("\"'"), "{odd:?}");
        }
        assert_eq!(line(["identité", "a;b", "dit \"oui\""]), "\"identité\";\"a;b\";\"dit \"\"oui\"\"\"\r\n");
    }
}
