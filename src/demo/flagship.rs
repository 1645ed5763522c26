//! The showcase: someone who prepares his release and whom many of the cast may see, each in his own way.
//!
//! Detained where the cast's prison staff works; followed by its SPIP and JAP; prosecuted by its parquet; followed by both
//! intelligence services; five years' sentence with an address in the gendarmerie's territory; a leave in the police's; a removal
//! measure for the prefecture.

use jiff::civil::Date;

use super::dice::{Dice, months, plus, plus_months, plus_quantum, working};
use super::events::{Draft, Writing};
use super::institutions::Site;
use super::paths::{Path, ecrou};
use super::people::Stage;
use super::places::NORD;
use super::texts::observation::{self, Seen};
use super::world::{Agent, Flagship, FollowUpSeed, PenalSeed, PersonSeed, RecordSeed, StaySeed};
use crate::domain::phase::Nature;
use crate::domain::{Audience, DataCategory, Field, Function, Handling, Id, Level, Phase, TieKind};

const SEX: &str = "M";

/// The showcase person, index zero of the world.
pub(in crate::demo) fn showcase(stage: &Stage, dice: &Dice) -> (PersonSeed, Flagship) {
    let site = &stage.sites[0];
    let path = path(stage, dice, site);
    let (records, leave, communicated, announced_note) = records(stage, dice, site, &path);
    let address = &NORD.gendarmerie[0];
    let person = PersonSeed {
        id: dice.id(),
        family_name: "Verhaeghe".to_owned(),
        usage_name: None,
        given_names: "Thibault Aloïs".to_owned(),
        aliases: Some("Tib".to_owned()),
        sex: SEX,
        birth_date: plus(plus_months(stage.today, -12 * 34), -123),
        birth_place: "Tournai (Belgique)".to_owned(),
        nationality: "belge".to_owned(),
        declared_address: Some(format!("7, rue du Moulin, {} {}", address.postcode, address.name)),
        declared_commune: Some(address.insee.to_owned()),
        address_before: Some("21, rue des Jardins, 59500 Douai".to_owned()),
        assigned_residence: None,
        phone: None,
        follow_ups: follow_ups(stage, dice, site, &path),
        stays: path.stays,
        penal: path.penal,
        records,
    };
    let flagship = Flagship { person: person.id, leave, communicated, announced_note };
    (person, flagship)
}

/// Five years, some four served; the release is seventy-odd days away.
fn path(stage: &Stage, dice: &Dice, site: &Site) -> Path {
    let (quantum, remission, left) = (months(60), 430, 75);
    let around = plus(stage.today, left + remission);
    let starts_on = plus_months(around, -60);
    let ends_on = plus_quantum(starts_on, quantum);
    let release_on = plus(ends_on, -remission);
    let referred = working(plus(starts_on, 331));
    let convicted = working(plus(starts_on, 402));
    let step = |nature, decided_on, summary: &str| PenalSeed {
        id: dice.id(),
        nature,
        decided_on,
        summary: Some(summary.to_owned()),
        quantum: None,
        starts_on: None,
        ends_on: None,
        remission_days: None,
        security_until: None,
    };
    let opened_on = plus(starts_on, -4);
    let penal = vec![
        step(
            Nature::Investigation,
            opened_on,
            "Enquête de flagrance, puis information judiciaire ouverte au tribunal judiciaire de Douai, du chef de détention sans autorisation \
             d’armes de catégorie B et participation à une association de malfaiteurs.",
        ),
        PenalSeed {
            starts_on: Some(starts_on),
            ..step(
                Nature::Remand,
                starts_on,
                "Mandat de dépôt du juge des libertés et de la détention de Douai, afin d’empêcher une concertation avec les coauteurs.",
            )
        },
        step(
            Nature::Referral,
            referred,
            "Ordonnance de renvoi devant le tribunal correctionnel de Douai. L’audience est prévue sur trois jours.",
        ),
        PenalSeed {
            quantum: Some(quantum),
            starts_on: Some(starts_on),
            ends_on: Some(ends_on),
            remission_days: Some(remission),
            ..step(
                Nature::Conviction,
                convicted,
                "Jugement contradictoire du tribunal correctionnel de Douai\u{a0}: 5\u{a0}ans d’emprisonnement du chef de détention sans autorisation \
                 d’armes de catégorie B et participation à une association de malfaiteurs. Maintien en détention ordonné. Interdiction de détenir \
                 une arme pendant dix ans.",
            )
        },
        step(
            Nature::Removal,
            working(plus(stage.today, -48)),
            "Obligation de quitter le territoire français notifiée à l’établissement. Dossier suivi par la préfecture du Nord. Un recours est \
             pendant devant le tribunal administratif.",
        ),
    ];
    let stay = StaySeed {
        id: dice.id(),
        prison: site.prison,
        ecrou: ecrou(0, stage.people * 8),
        admitted_on: starts_on,
        release_on: Some(release_on),
        released_at: None,
        transferred: false,
    };
    Path { stays: vec![stay], penal, home: 0, stay_places: vec![0], begins_on: opened_on, closed_on: None }
}

fn follow_ups(stage: &Stage, dice: &Dice, site: &Site, path: &Path) -> Vec<FollowUpSeed> {
    let day = |nature: Nature| path.penal.iter().find(|s| s.nature == nature).map_or(path.begins_on, |s| s.decided_on);
    let follow = |institution, kind, from_on, to_on, cause| FollowUpSeed {
        id: dice.id(),
        institution,
        kind,
        from_on,
        to_on,
        cause,
    };
    let watched = plus(stage.today, -420);
    vec![
        follow(site.prosecution, TieKind::Prosecuted, path.begins_on, None, "investigation_opened"),
        follow(
            site.investigating,
            TieKind::Followed,
            day(Nature::Remand),
            Some(day(Nature::Referral)),
            "judicial_information",
        ),
        follow(site.sentencing, TieKind::Followed, day(Nature::Conviction), None, "conviction"),
        follow(site.probation, TieKind::Followed, day(Nature::Conviction), None, "conviction"),
        follow(site.intelligence, TieKind::Followed, watched, None, "radicalisation_follow_up"),
        follow(stage.intelligence, TieKind::Followed, plus(watched, 30), None, "radicalisation_follow_up"),
        follow(stage.association, TieKind::Followed, plus(stage.today, -30), None, "association_invited"),
    ]
}

type Landmark = Id<super::world::Record>;

/// The records, and among them the leave, the observation communicated to the parquet and the announced note.
fn records(stage: &Stage, dice: &Dice, site: &Site, path: &Path) -> (Vec<RecordSeed>, Landmark, Landmark, Landmark) {
    let writing = Writing { stage, dice, path, phase: Phase::PreRelease, sex: SEX, family_name: "Verhaeghe" };
    let admitted = path.begins_on;
    let ago = |days: i64| plus(stage.today, -days);
    let cast = |slug: &str| stage.agents.iter().find(|agent| agent.slug == Some(slug)).map(|agent| agent.id);
    let mut all: Vec<RecordSeed> = Vec::new();

    all.extend(signed(writing.health_answers(site, plus(admitted, 6)), cast("medecin")));
    all.extend(writing.commission(site, "arrival", working(plus(admitted, 18))));
    all.extend(writing.commission(site, "release", working(ago(24))));
    all.extend(incident(&writing, site, working(plus(admitted, 430))));

    let by_cast = |slug: &str, theme: &str, text: &str, seen, owner, on| {
        let record = writing.observed(theme, text.to_owned(), seen, owner, &site.zone, on);
        signed(record, cast(slug))
    };
    all.extend(by_cast(
        "surveillant",
        "relations",
        "Sur la cour de promenade, il s’est interposé entre deux personnes qui se disputaient, puis a prévenu l’équipe. Vu par deux agents. \
         Appréciation\u{a0}: il s’éloigne du groupe fréquenté l’an dernier.",
        Seen::Inside,
        site.prison,
        ago(9),
    ));
    all.extend(by_cast(
        "medecin",
        "daily_life",
        "Il accepte que l’équipe participe à la commission de préparation de la sortie. Observation limitée à ce qui est utile à sa protection.",
        Seen::ByHealth,
        site.health,
        ago(31),
    ));
    all.extend(by_cast(
        "cpip",
        "release",
        "En entretien, il a présenté un hébergement chez sa sœur, à Orchies, que nous avons vérifié, et une promesse d’embauche dans une \
         menuiserie. Nous proposons un relais avec le service du lieu de résidence avant la sortie.",
        Seen::BySpipInside,
        site.probation,
        ago(16),
    ));
    let pushed = writing.observed(
        "extremism",
        observation::inside(dice, "extremism", SEX),
        Seen::Inside,
        site.prison,
        &site.zone,
        ago(70),
    );
    let communicated = pushed.map(|mut record| {
        record.communicated_to.push(site.prosecution);
        let id = record.id;
        all.push(record);
        id
    });
    let online = writing.observed(
        "behaviour_change",
        "Sur un compte public présenté comme le sien, les messages ont cessé il y a trois mois et les anciens ont été supprimés. Attribution du \
         compte probable, non certaine. À comparer avec ce qui est observé hors ligne."
            .to_owned(),
        Seen::Online,
        site.intelligence,
        &site.zone,
        ago(40),
    );
    all.extend(signed(online, cast("renseignement-penitentiaire")).map(|mut record| {
        record.handling.cap = Level::Summary;
        record
    }));

    let local = note(
        &writing,
        site,
        site.intelligence,
        ago(45),
        Level::Existence,
        "Selon un recueil en détention, il prend ses distances avec le groupe fréquenté avant l’incarcération. Le service souhaite être informé \
         de tout changement d’hébergement.",
    );
    let announced = signed(local, cast("renseignement-penitentiaire")).map(|record| {
        let id = record.id;
        all.push(record);
        id
    });
    let national = note(
        &writing,
        site,
        stage.intelligence,
        ago(20),
        Level::None,
        "D’après des éléments transmis par un service partenaire, un ancien coauteur a cherché à reprendre contact. Information à ne pas exploiter \
         sans l’accord du service.",
    );
    all.extend(signed(national, cast("renseignement")));

    let town = &NORD.police[0];
    let residence = format!("48, rue du Canal, {} {}", town.postcode, town.name);
    let leave = writing.leave_to(
        site,
        admitted,
        planned(stage.today),
        "Jeannine Verhaeghe, tante",
        residence,
        town.name,
        town.insee,
    );
    let leave = signed(leave, cast("greffe")).map(|record| {
        let id = record.id;
        all.push(record);
        id
    });
    all.sort_by_key(|record| (record.occurred_on, record.recorded_at));
    // Each of the three is there as soon as the prison and its units have staff, which they have by construction.
    let or_fresh = |id: Option<Landmark>| id.unwrap_or_else(|| dice.id());
    (all, or_fresh(leave), or_fresh(communicated), or_fresh(announced))
}

/// The leave's first day: a working day some two and a half weeks from now.
fn planned(today: Date) -> Date {
    working(plus(today, 19))
}

fn signed(record: Option<RecordSeed>, author: Option<Id<Agent>>) -> Option<RecordSeed> {
    record.map(|mut record| {
        record.author = author.unwrap_or(record.author);
        record
    })
}

fn note(
    writing: &Writing<'_>,
    site: &Site,
    owner: Id<crate::domain::handling::Institution>,
    on: Date,
    cap: Level,
    text: &str,
) -> Option<RecordSeed> {
    let mut record = writing.finish(Draft {
        category: DataCategory::IntelligenceNote,
        owner,
        by: &[Function::Analyst],
        zone: &site.zone,
        on,
        written_from: on,
        fields: vec![
            (Field::NotedOn, on.to_string()),
            (Field::Reliability, "probable".to_owned()),
            (Field::NoteText, text.to_owned()),
        ],
    })?;
    record.handling = Handling { cap, audience: Audience::All };
    Some(record)
}

fn incident(writing: &Writing<'_>, site: &Site, on: Date) -> Option<RecordSeed> {
    let hearing = working(plus(on, 16));
    writing.finish(Draft {
        category: DataCategory::Discipline,
        owner: site.prison,
        by: &[Function::Management],
        zone: &site.zone,
        on,
        written_from: hearing,
        fields: vec![
            (Field::IncidentOn, on.to_string()),
            (Field::Fault, "second".to_owned()),
            (Field::HearingOn, hearing.to_string()),
            (Field::Sanction, "confinement".to_owned()),
            (Field::SanctionDays, "5".to_owned()),
            (
                Field::IncidentFacts,
                "Lors du contrôle de cellule, un objet interdit par le règlement intérieur a été trouvé sous le matelas. Les agents présents \
                 confirment les faits."
                    .to_owned(),
            ),
            (
                Field::DefenceArgument,
                "Assisté de son avocat, l’intéressé reconnaît les faits et indique avoir gardé l’objet pour un tiers.".to_owned(),
            ),
        ],
    })
}
