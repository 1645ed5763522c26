//! A file that this database takes as it is.

use diesel::prelude::*;
use jiff::ToSpan;
use jiff::civil::Date;

use super::line::column;
use crate::db::schema::{institution, territory};
use crate::db::{AnyConnection, Error};
use crate::domain::InstitutionKind;

/// What each line says beside prison, commune and days: invented.
const PEOPLE: [&[(&str, &str)]; 3] = [
    &[
        (column::FAMILY_NAME, "Exemplaire-Tillac"),
        (column::GIVEN_NAMES, "Onésime Barnabé"),
        (column::BIRTH, "1987-06-05"),
        (column::BIRTH_PLACE, "Aurillac"),
        (column::SEX, "M"),
        (column::NATIONALITY, "française"),
        (column::ADDRESS, "12, rue des Tanneurs"),
        (column::LONGEST, "P3Y6M"),
        (column::REASON, "réduction de peine déduite"),
    ],
    &[
        (column::FAMILY_NAME, "Specimen-Vauquelin"),
        (column::USAGE_NAME, "Modèle-Rostaing"),
        (column::GIVEN_NAMES, "Philomène"),
        (column::BIRTH, "1994-11-23"),
        (column::SEX, "F"),
        (column::NATIONALITY, "française"),
        (column::ADDRESS, "\"4, place du Marché; bât. B\""),
        (column::LONGEST, "P10M"),
        (column::REASON, "fin de peine"),
        (column::CATEGORIES, "RAD"),
    ],
    &[
        (column::FAMILY_NAME, "Gabarit-Quercy"),
        (column::GIVEN_NAMES, "Théodule"),
        (column::BIRTH, "2001-02-14"),
        (column::BIRTH_PLACE, "Lisbonne"),
        (column::SEX, "M"),
        (column::NATIONALITY, "portugaise"),
        (column::REMOVAL, "oui"),
    ],
];

/// A valid file of three lines: prisons and communes of this database, invented people, days around `today`. `None` where
/// no prison has a code.
///
/// # Errors
/// The database can't be read.
pub fn example(connection: &mut AnyConnection, today: Date) -> Result<Option<String>, Error> {
    let prisons: Vec<(String, Option<String>)> = institution::table
        .filter(institution::kind.eq(InstitutionKind::Prison))
        .filter(institution::slug.ne(""))
        .order(institution::slug)
        .select((institution::slug, institution::departement))
        .limit(3)
        .load(connection)?;
    if prisons.is_empty() {
        return Ok(None);
    }
    let communes: Vec<String> =
        territory::table.select(territory::commune).distinct().order(territory::commune).load(connection)?;
    let day = |days: i64| today.checked_add(days.days()).unwrap_or(today).to_string();
    let mut text = column::ALL.join(";");
    text.push('\n');
    for (n, (person, (prison, departement))) in PEOPLE.iter().zip(prisons.iter().cycle()).enumerate() {
        let near =
            communes.iter().find(|code| departement.as_ref().is_some_and(|head| code.starts_with(head.as_str())));
        let commune = near.or(communes.first()).cloned().unwrap_or_default();
        let of_this_line = [
            (column::PRISON, prison.clone()),
            (column::ECROU, format!("EXEMPLE-{}", n + 1)),
            (column::COMMUNE, if n < 2 { commune } else { String::new() }),
            (column::ADMITTED_ON, day([-700, -200, -30][n])),
            (column::SENTENCE_END, [day(150), day(95), String::new()][n].clone()),
            (column::RELEASE, [day(120), format!("{}T09:30", day(95)), String::new()][n].clone()),
        ];
        let cell = |name: &str| {
            let said = of_this_line.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str());
            said.or_else(|| person.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)).unwrap_or_default()
        };
        text.push_str(&column::ALL.map(cell).join(";"));
        text.push('\n');
    }
    Ok(Some(text))
}
