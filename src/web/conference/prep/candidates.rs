//! Who can be put on an agenda: those whose review is due by the sitting's day, those about whom something is late, those found by
//! name. Each with a theme and an object to begin with.

use jiff::civil::Date;

use super::super::super::at::Visit;
use super::super::super::failure::Failure;
use super::super::super::format;
use super::super::shared::shown;
use super::words;
use crate::access::{Conferences, Likeness, Survey};
use crate::domain::conference::Because;
use crate::domain::{Phase, TieKind};
use crate::records::conference::preparation::Sheet;
use crate::records::conference::reviews::{self, Due};
use crate::records::people::{self, Line};

/// How many are read of those due.
const MOST: i64 = 500;

/// How many a search shows.
const FOUND: i64 = 15;

/// Somebody who can be put on the agenda.
pub(in crate::web::conference) struct Candidate {
    pub(in crate::web::conference) line: Line,
    pub(in crate::web::conference) because: Because,
    /// The code kept with the item.
    pub(in crate::web::conference) reason: String,
    /// In words.
    pub(in crate::web::conference) why: String,
    /// How far its day is; empty for who was found by name.
    pub(in crate::web::conference) distance: String,
    /// Whether a day has passed.
    pub(in crate::web::conference) late: bool,
    /// Whether the latest search found him.
    pub(in crate::web::conference) is_found: bool,
}

impl Candidate {
    /// The theme's code to begin with.
    pub(in crate::web::conference) fn theme(&self) -> &'static str {
        match (self.reason.as_str(), self.line.standing.phase) {
            ("arrival", _) => "arrival",
            (_, Phase::PreRelease) => "release",
            _ => "sentence_path",
        }
    }

    /// The object to begin with.
    pub(in crate::web::conference) fn object(&self) -> &'static str {
        match (self.because, self.theme(), self.line.standing.phase) {
            (Because::Action, ..) => "Action en retard\u{a0}: point d’avancement",
            (_, "arrival", _) => "Bilan d’arrivée et orientation",
            (_, "release", _) => "Projet de sortie\u{a0}: hébergement, ressources, suivi",
            (.., Phase::Detention) => "Point sur le parcours d’exécution de peine",
            _ => "Point sur la situation en détention",
        }
    }
}

/// What a search found.
pub(in crate::web::conference) struct Found {
    pub(in crate::web::conference) candidates: Vec<Candidate>,
    /// How many the latest search found, in words.
    pub(in crate::web::conference) count: Option<String>,
}

fn late(due: Due, today: Date) -> Candidate {
    let (distance, late) = words::distance(due.on, today);
    let why = format!("action à faire avant le {}", format::date(due.on));
    let (because, reason) = (Because::Action, "late".to_owned());
    Candidate { line: due.line, because, reason, why, distance, late, is_found: false }
}

fn review(visit: &Visit, sheet: &Sheet, due: Due, today: Date) -> Candidate {
    let (distance, is_late) = words::distance(due.on, today);
    let why = words::review(visit, sheet.kind, &due);
    let (because, reason) = (Because::Review, due.because);
    Candidate { line: due.line, because, reason, why, distance, late: is_late, is_found: false }
}

fn by_hand(line: Line, why: &str, is_found: bool) -> Candidate {
    let (because, reason, distance) = (Because::Hand, String::new(), String::new());
    Candidate { line, because, reason, why: why.to_owned(), distance, late: false, is_found }
}

/// All of them, whoever is on the agenda already left out; the latest search last among `searches`.
pub(in crate::web::conference) async fn gather(
    visit: &Visit,
    sheet: &Sheet,
    searches: &[&str],
) -> Result<Found, Failure> {
    let (door, reader) = (&visit.at.door, &visit.reader);
    let (commission, day) = (sheet.kept.commission, words::day(visit, &sheet.kept));
    let today = words::zone(visit, sheet.kept.host).to_datetime(visit.at.site.clock.now()).date();
    let matter = |matter| Survey { conferences: Some(matter), page: 1, per_page: MOST, ..Survey::default() };
    let mut found: Vec<Candidate> = Vec::new();
    let answer = door
        .survey(reader, matter(Conferences::LateActions(commission, today)), move |tx, grants| {
            reviews::late(tx, grants, commission, today)
        })
        .await;
    found.extend(shown(visit, answer)?.content.into_iter().map(|due| late(due, today)));
    let answer = door
        .survey(reader, matter(Conferences::Reviews(commission, day)), move |tx, grants| {
            reviews::due(tx, grants, commission)
        })
        .await;
    found.extend(shown(visit, answer)?.content.into_iter().map(|due| review(visit, sheet, due, today)));
    let mut count = None;
    for (at, words) in searches.iter().enumerate() {
        let is_latest = at + 1 == searches.len();
        let Some(wanted) = door.keys().wanted(words) else { continue };
        let survey = Survey {
            wanted: Some(wanted),
            through: Some(TieKind::Held),
            page: 1,
            per_page: FOUND,
            ..Survey::default()
        };
        let listing = shown(visit, door.survey(reader, survey, people::lines).await)?;
        let why =
            if listing.likeness == Some(Likeness::Sound) { "trouvé par consonance" } else { "trouvé par son nom" };
        if is_latest {
            let total = format::count(listing.total.unsigned_abs(), "personne trouvée", "personnes trouvées");
            count = Some(match listing.total {
                0 => format!(
                    "{total} parmi celles que votre établissement détient\u{a0}: cherchez un nom ou un prénom entier"
                ),
                n if n > FOUND => format!("{total}\u{a0}: précisez le nom"),
                _ => total,
            });
        }
        for line in listing.content {
            match found.iter_mut().find(|known| known.line.person == line.person) {
                Some(known) => known.is_found |= is_latest,
                None => found.push(by_hand(line, why, is_latest)),
            }
        }
    }
    let mut candidates: Vec<Candidate> = Vec::with_capacity(found.len());
    for candidate in found {
        let person = candidate.line.person;
        let is_on_it = sheet.points.iter().any(|point| point.line.person == person);
        if !is_on_it && !candidates.iter().any(|known| known.line.person == person) {
            candidates.push(candidate);
        }
    }
    Ok(Found { candidates, count })
}
