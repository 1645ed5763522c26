//! The arrow between the rooms: who may name whom.

use super::tokens::{Token, tokens};
use super::{Source, at};

/// The rooms, each with the rooms that it may name. `main.rs` and `lib.rs` see them all.
///
/// The doorsteps hand the outside world in as values: `clock` and `chance` to whoever acts, `config`, which speaks of the
/// database's address, the relay's and the identity providers', to those who set up the house. `web` names `outbox` to tell a human that letters
/// don't leave; it holds nothing personal. The pure rooms, `domain` and `protocol`, are given what they need.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &["domain"]),
    ("chance", &["domain"]),
    ("protocol", &["domain"]),
    ("db", &["domain", "clock", "chance"]),
    ("config", &["db", "domain"]),
    ("journal", &["db", "domain", "clock", "chance"]),
    ("access", &["journal", "protocol", "db", "domain", "clock", "chance"]),
    ("outbox", &["db", "domain", "config", "clock", "chance"]),
    ("alerts", &["outbox", "records", "access", "journal", "protocol", "db", "domain", "clock", "chance"]),
    ("conferences", &["outbox", "records", "access", "journal", "protocol", "db", "domain", "clock", "chance"]),
    ("clearances", &["outbox", "records", "access", "journal", "protocol", "db", "domain", "clock", "chance"]),
    ("records", &["access", "journal", "protocol", "db", "domain", "clock", "chance"]),
    ("signin", &["records", "access", "journal", "protocol", "db", "domain", "config", "clock", "chance"]),
    (
        "web",
        &[
            "signin",
            "conferences",
            "records",
            "outbox",
            "access",
            "journal",
            "protocol",
            "db",
            "domain",
            "config",
            "clock",
            "chance",
        ],
    ),
    (
        "service",
        &[
            "web",
            "alerts",
            "conferences",
            "clearances",
            "outbox",
            "signin",
            "records",
            "access",
            "journal",
            "protocol",
            "db",
            "domain",
            "config",
            "clock",
            "chance",
        ],
    ),
    (
        "demo",
        &[
            "service",
            "web",
            "alerts",
            "conferences",
            "clearances",
            "outbox",
            "signin",
            "records",
            "access",
            "journal",
            "protocol",
            "db",
            "domain",
            "config",
            "clock",
            "chance",
        ],
    ),
];

/// The rooms that may know the database library. `web` holds no query, `domain` and `protocol` no input or output.
const DIESEL: &[&str] = &["db", "journal", "access", "outbox", "records", "signin"];

/// The room that a file belongs to: `src/access/door.rs` and `src/access.rs` are `access`. `None` for the entrances.
pub fn room(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/")?;
    let room = inside.split('/').next()?.trim_end_matches(".rs");
    (!matches!(room, "lib" | "main")).then_some(room)
}

/// Names that point back against the arrow, and rooms that aren't on the map.
pub fn backward(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources {
        let Some(own) = room(path) else { continue };
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == own) else {
            found.push(format!("{path}: the room `{own}` isn't on the map of tests/architecture/arrow.rs"));
            continue;
        };
        for (other, line) in rooms_named(path, &tokens(text)) {
            if other != own && ROOMS.iter().any(|(name, _)| *name == other) && !allowed.contains(&other) {
                found.push(at(path, line, &format!("`{own}` names `{other}`, against the arrow")));
            }
        }
    }
    found
}

/// Uses of the database library outside the rooms that may know it.
pub fn diesel_outside(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources {
        let Some(own) = room(path).filter(|own| !DIESEL.contains(own)) else { continue };
        for token in tokens(text).iter().filter(|token| matches!(token.text, "diesel" | "diesel_migrations")) {
            found.push(at(path, token.line, &format!("`{own}` names `{}`", token.text)));
        }
    }
    found
}

/// The first step of every path that starts at the crate's root: `crate::x`, `crate::{x, y::z}`, `super::super::x`.
fn rooms_named<'t>(path: &str, tokens: &[Token<'t>]) -> Vec<(&'t str, usize)> {
    let depth =
        path.trim_start_matches("src/").trim_end_matches(".rs").split('/').filter(|step| *step != "mod").count();
    let own_modules: Vec<&str> =
        tokens.windows(2).filter(|pair| pair[0].text == "mod").map(|pair| pair[1].text).collect();
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let after = &tokens[index + 1..];
        let steps = match token.text {
            "crate" | "quadrige" => after,
            "super" if index < 2 || tokens[index - 2].text != "super" => {
                let chain = 1 + after
                    .chunks(2)
                    .take_while(|pair| matches!(pair, [a, b] if a.text == "::" && b.text == "super"))
                    .count();
                if chain < depth {
                    continue;
                }
                &after[2 * (chain - 1)..]
            }
            _ => continue,
        };
        let heads = heads(steps);
        // Inside a nested `mod tests`, `super` is the file itself: its own modules aren't the rooms of that name.
        found.extend(heads.into_iter().filter(|(name, _)| token.text != "super" || !own_modules.contains(name)));
    }
    found
}

/// After `crate`: the name behind `::`, or each name at the head of a group's branches.
fn heads<'t>(steps: &[Token<'t>]) -> Vec<(&'t str, usize)> {
    match steps {
        [colons, group, inside @ ..] if colons.text == "::" && group.text == "{" => {
            let (mut nesting, mut head, mut found) = (0, true, Vec::new());
            for token in inside {
                match token.text {
                    "{" => nesting += 1,
                    "}" if nesting == 0 => break,
                    "}" => nesting -= 1,
                    "," if nesting == 0 => head = true,
                    name if head => {
                        found.push((name, token.line));
                        head = false;
                    }
                    _ => {}
                }
            }
            found
        }
        [colons, name, ..] if colons.text == "::" => vec![(name.text, name.line)],
        _ => Vec::new(),
    }
}
