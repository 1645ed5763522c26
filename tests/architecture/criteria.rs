//! Searching or sorting by a personal field is reading it. The types stop a plain `String`, not `filter(column.eq(sealed))`
//! nor `order(column)`: so the source is read.

use super::tokens::{Token, tokens};
use super::{Source, at};

/// Calls whose argument chooses or orders rows.
const CHOOSING: &[&str] = &[
    "filter",
    "or_filter",
    "find",
    "order",
    "order_by",
    "then_order_by",
    "group_by",
    "having",
    "distinct_on",
    "on",
    "on_conflict",
    "exists",
    "count",
    "count_distinct",
    "min",
    "max",
];

/// Methods of a column that make a criterion of it, wherever the result goes afterwards.
const COMPARING: &[&str] = &[
    "eq",
    "ne",
    "gt",
    "ge",
    "lt",
    "le",
    "like",
    "not_like",
    "ilike",
    "between",
    "not_between",
    "eq_any",
    "ne_all",
    "is_null",
    "is_not_null",
    "is_not_distinct_from",
    "is_distinct_from",
    "asc",
    "desc",
];

/// Calls in which `column.eq(value)` writes and doesn't compare.
const WRITING: &[&str] = &["set", "values", "do_update"];

/// A column of a table.
type Column = (String, String);

/// The columns whose SQL type is `Personal<…>` or `PersonalPayload` in a schema of `table!` blocks.
pub fn personal_columns(schema: &str) -> Vec<Column> {
    let tokens = tokens(schema);
    let mut found = Vec::new();
    let mut index = 0;
    while index + 2 < tokens.len() {
        if tokens[index].text == "table" && tokens[index + 1].text == "!" {
            let body = group(&tokens, index + 2);
            found.extend(columns_of(body));
            index += body.len();
        }
        index += 1;
    }
    found
}

/// `name (key) { column -> Type<…>, … }`: the name with each column whose type says `Personal`.
fn columns_of(body: &[Token<'_>]) -> Vec<Column> {
    // Attributes and `use` lines may stand before the name: it is the word before the parenthesis of the key.
    let Some(name) = body.windows(2).find(|pair| pair[1].text == "(").map(|pair| pair[0].text) else {
        return Vec::new();
    };
    let Some(open) = body
        .iter()
        .position(|token| token.text == "(")
        .and_then(|key| body[key..].iter().position(|token| token.text == "{").map(|brace| key + brace))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let (mut column, mut angles) = ("", 0);
    let mut personal = false;
    for (before, token) in body[open..].iter().zip(&body[open + 1..]) {
        match token.text {
            "-" if angles == 0 => column = before.text,
            "<" => angles += 1,
            ">" if before.text != "-" => angles -= 1,
            "Personal" | "PersonalPayload" => personal = true,
            "," | "}" if angles == 0 && !column.is_empty() => {
                if std::mem::take(&mut personal) {
                    found.push((name.to_owned(), column.to_owned()));
                }
                column = "";
            }
            _ => {}
        }
    }
    found
}

/// Personal columns that a query filters, sorts, groups or compares by; and imports that would hide them from this reading.
pub fn personal_criteria(schema: &str, sources: &[Source]) -> Vec<String> {
    let columns = personal_columns(schema);
    let mut found = Vec::new();
    for (path, text) in sources {
        let tokens = tokens(text);
        let mut calls: Vec<(&str, bool)> = Vec::new();
        let mut imported = false;
        for (index, token) in tokens.iter().enumerate() {
            match token.text {
                "(" => {
                    // `.filter::<T>(` has its types between the name and the parenthesis.
                    let name = called(&tokens[..index]);
                    calls.push((name, CHOOSING.contains(&name)));
                }
                ")" => drop(calls.pop()),
                "use" => imported = true,
                ";" => imported = false,
                _ => {}
            }
            let Some((table, column)) = column_here(&columns, &tokens, index, imported) else { continue };
            let chosen = calls.iter().any(|(_, choosing)| *choosing);
            let written = calls.iter().any(|(name, _)| WRITING.contains(name));
            let compared = matches!(&tokens[index + 1..], [dot, method, ..] if dot.text == "." && COMPARING.contains(&method.text));
            if imported {
                found.push(at(
                    path,
                    token.line,
                    &format!("imports the personal column `{table}::{column}`: name it with its table"),
                ));
            } else if chosen || (compared && !written) {
                found.push(at(
                    path,
                    token.line,
                    &format!("the personal column `{table}::{column}` serves as a criterion"),
                ));
            }
        }
        for four in tokens.windows(3).filter(|four| four[0].text == "dsl" && four[2].text == "*") {
            found.push(at(path, four[0].line, "imports every column of a table: name the table, not `dsl::*`"));
        }
    }
    found
}

/// The personal column that the token at `index` names, as the last step of a path with its table somewhere before.
fn column_here<'c>(columns: &'c [Column], tokens: &[Token<'_>], index: usize, imported: bool) -> Option<&'c Column> {
    let mut path = Vec::new();
    let mut here = index;
    while here >= 2 && tokens[here - 1].text == "::" {
        here -= 2;
        path.push(tokens[here].text);
    }
    if imported && path.is_empty() {
        // In `use schema::person::{id, family_name}` the table stands before the group.
        let group = tokens[..index].iter().rposition(|token| token.text == "{")?;
        path.extend(tokens[..group].iter().rev().skip(1).step_by(2).map(|token| token.text).take(2));
    }
    let renamed = |table: &str| {
        let alias =
            |three: &[Token<'_>]| three[0].text == table && three[1].text == "as" && path.contains(&three[2].text);
        path.contains(&table) || tokens.windows(3).any(alias)
    };
    columns.iter().find(|(table, column)| column == tokens[index].text && renamed(table))
}

/// The name of the function whose parenthesis comes next, looking past `::<types>`.
fn called<'t>(before: &[Token<'t>]) -> &'t str {
    let Some(last) = before.last() else { return "" };
    if last.text != ">" {
        return last.text;
    }
    let mut angles = 0;
    for (index, token) in before.iter().enumerate().rev() {
        match token.text {
            ">" => angles += 1,
            "<" => angles -= 1,
            _ => {}
        }
        if angles == 0 {
            return index.checked_sub(2).map_or("", |name| before[name].text);
        }
    }
    ""
}

/// The tokens of the bracketed group that opens at or after `from`, with its brackets.
fn group<'s, 't>(tokens: &'s [Token<'t>], from: usize) -> &'s [Token<'t>] {
    let mut nesting = 0;
    for (offset, token) in tokens[from..].iter().enumerate() {
        match token.text {
            "{" | "(" | "[" => nesting += 1,
            "}" | ")" | "]" => nesting -= 1,
            _ => {}
        }
        if nesting == 0 {
            return &tokens[from + 1..from + offset];
        }
    }
    &tokens[from + 1..]
}
