//! Canaries and where they stand; what of them is found in a page, and what the oracle grants.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use quadrige::demo::world::{AgentSeed, PersonSeed, World};
use quadrige::domain::Field;
use quadrige::domain::value::ValueKind;
use quadrige::web::format::long_date;

use crate::oracle::{Oracle, Row, SHARED, rows_of};
use crate::support::house::TODAY;

/// Something that may be found in a page, and where it comes from.
pub struct Canary<'w> {
    /// The forms in which pages write it, in lower case.
    pub forms: Vec<String>,
    /// Where it stands: row and field.
    pub sources: Vec<(Row<'w>, Field)>,
}

/// The canaries of one person, by their stored text.
pub fn canaries_of(person: &PersonSeed) -> BTreeMap<String, Canary<'_>> {
    let mut canaries: BTreeMap<String, Canary<'_>> = BTreeMap::new();
    let mut add = |row, field: Field, text: &str| {
        let forms = match field.spec().kind {
            ValueKind::Date | ValueKind::Instant => day_forms(text.parse().expect("a day")),
            _ => vec![text.to_lowercase()],
        };
        canaries
            .entry(text.to_owned())
            .or_insert_with(|| Canary { forms, sources: Vec::new() })
            .sources
            .push((row, field));
    };
    let day = |day: Date| day.to_string();
    let texts = [
        (Field::FamilyName, Some(&person.family_name)),
        (Field::UsageName, person.usage_name.as_ref()),
        (Field::GivenNames, Some(&person.given_names)),
        (Field::Aliases, person.aliases.as_ref()),
        (Field::BirthPlace, Some(&person.birth_place)),
        (Field::Nationality, Some(&person.nationality)),
        (Field::DeclaredAddress, person.declared_address.as_ref()),
        (Field::DeclaredCommune, person.declared_commune.as_ref()),
        (Field::AddressBefore, person.address_before.as_ref()),
        (Field::AssignedResidence, person.assigned_residence.as_ref()),
        (Field::Phone, person.phone.as_ref()),
    ];
    for (field, text) in texts {
        add(SHARED, field, text.expect("every column holds a canary"));
    }
    add(SHARED, Field::BirthDate, &day(person.birth_date));
    for (stay, row) in person.stays.iter().zip(rows_of(person)) {
        add(row, Field::Ecrou, &stay.ecrou);
        add(row, Field::AdmittedOn, &day(stay.admitted_on));
        if let Some(release) = stay.release_on {
            add(row, Field::ReleaseDate, &day(release));
        }
        if let Some(at) = stay.released_at {
            // The hour goes with the day.
            let day = quadrige::clock::paris().to_datetime(at).date();
            add(row, Field::ReleasedAt, &day.to_string());
        }
    }
    for step in &person.penal {
        add(SHARED, Field::DecidedOn, &day(step.decided_on));
        add(SHARED, Field::DecisionSummary, step.summary.as_ref().expect("a summary"));
        for (field, value) in [
            (Field::StartsOn, step.starts_on),
            (Field::EndsOn, step.ends_on),
            (Field::SecurityUntil, step.security_until),
        ] {
            if let Some(value) = value {
                add(SHARED, field, &day(value));
            }
        }
    }
    for row in rows_of(person).filter(|row| row.record.is_some()) {
        let record = row.record.expect("a record");
        for (field, text) in &record.fields {
            if matches!(field.spec().kind, ValueKind::Text | ValueKind::Prose | ValueKind::Date) {
                add(row, *field, text);
            }
        }
        if let Some(commune) = &record.commune {
            add(row, Field::LeaveCommune, commune);
        }
    }
    canaries
}

/// The ways in which pages write a day.
pub fn day_forms(day: Date) -> Vec<String> {
    vec![day.to_string(), day.strftime("%d/%m/%Y").to_string(), long_date(day).to_lowercase()]
}

/// What of these canaries stands in a page.
pub fn found<'c>(canaries: &'c BTreeMap<String, Canary<'_>>, body: &str) -> BTreeSet<&'c str> {
    among(canaries, &words(body))
}

pub fn among<'c>(canaries: &'c BTreeMap<String, Canary<'_>>, words: &BTreeSet<String>) -> BTreeSet<&'c str> {
    canaries
        .iter()
        .filter(|(_, canary)| canary.forms.iter().any(|form| words.contains(form)))
        .map(|(text, _)| text.as_str())
        .collect()
}

/// Everything in a page that could be a form of a canary: texts, days in three forms, codes of communes. Reading a page once
/// is what makes thousands of pages affordable.
pub fn words(body: &str) -> BTreeSet<String> {
    let body = body.to_lowercase();
    let mut words: BTreeSet<String> =
        body.match_indices("kanari").filter_map(|(at, _)| body.get(at..at + 10)).map(str::to_owned).collect();
    let mut before = ' ';
    for (at, letter) in body.char_indices() {
        if letter.is_ascii_digit() && !before.is_ascii_digit() {
            let digits: String = body[at..].chars().take_while(char::is_ascii_digit).collect();
            words.insert(digits);
            words.extend(body.get(at..at + 10).map(str::to_owned));
            // `12 mars 2026`, its spaces unbreakable.
            let end = body[at..].char_indices().take(20).find_map(|(n, _)| {
                let long = &body[at..at + n];
                (long.split('\u{a0}').count() == 3
                    && long.ends_with(|c: char| c.is_ascii_digit())
                    && long.rsplit('\u{a0}').next().is_some_and(|year| year.len() == 4))
                .then_some(at + n)
            });
            words.extend(end.map(|end| body[at..end].to_owned()));
        }
        before = letter;
    }
    words
}

/// What of them this agent may see.
pub fn granted<'c>(
    oracle: &Oracle,
    world: &World,
    who: &AgentSeed,
    person: &PersonSeed,
    canaries: &'c BTreeMap<String, Canary<'_>>,
) -> BTreeSet<&'c str> {
    let sees =
        |(row, field): &(Row<'_>, Field)| oracle.level(world, who, person, *field, *row, TODAY) >= field.spec().lowest;
    canaries.iter().filter(|(_, canary)| canary.sources.iter().any(sees)).map(|(text, _)| text.as_str()).collect()
}

pub fn name_of(canaries: &BTreeMap<String, Canary<'_>>, text: &str) -> String {
    let source = |(row, field): &(Row<'_>, Field)| match row.record {
        Some(record) => format!(
            "{} of a record cap {} for {}, by {}",
            field.spec().key,
            record.handling.cap.code(),
            record.handling.audience_code(),
            record.author
        ),
        None if row.paper.is_some() => format!("{} of {}", field.spec().key, row.paper.expect("a paper").name),
        None => format!("{}{}", field.spec().key, if row.is_past_stay { " of a past stay" } else { "" }),
    };
    canaries[text].sources.iter().map(source).collect::<Vec<_>>().join(" or ")
}
