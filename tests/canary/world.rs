//! A world in which every personal text is unique, and every day too.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use quadrige::clock::paris;
use quadrige::demo::world::{
    AgentSeed, ClearanceSeed, FollowUpSeed, PenalSeed, PersonSeed, RecordSeed, StaySeed, World, build,
};
use quadrige::domain::handling::Institution;
use quadrige::domain::phase::Nature;
use quadrige::domain::value::{Quantum, ValueKind};
use quadrige::domain::{Audience, DataCategory, Field, Function, Handling, Id, InstitutionKind, Level, TieKind};

use crate::support::house::TODAY;
pub use crate::support::table::PATHS;

/// Those whom the demo's cast lacks.
const MORE: &[(&str, &str, Function)] = &[
    ("instruction", "instruction-douai", Function::Magistrate),
    ("enseignante", "enseignement-cp-marais-de-scarpe", Function::Teacher),
    ("encadrement", "cp-marais-de-scarpe", Function::Management),
    ("regie", "cp-marais-de-scarpe", Function::Agent),
    ("surveillant-ailleurs", "cp-val-d-azergues", Function::Guard),
    ("cpip-ailleurs", "spip-lyon", Function::Counsellor),
];

/// Draws what was never drawn before.
pub struct Pen {
    pub next: u16,
    pub commune: usize,
}

impl Pen {
    fn number(&mut self) -> u16 {
        self.next += 1;
        self.next
    }

    /// A text that stands nowhere else.
    pub fn text(&mut self) -> String {
        format!("Kanari{:04}", self.number())
    }
}

/// The world: institutions and cast of the demo, people of our own.
pub fn world() -> World {
    let mut world = build(1, 11, TODAY);
    for (n, (slug, institution, function)) in (200..).zip(MORE) {
        hire(&mut world, n, slug, institution, *function);
    }
    let mut pen = Pen { next: 0, commune: 0 };
    let people = (0..PATHS.len()).map(|n| person(&world, &mut pen, n)).collect();
    world.people = people;
    world
}

/// One more member of the cast; `n` tells him from the others.
pub fn hire(world: &mut World, n: u8, slug: &'static str, institution: &str, function: Function) {
    let institution = at(world, institution);
    let model = world.cast("surveillant").expect("the guard").clone();
    let clearance = model.clearance.clone().map(|known| ClearanceSeed { id: Id::from_bytes([n; 16]), ..known });
    world.agents.push(AgentSeed {
        id: Id::from_bytes([n; 16]),
        slug: Some(slug),
        family_name: slug.to_owned(),
        institution,
        functions: vec![function],
        clearance,
        ..model
    });
}

fn at(world: &World, slug: &str) -> Id<Institution> {
    world.institutions.iter().find(|i| i.slug == slug).unwrap_or_else(|| panic!("no {slug}")).id
}

fn id<T>(person: usize, row: usize) -> Id<T> {
    let mut bytes = [99; 16];
    bytes[0] = u8::try_from(person).expect("few") + 1;
    bytes[1] = u8::try_from(row).expect("few");
    Id::from_bytes(bytes)
}

/// Communes of the Nord: police, then gendarmerie.
const POLICE: &[&str] = &["59178", "59350", "59512", "59599", "59606", "59183", "59392", "59172", "59017"];
const GENDARMERIE: &[&str] =
    &["59449", "59168", "59586", "59043", "59481", "59067", "59309", "59375", "59135", "59239"];

fn person(world: &World, pen: &mut Pen, n: usize) -> PersonSeed {
    let path = PATHS[n];
    // Each person has days of his own: n is the day of the month, and rows move by months.
    let day = |year: i16, month: i8| date(year, month, i8::try_from(n + 5).expect("few"));
    let prison = at(world, if path == "elsewhere" { "cp-val-d-azergues" } else { "cp-marais-de-scarpe" });
    let zone = paris();
    let moment = |d: Date| d.at(10, 30, 0, 0).to_zoned(zone.clone()).expect("a moment").timestamp();
    let stay = |row: usize, prison, from, release_on, out: Option<Date>, pen: &mut Pen| StaySeed {
        id: id(n, row),
        prison,
        ecrou: pen.text(),
        admitted_on: from,
        release_on,
        released_at: out.map(moment),
        transferred: false,
    };
    let stays = match path {
        "investigation" => vec![],
        "pre_trial" | "trial" => vec![stay(1, prison, day(2025, 2), None, None, pen)],
        "detention" | "elsewhere" => vec![stay(1, prison, day(2022, 2), Some(day(2031, 3)), None, pen)],
        "pre_release" | "pre_release_removal" | "short_sentence" => {
            vec![stay(1, prison, day(2022, 2), Some(day(2027, 3)), None, pen)]
        }
        "community" | "closed" => vec![stay(1, prison, day(2020, 2), Some(day(2026, 3)), Some(day(2026, 4)), pen)],
        "genesis_closed" | "appi_open" => {
            vec![stay(1, prison, day(2018, 2), Some(day(2024, 3)), Some(day(2024, 4)), pen)]
        }
        "transferred" => {
            let moved = day(2026, 1);
            let mut before = stay(1, prison, day(2022, 2), Some(day(2031, 3)), Some(moved), pen);
            before.transferred = true;
            let next = at(world, "ma-moeres-blanches");
            vec![before, stay(2, next, moved, Some(day(2031, 4)), None, pen)]
        }
        other => panic!("{other}"),
    };
    let is_convicted = !["investigation", "pre_trial", "trial"].contains(&path);
    let mut penal = Vec::new();
    let step =
        |row, nature, decided_on, years: Option<u16>, starts_on: Option<Date>, ends_on: Option<Date>, pen: &mut Pen| {
            PenalSeed {
                id: id(n, row),
                nature,
                decided_on,
                summary: Some(pen.text()),
                quantum: years.map(|years| Quantum { years, months: 0, days: 0 }),
                starts_on,
                ends_on,
                remission_days: None,
                security_until: None,
            }
        };
    penal.push(step(10, Nature::Investigation, day(2019, 1), None, None, None, pen));
    if path == "trial" {
        penal.push(step(11, Nature::Referral, day(2026, 5), None, None, None, pen));
    }
    if is_convicted {
        let years = if path == "short_sentence" { 2 } else { 5 };
        let mut conviction =
            step(12, Nature::Conviction, day(2021, 6), Some(years), Some(day(2021, 7)), Some(day(2032, 8)), pen);
        conviction.remission_days = Some(321);
        conviction.security_until = Some(day(2024, 9));
        penal.push(conviction);
    }
    if ["community", "appi_open"].contains(&path) {
        penal.push(step(13, Nature::Measure, day(2021, 10), None, Some(day(2024, 11)), Some(day(2033, 12)), pen));
    }
    if path == "pre_release_removal" {
        penal.push(step(14, Nature::Removal, day(2023, 1), None, None, None, pen));
    }

    let follow = |row, slug: &str, kind, from_on, to_on| FollowUpSeed {
        id: id(n, row),
        institution: at(world, slug),
        kind,
        from_on,
        to_on,
        cause: "designation",
    };
    let early = date(2019, 1, 1);
    let mut follow_ups = Vec::new();
    if path == "elsewhere" {
        follow_ups.push(follow(20, "spip-lyon", TieKind::Followed, early, None));
    } else {
        follow_ups.push(follow(20, "spip-douai", TieKind::Followed, early, None));
        follow_ups.push(follow(21, "jap-douai", TieKind::Followed, early, None));
        follow_ups.push(follow(22, "parquet-douai", TieKind::Prosecuted, early, None));
        follow_ups.push(follow(23, "instruction-douai", TieKind::Followed, early, None));
        follow_ups.push(follow(24, "dlrp-cp-marais-de-scarpe", TieKind::Followed, early, None));
        follow_ups.push(follow(25, "renseignement-territorial", TieKind::Followed, early, None));
        follow_ups.push(follow(26, "association-passerelles", TieKind::Followed, early, None));
        follow_ups.push(follow(27, "prefecture-nord", TieKind::Followed, early, Some(date(2020, 1, 1))));
    }
    let (home, leave) = homes(path, pen);
    let mut seed = PersonSeed {
        id: id(n, 0),
        family_name: pen.text(),
        usage_name: Some(pen.text()),
        given_names: pen.text(),
        aliases: Some(pen.text()),
        sex: "M",
        birth_date: day(1970, 3),
        birth_place: pen.text(),
        nationality: pen.text(),
        declared_address: Some(pen.text()),
        declared_commune: Some(home.to_owned()),
        address_before: Some(pen.text()),
        assigned_residence: Some(pen.text()),
        phone: Some(pen.text()),
        stays,
        penal,
        follow_ups,
        records: Vec::new(),
    };
    seed.records = records(world, pen, n, leave);
    seed
}

/// Where the person will live, and where a leave takes place.
fn homes(path: &str, pen: &mut Pen) -> (&'static str, Option<&'static str>) {
    pen.commune += 1;
    let (police, gendarmerie) = (POLICE[pen.commune % 4], GENDARMERIE[pen.commune % 10]);
    match path {
        "detention" => (gendarmerie, Some(police)),
        "pre_release" => (gendarmerie, Some(POLICE[4])),
        "community" | "genesis_closed" => (police, None),
        "short_sentence" => (POLICE[5], Some(GENDARMERIE[9])),
        "pre_release_removal" => ("75056", None),
        _ => (gendarmerie, None),
    }
}

struct Draft {
    owner: &'static str,
    category: DataCategory,
    handling: Handling,
    sent: &'static [&'static str],
    codes: &'static [(Field, &'static str)],
}

fn restricted(cap: Level) -> Handling {
    Handling { cap, audience: Audience::All }
}

fn for_kinds(kinds: &[InstitutionKind]) -> Handling {
    Handling { cap: Level::Full, audience: Audience::Kinds(kinds.to_vec()) }
}

fn drafts(world: &World) -> Vec<Draft> {
    use DataCategory::{ConferenceRecord, Discipline, HealthIndicators, IntelligenceNote, Movements, Observation};
    let prison = "cp-marais-de-scarpe";
    let spip = "spip-douai";
    let draft = |owner, category, handling| Draft { owner, category, handling, sent: &[], codes: &[] };
    let jap_only = Handling { cap: Level::Full, audience: Audience::Institutions(vec![at(world, "jap-douai")]) };
    vec![
        draft(prison, Observation, Handling::OPEN),
        draft(prison, Observation, restricted(Level::Summary)),
        draft(prison, Observation, restricted(Level::Existence)),
        draft(prison, Observation, for_kinds(&[InstitutionKind::Probation])),
        draft(spip, Observation, restricted(Level::None)),
        Draft { sent: &["parquet-douai"], ..draft(prison, Observation, Handling::OPEN) },
        Draft { sent: &["instruction-douai"], ..draft(prison, Observation, restricted(Level::Summary)) },
        Draft { sent: &["parquet-douai"], ..draft(prison, Observation, for_kinds(&[InstitutionKind::Police])) },
        draft(spip, Observation, jap_only),
        draft("sante-cp-marais-de-scarpe", Observation, Handling::OPEN),
        draft("enseignement-cp-marais-de-scarpe", Observation, Handling::OPEN),
        draft(prison, Discipline, Handling::OPEN),
        draft(prison, Discipline, restricted(Level::Existence)),
        draft("sante-cp-marais-de-scarpe", HealthIndicators, Handling::OPEN),
        draft(prison, ConferenceRecord, Handling::OPEN),
        draft(prison, ConferenceRecord, restricted(Level::Summary)),
        Draft { codes: &[(Field::MovementKind, "transfer")], ..draft(prison, Movements, Handling::OPEN) },
        Draft {
            codes: &[(Field::MovementKind, "leave"), (Field::PlannedOn, "2024-01"), (Field::ReturnOn, "2024-02")],
            ..draft(prison, Movements, Handling::OPEN)
        },
        draft("dlrp-cp-marais-de-scarpe", IntelligenceNote, Handling::OPEN),
        draft("dlrp-cp-marais-de-scarpe", IntelligenceNote, restricted(Level::Existence)),
        draft("dlrp-cp-marais-de-scarpe", IntelligenceNote, for_kinds(&[InstitutionKind::Prison])),
        draft("renseignement-territorial", IntelligenceNote, restricted(Level::Existence)),
        draft("renseignement-territorial", IntelligenceNote, restricted(Level::None)),
        draft("renseignement-territorial", IntelligenceNote, Handling::OPEN),
        // The leave to come, where there is one: last, so that the others keep their numbers.
        Draft {
            codes: &[(Field::MovementKind, "leave"), (Field::PlannedOn, "2026-12"), (Field::ReturnOn, "2027-01")],
            ..draft(prison, Movements, Handling::OPEN)
        },
    ]
}

fn records(world: &World, pen: &mut Pen, n: usize, leave: Option<&'static str>) -> Vec<RecordSeed> {
    let mut drafts = drafts(world);
    if leave.is_none() {
        drafts.pop();
    }
    let count = drafts.len();
    let last = |k: usize| leave.is_some() && k + 1 == count;
    drafts
        .into_iter()
        .enumerate()
        .map(|(k, draft)| {
            let owner = at(world, draft.owner);
            let author = world.agents.iter().find(|a| a.institution == owner).expect("somebody works there").id;
            let of_day = i8::try_from(n + 5).expect("few");
            let fields = Field::of(draft.category)
                .filter(|field| field.is_of_records())
                .chain(
                    [Field::LeaveHost, Field::LeaveAddress]
                        .into_iter()
                        .filter(|_| draft.category == DataCategory::Movements),
                )
                .map(|field| {
                    let given = draft.codes.iter().find(|(known, _)| *known == field).map(|(_, code)| *code);
                    let text = match (field.spec().kind, given) {
                        // A month of a code's year, on the person's day.
                        (ValueKind::Date, Some(month)) => format!("{month}-{of_day:02}"),
                        (_, Some(code)) => code.to_owned(),
                        (ValueKind::Text | ValueKind::Prose, None) => pen.text(),
                        // One day for each record and field: the year says the record, the month the field.
                        (ValueKind::Date, None) => {
                            let year = 1930 + i16::try_from(k).expect("few");
                            let month = i8::try_from(field.index() % 12).expect("a month") + 1;
                            date(year, month, of_day).to_string()
                        }
                        (ValueKind::Choice(list), None) => list[0].0.to_owned(),
                        (ValueKind::Answer, None) => "yes".to_owned(),
                        (ValueKind::Days, None) => "7".to_owned(),
                        (kind, None) => panic!("{kind:?} has no canary"),
                    };
                    (field, text)
                })
                .collect();
            let recorded = date(2025, 12, 1).checked_add(i64::try_from(k).expect("few").days()).expect("a day");
            RecordSeed {
                id: id(n, 40 + k),
                category: draft.category,
                owner,
                author,
                occurred_on: recorded,
                recorded_at: recorded.at(8, 15, 0, 0).to_zoned(paris()).expect("a moment").timestamp(),
                setting: None,
                handling: draft.handling,
                fields,
                commune: last(k).then(|| leave.unwrap_or_default().to_owned()),
                communicated_to: draft.sent.iter().map(|slug| at(world, slug)).collect(),
            }
        })
        .collect()
}
