//! `/seances/{sitting}/points`: putting people on the agenda, a dozen in one submission.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use super::super::super::at::Visit;
use super::super::super::failure::{Answer, Failure, html, html_faulty, see_other};
use super::super::super::forms::Typed;
use super::super::super::pages::frame::NavItem;
use super::super::super::pages::parts::{Choice, Faults, Link};
use super::super::super::pages::preparation::{PointRow, PointsPage};
use super::super::super::site::printed;
use super::super::shared::{self, done};
use super::candidates::{Candidate, gather};
use super::{kept_by, words};
use crate::access::{Altered, Conducted, Reject};
use crate::conferences::{self, Put};
use crate::domain::conference::seat::is_invited_by_name;
use crate::domain::conference::{Because, Voice};
use crate::domain::value::ValueKind;
use crate::domain::{Field, Id, Institution, Person, Value};
use crate::records::conference::agenda::NewItem;
use crate::records::conference::commissions::Seat;
use crate::records::conference::invitations::Guest;
use crate::records::conference::preparation::Sheet;

/// How many rows a page shows: each sends three fields, and a form has two hundred at most.
const ROWS: usize = 40;

/// How many searches a page remembers.
const SEARCHES: usize = 5;

/// A form, or the address of one, and what is chosen in it.
struct Form<'t> {
    typed: &'t Typed,
    /// The people's field: `person` in the form, `choisi` in an address.
    people: &'static str,
}

impl Form<'_> {
    fn chosen(&self, id: &str) -> bool {
        self.typed.all(self.people).any(|known| known == id)
    }

    fn searches(&self) -> Vec<&str> {
        let mut searches: Vec<&str> = Vec::new();
        for words in self.typed.all("searched").chain([self.typed.text("q")]) {
            let words = words.trim();
            if !words.is_empty() && words.chars().count() <= 100 {
                searches.retain(|known| *known != words);
                searches.push(words);
            }
        }
        searches.split_off(searches.len().saturating_sub(SEARCHES))
    }
}

fn is_other(sheet: &Sheet, seat: &Seat, voice: Voice) -> bool {
    seat.institution != sheet.kept.host && seat.voice == voice && !is_invited_by_name(seat.kind)
}

/// The services with such a seat, each once, those invited by name left out.
fn seated(sheet: &Sheet, voice: Voice) -> Vec<Id<Institution>> {
    let mut services: Vec<Id<Institution>> = Vec::new();
    for seat in sheet.seats.iter().filter(|seat| is_other(sheet, seat, voice)) {
        if !services.contains(&seat.institution) {
            services.push(seat.institution);
        }
    }
    services
}

fn themes(chosen: &str) -> Vec<Choice> {
    match Field::CpuTheme.spec().kind {
        ValueKind::Choice(list) => list.iter().map(|(code, label)| Choice::new(code, label, *code == chosen)).collect(),
        _ => Vec::new(),
    }
}

fn row(form: &Form<'_>, candidate: &Candidate) -> PointRow {
    let id = candidate.line.person.to_string();
    let chosen = form.chosen(&id);
    // What was typed comes back; a row that is new to the form begins with what is usual.
    let typed = |name: &str| form.typed.all(&format!("{name}-{id}")).next().map(str::to_owned);
    PointRow {
        name: words::name(&candidate.line),
        born: words::born(&candidate.line),
        why: candidate.why.clone(),
        distance: candidate.distance.clone(),
        late: candidate.late,
        chosen,
        themes: themes(&typed("theme").unwrap_or_else(|| candidate.theme().to_owned())),
        object: typed("object").unwrap_or_else(|| candidate.object().to_owned()),
        id,
    }
}

fn page(
    visit: &Visit,
    sheet: &Sheet,
    form: &Form<'_>,
    mut candidates: Vec<Candidate>,
    found: Option<String>,
    faults: Faults,
) -> PointsPage {
    // Those chosen and those just found are always among the rows shown.
    candidates.sort_by_key(|known| (!form.chosen(&known.line.person.to_string()), !known.is_found));
    let hidden = candidates.len().saturating_sub(ROWS);
    let directory = visit.at.site.directory();
    let deliberate = seated(sheet, Voice::Deliberating);
    let only_consulted = seated(sheet, Voice::Consultative).into_iter().filter(|id| !deliberate.contains(id));
    let consulted = only_consulted.map(|id| {
        let value = id.to_string();
        let selected = form.typed.all("also").any(|known| known == value);
        Choice::new(&value, &printed(&directory, Some(id)).name, selected)
    });
    let mut searched: Vec<String> = form.searches().into_iter().map(str::to_owned).collect();
    let q = searched.pop().unwrap_or_default();
    // The latest search stays among those remembered when another is typed over it.
    searched.extend((!q.is_empty()).then(|| q.clone()));
    PointsPage {
        frame: visit.frame(
            &shared::titled(visit, "Inscrire à l’ordre du jour", &sheet.kept),
            NavItem::Commissions,
            None,
        ),
        back: Link::new("Retour à la séance", &format!("/seances/{}", sheet.kept.id)),
        action: format!("/seances/{}/points", sheet.kept.id),
        q,
        searched,
        found,
        rows: candidates.iter().take(ROWS).map(|candidate| row(form, candidate)).collect(),
        more: (hidden > 0).then(|| {
            format!("{hidden} autres personnes sont proposées\u{a0}: inscrivez d’abord celles-ci, ou cherchez par nom.")
        }),
        consulted: consulted.collect(),
        deliberating: deliberate.iter().map(|id| printed(&directory, Some(*id))).collect(),
        told: sheet.kept.state.is_told(),
        faults,
    }
}

/// A page that repeats what was searched beside names: compressed, its length could be probed.
fn uncompressed(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("identity"));
    response
}

async fn prepared(visit: &Visit, request: &HttpRequest) -> Result<Sheet, Failure> {
    let sheet = kept_by(visit, request).await?;
    sheet.kept.state.agenda_may_change().map_err(|why| visit.at.obstacle(why.label()))?;
    Ok(sheet)
}

/// `GET /seances/{sitting}/points?q=&choisi=`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let typed = Typed::query(&request).ok_or_else(|| visit.at.bad_request("L’adresse doit être encodée en UTF-8."))?;
    let sheet = prepared(&visit, &request).await?;
    let form = Form { typed: &typed, people: "choisi" };
    let found = gather(&visit, &sheet, &form.searches()).await?;
    let page = page(&visit, &sheet, &form, found.candidates, found.count, Faults::default());
    Ok(uncompressed(html(&page)))
}

/// Theme and object of one row.
fn heading(typed: &Typed, id: &str, name: &str, faults: &mut Faults) -> BTreeMap<Field, Value> {
    let mut heading = BTreeMap::new();
    match Field::CpuTheme.spec().kind.parse(typed.text(&format!("theme-{id}"))) {
        Ok(theme) => {
            heading.insert(Field::CpuTheme, theme);
        }
        Err(_) => faults.add(&format!("theme-{id}"), &format!("{name}\u{a0}: choisissez le thème dans la liste")),
    }
    let object = format!("object-{id}");
    match Field::CpuObject.spec().kind.parse(typed.text(&object)) {
        Ok(text) => {
            heading.insert(Field::CpuObject, text);
        }
        Err(_) => faults.add(&object, &format!("{name}\u{a0}: indiquez l’objet du point, en 200 caractères au plus")),
    }
    heading
}

/// What was chosen, ready to be put on the agenda.
fn read(typed: &Typed, candidates: &[Candidate], faults: &mut Faults) -> (Vec<NewItem>, Vec<Guest>) {
    let mut people: Vec<Id<Person>> = Vec::new();
    for id in typed.all("person") {
        match Id::parse(id) {
            Some(id) if !people.contains(&id) => people.push(id),
            Some(_) => {}
            None => faults.add("person", "Une des personnes choisies n’existe pas\u{a0}: recommencez le choix"),
        }
    }
    if people.is_empty() && faults.is_empty() {
        faults.add("person", "Choisissez au moins une personne à inscrire");
    }
    let mut items = Vec::with_capacity(people.len());
    for person in people {
        let known = candidates.iter().find(|candidate| candidate.line.person == person);
        let name = known.map(|known| words::name(&known.line)).unwrap_or_default();
        items.push(NewItem {
            person,
            heading: heading(typed, &person.to_string(), &name, faults),
            because: known.map_or(Because::Hand, |known| known.because),
            reason: known.map(|known| known.reason.clone()).unwrap_or_default(),
            guests: None,
        });
    }
    let also = typed.all("also").filter_map(Id::parse).map(|institution| Guest {
        institution,
        agent: None,
        voice: Voice::Consultative,
        consent_on: None,
    });
    (items, also.collect())
}

/// What the errors' summary says of the row that couldn't be added, and where it leads.
fn not_added(candidates: &[Candidate], person: Option<Id<Person>>, reject: &Reject) -> (String, String) {
    let known = person.and_then(|person| candidates.iter().find(|known| known.line.person == person));
    let field = known.map_or_else(|| "person".to_owned(), |known| format!("object-{}", known.line.person));
    let name = known.map_or_else(|| "Une des personnes choisies".to_owned(), |known| words::name(&known.line));
    let why = match reject {
        Reject::Obstacle(obstacle) => obstacle.label(),
        _ => "aucun dossier que votre établissement puisse ouvrir ne lui correspond.",
    };
    (field, format!("{name}\u{a0}: {why} Personne n’a été inscrit."))
}

/// `POST /seances/{sitting}/points`
pub(in crate::web) async fn add(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let id = shared::sitting(&visit, &request)?;
    let sheet = prepared(&visit, &request).await?;
    let form = Form { typed: &typed, people: "person" };
    let found = gather(&visit, &sheet, &form.searches()).await?;
    if !typed.text("search").is_empty() {
        let page = page(&visit, &sheet, &form, found.candidates, found.count, Faults::default());
        return Ok(uncompressed(html(&page)));
    }
    let mut faults = Faults::default();
    let (items, also) = read(&typed, &found.candidates, &mut faults);
    if faults.is_empty() {
        let people: Vec<Id<Person>> = items.iter().map(|item| item.person).collect();
        let at = Arc::new(AtomicUsize::new(0));
        let put = Put { items, also, at: Arc::clone(&at) };
        let added = visit
            .at
            .door
            .conduct(&visit.reader, Conducted::Sitting(id), move |tx, conduct| {
                conferences::put_on_agenda(tx, conduct, &put)
            })
            .await;
        match &added {
            Ok(Altered::Rejected(reject)) if !matches!(reject, Reject::Conflict) => {
                let person = people.get(at.load(Ordering::Relaxed)).copied();
                let (field, message) = not_added(&found.candidates, person, reject);
                faults.add(&field, &message);
            }
            _ => {
                done(&visit, added)?;
                return Ok(see_other(&format!("/seances/{id}?fait=inscription&points={}#ordre", people.len())));
            }
        }
    }
    Ok(uncompressed(html_faulty(&page(&visit, &sheet, &form, found.candidates, None, faults))))
}
