//! Names, birthplaces and nationalities. Origins are drawn before and apart from everything else: no history depends on them.

mod aliases;
mod pools;

use self::pools::{FRENCH, ORIGINS, Origin};
use super::dice::Dice;

/// A name.
pub(in crate::demo) struct Name {
    /// Family name.
    pub(in crate::demo) family: String,
    /// First names.
    pub(in crate::demo) given: String,
    /// `F` or `M`.
    pub(in crate::demo) sex: &'static str,
}

/// Civil identity, less the birth date.
pub(in crate::demo) struct Civil {
    /// Name.
    pub(in crate::demo) name: Name,
    /// Name in use.
    pub(in crate::demo) usage: Option<String>,
    /// Aliases.
    pub(in crate::demo) aliases: Option<String>,
    /// Town, and country when abroad.
    pub(in crate::demo) birth_place: String,
    /// Nationality.
    pub(in crate::demo) nationality: String,
}

/// What French nationality is called.
pub(in crate::demo) const FRENCH_NATIONALITY: &str = "française";

/// An agent's name; half of them women.
pub(in crate::demo) fn colleague(dice: &Dice) -> Name {
    let sex = if dice.percent(50) { "F" } else { "M" };
    let origin = origin(dice);
    Name { family: family(dice, origin), given: given(dice, origin, sex).to_owned(), sex }
}

/// Somebody.
pub(in crate::demo) fn somebody(dice: &Dice) -> Civil {
    // The share of women under the justice system's hands, a little above that of prisons.
    let sex = if dice.percent(8) { "F" } else { "M" };
    let origin = origin(dice);
    let mut given_names = given(dice, origin, sex).to_owned();
    for _ in 0..dice.below(3) {
        let another = given(dice, origin, sex);
        if !given_names.contains(another) {
            given_names = format!("{given_names} {another}");
        }
    }
    let family = family(dice, origin);
    let usage = match sex {
        "F" if dice.percent(30) => Some(dice.pick(FRENCH.families).to_string()),
        _ if dice.percent(3) => Some(format!("{}-{}", first_part(&family), dice.pick(FRENCH.families))),
        _ => None,
    };
    let aliases = dice.percent(7).then(|| {
        let one = *dice.pick(aliases::ALIASES);
        let two = *dice.pick(aliases::ALIASES);
        if one != two && dice.percent(25) { format!("{one}, {two}") } else { one.to_owned() }
    });
    let foreign = !origin.nationalities.is_empty() && dice.percent(45);
    let (nationality, country) = if foreign { *dice.pick(origin.nationalities) } else { (FRENCH_NATIONALITY, "") };
    let abroad: Vec<&str> = origin.birth_places.iter().copied().filter(|place| place.contains(country)).collect();
    let born_abroad = !abroad.is_empty() && dice.percent(if foreign { 85 } else { 12 });
    let birth_place = if born_abroad { abroad[dice.below(abroad.len())] } else { dice.word(FRENCH.birth_places) };
    Civil {
        birth_place: birth_place.to_owned(),
        nationality: nationality.to_owned(),
        name: Name { family, given: given_names, sex },
        usage: usage.filter(|name| !name.is_empty()),
        aliases,
    }
}

/// Somebody who receives a person on leave: first name and family name.
pub(in crate::demo) fn host(dice: &Dice, family_name: &str) -> String {
    const KIN: &[(&str, &str)] = &[
        ("mère", "F"),
        ("père", "M"),
        ("sœur", "F"),
        ("frère", "M"),
        ("compagne", "F"),
        ("tante", "F"),
        ("oncle", "M"),
        ("ami de la famille", "M"),
    ];
    let (kin, sex) = *dice.pick(KIN);
    let origin = origin(dice);
    let given = given(dice, &FRENCH, sex);
    let family =
        if matches!(kin, "père" | "frère" | "sœur") { family_name.to_owned() } else { family(dice, origin) };
    format!("{given} {family}, {kin}")
}

fn origin(dice: &Dice) -> &'static Origin {
    let total: usize = ORIGINS.iter().map(|o| o.weight).sum();
    let mut draw = dice.below(total);
    for origin in ORIGINS {
        if draw < origin.weight {
            return origin;
        }
        draw -= origin.weight;
    }
    &FRENCH
}

fn family(dice: &Dice, origin: &Origin) -> String {
    let one = *dice.pick(origin.families);
    // Two parents' names, as the law allows since 2005: no hyphen when the parents chose so.
    if dice.percent(4) && !one.contains([' ', '-']) {
        let other = *dice.pick(FRENCH.families);
        if other != one && !other.contains([' ', '-']) {
            return format!("{one}-{other}");
        }
    }
    one.to_owned()
}

fn given(dice: &Dice, origin: &Origin, sex: &str) -> &'static str {
    // Families choose outside their own tradition, too.
    let origin = if dice.percent(18) { &FRENCH } else { origin };
    dice.word(if sex == "F" { origin.women } else { origin.men })
}

fn first_part(family: &str) -> &str {
    family.split('-').next().unwrap_or(family)
}
