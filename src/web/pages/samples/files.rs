//! Samples of the file, its print view, its timeline and its history.

use super::super::file::{Card, Content, FilePage, Group, Meta, Row, Section};
use super::super::history::{Change, HistoryPage, Shown};
use super::super::parts::{Banner, Choice, Link, PurposeLine, Setting, by_basis};
use super::super::print::PrintPage;
use super::super::timeline::{Day, Entry, TimelinePage};
use super::{HREF, banner, frame, purpose, service, told};
use crate::domain::institution::Party;
use crate::domain::{DataCategory, Field, Level};

const ARTICLE: &str = "R. 240-5 C. pénit. (anc. R. 57-9-22 CPP), 7°";
const OBSERVED: &str = "À la promenade du matin, refuse de parler à M. K. avec qui il partageait jusqu’ici chaque sortie.\nA demandé deux fois dans la semaine à changer de cellule, sans dire pourquoi.";

fn shown(field: Field, text: &str) -> Row {
    let spec = field.spec();
    Row {
        label: spec.label.into(),
        content: if spec.lowest == Level::Full { Content::Prose(text.into()) } else { Content::Shown(text.into()) },
        basis: ARTICLE.into(),
        correct_href: Some(format!("{HREF}/corrections/p5c6rd7xw3nfa6zt5vbrhj2yce/{}", spec.key)),
        history_href: (field == Field::ReleaseDate).then(|| format!("{HREF}/historique?champ={}", spec.key)),
    }
}

fn held(field: Field, why: &str) -> Row {
    Row {
        content: Content::Withheld(why.into()),
        correct_href: None,
        history_href: None,
        basis: String::new(),
        ..shown(field, "")
    }
}

fn record(id: &str, title: &str, service_name: &str, party: Party, when: &str, rows: Vec<Row>) -> Group {
    let meta = Meta {
        service: service(service_name, party),
        author: "LEROY Inès, conseillère".into(),
        when: when.into(),
        setting: None,
    };
    Group { id: id.into(), title: title.into(), meta: Some(meta), handling: None, rows, link: None }
}

fn section(category: DataCategory, level: Level, groups: Vec<Group>) -> Section {
    let bases = by_basis(Field::of(category).map(|f| {
        let article =
            if f.spec().lowest == Level::Full { "R. 240-5 C. pénit. (anc. R. 57-9-22 CPP), 9° a" } else { ARTICLE };
        (f.spec().label.to_owned(), article.to_owned())
    }));
    Section {
        id: category.code().into(),
        title: category.label().into(),
        level,
        note: None,
        groups,
        bases,
        side_by_side: false,
    }
}

fn plain(rows: Vec<Row>) -> Group {
    Group {
        meta: Some(Meta {
            service: service("Greffe, maison d’arrêt de Lille-Sequedin", Party::Prison),
            author: String::new(),
            when: "02/09/2026 à\u{a0}9\u{a0}h\u{a0}05".into(),
            setting: None,
        }),
        ..record("", "", "", Party::Prison, "", rows)
    }
}

fn observation(id: &str, setting: Setting, text: &str) -> Group {
    let rows = vec![shown(Field::ObservationTheme, "relations avec les autres"), shown(Field::ObservationText, text)];
    let mut group = record(
        id,
        "Observé le 18/11/2026",
        "Maison d’arrêt de Lille-Sequedin",
        Party::Prison,
        "18/11/2026 à\u{a0}11\u{a0}h\u{a0}20",
        rows,
    );
    if let Some(meta) = group.meta.as_mut() {
        meta.setting = Some(setting);
        meta.author = "FAURE Camille, surveillante".into();
    }
    group
}

fn sections() -> Vec<Section> {
    let identity = vec![
        shown(Field::FamilyName, "DUPONT-LÉVÊQUE"),
        shown(Field::UsageName, "MERCIER"),
        shown(Field::GivenNames, "Maximilien Anatole"),
        shown(Field::Aliases, "« Max », Anatole le Grand"),
        shown(Field::Sex, "masculin"),
        shown(Field::BirthDate, "12/03/1990"),
        shown(Field::BirthPlace, "Hénin-Beaumont (62)"),
        shown(Field::Nationality, "française"),
        shown(Field::Ecrou, "48 213"),
    ];
    let housing = vec![
        shown(Field::DeclaredAddress, "14 bis, rue des Postes, chez Mme MERCIER Hélène"),
        shown(Field::DeclaredCommune, "59350"),
        Row { content: Content::Absent, ..shown(Field::AddressBefore, "") },
        held(Field::Phone, "Réservé au greffe et au SPIP. Demandez-le au SPIP du Nord, qui décide."),
    ];
    let sentence = vec![
        shown(Field::Nature, "condamnation"),
        shown(Field::DecidedOn, "04/06/2023"),
        shown(Field::Quantum, "4\u{a0}ans et 6\u{a0}mois"),
        shown(Field::StartsOn, "11/09/2022"),
        shown(Field::EndsOn, "14/06/2027"),
        shown(Field::RemissionDays, "92\u{a0}jours"),
        shown(Field::ReleaseDate, "14/03/2027"),
        held(
            Field::DecisionSummary,
            "Votre niveau s’arrête au résumé. Demandez au parquet de Lille ce qu’il peut en communiquer.",
        ),
    ];
    let movement = vec![
        shown(Field::MovementKind, "extraction médicale"),
        shown(Field::PlannedOn, "27/11/2026"),
        shown(Field::Destination, "Centre hospitalier universitaire de Lille"),
        held(Field::MovementNote, "L’auteur en a réservé la lecture à l’escorte."),
    ];
    let mut seen = observation("r-obs-1", Setting::Offline, OBSERVED);
    seen.handling = Some("Établissements pénitentiaires et probation seulement, à la demande de son auteur.".into());
    let online =
        observation("r-obs-2", Setting::Online, "Sa sœur signale un compte à son nom, actif pendant la détention.");
    let mut observations = section(
        DataCategory::Observation,
        Level::Full,
        vec![seen, online, observation("r-obs-3", Setting::Offline, OBSERVED)],
    );
    observations.side_by_side = true;
    let discipline = vec![
        shown(Field::IncidentOn, "03/08/2026"),
        shown(Field::Fault, "faute du deuxième degré"),
        shown(Field::Sanction, "confinement en cellule"),
        shown(Field::SanctionDays, "5\u{a0}jours"),
    ];
    let mut note = section(DataCategory::IntelligenceNote, Level::Existence, vec![]);
    note.note = Some("La cellule interrégionale du renseignement pénitentiaire de Lille détient quelque chose dans cette rubrique. Vous pouvez lui demander ce qu’elle peut communiquer, en donnant votre motif.".into());
    note.bases.clear();
    let health = Field::of(DataCategory::HealthIndicators)
        .map(|f| shown(f, if f.index() % 3 == 0 { "oui" } else { "non" }))
        .collect();
    vec![
        section(DataCategory::Identity, Level::Full, vec![plain(identity)]),
        section(DataCategory::Housing, Level::Summary, vec![plain(housing)]),
        section(
            DataCategory::Sentence,
            Level::Summary,
            vec![record(
                "r-dec-1",
                "Condamnation du 04/06/2023",
                "Parquet de Lille",
                Party::Parquet,
                "05/06/2023 à\u{a0}16\u{a0}h",
                sentence,
            )],
        ),
        section(
            DataCategory::Movements,
            Level::Summary,
            vec![record(
                "r-mvt-1",
                "Extraction médicale",
                "Maison d’arrêt de Lille-Sequedin",
                Party::Prison,
                "19/11/2026 à\u{a0}8\u{a0}h\u{a0}40",
                movement,
            )],
        ),
        observations,
        section(
            DataCategory::Discipline,
            Level::Summary,
            vec![record(
                "r-dis-1",
                "Événement du 03/08/2026",
                "Maison d’arrêt de Lille-Sequedin",
                Party::Prison,
                "03/08/2026 à\u{a0}22\u{a0}h\u{a0}10",
                discipline,
            )],
        ),
        section(
            DataCategory::HealthIndicators,
            Level::Summary,
            vec![record(
                "r-san-1",
                "Entretien du 14/09/2022",
                "Unité sanitaire de Sequedin",
                Party::Partner,
                "14/09/2022 à\u{a0}10\u{a0}h",
                health,
            )],
        ),
        section(DataCategory::ConferenceRecord, Level::Full, vec![]),
        note,
    ]
}

fn cards() -> Vec<Card> {
    let card = |title: &str, value: &str, detail: &str, source: &str| Card {
        title: title.into(),
        value: value.into(),
        detail: detail.into(),
        source: source.into(),
        urgency: None,
        href: None,
    };
    vec![
        Card {
            urgency: Some("Dans la semaine".into()),
            href: Some("#r-mvt-1".into()),
            ..card(
                "Extraction médicale",
                "27/11/2026",
                "dans 6\u{a0}jours, CHU de Lille",
                "Maison d’arrêt de Lille-Sequedin, 19/11/2026",
            )
        },
        card("Libération prévue", "14/03/2027", "dans 113\u{a0}jours", "Greffe, 02/09/2026"),
        card("Dernière observation", "18/11/2026", "relations avec les autres", "FAURE Camille, bâtiment B"),
    ]
}

impl FilePage {
    /// A rich file, the same with its bases, a bare one, and one that is nearly all withheld.
    pub fn samples() -> Vec<Self> {
        let page = FilePage {
            frame: frame("Dossier K7M2-QD4X"),
            banner: banner(),
            purpose: purpose(),
            cards: cards(),
            sections: sections(),
            show_bases: false,
            observe_href: Some(format!("{HREF}/observations/nouvelle")),
        };
        let bases = FilePage { frame: told(frame("Dossier K7M2-QD4X, fondements")), show_bases: true, ..page.clone() };
        let bare = FilePage {
            frame: frame("Dossier K7M2-QD4X, communication"),
            banner: Banner { ecrou: None, phase: None, place: None, release: None, usage_name: None, ..banner() },
            purpose: PurposeLine {
                purpose: "concours à la prise en charge".into(),
                reason: "réunion du 24 novembre".into(),
                on_behalf_of: Some("PETIT Marc, commissaire, DIPN du Nord".into()),
                ..purpose()
            },
            cards: vec![],
            sections: vec![],
            observe_href: None,
            ..page.clone()
        };
        vec![page, bases, bare]
    }
}

impl PrintPage {
    /// The rich file on paper.
    pub fn samples() -> Vec<Self> {
        vec![PrintPage {
            frame: frame("Impression du dossier K7M2-QD4X"),
            banner: banner(),
            purpose: purpose(),
            sections: sections(),
            taken_by: "FAURE Camille, surveillante, maison d’arrêt de Lille-Sequedin".into(),
            taken_at: "21/11/2026 à\u{a0}14\u{a0}h\u{a0}30".into(),
        }]
    }
}

fn categories() -> Vec<Choice> {
    let all = Choice::new("", "Toutes les rubriques", false);
    std::iter::once(all)
        .chain(DataCategory::ALL.iter().map(|c| Choice::new(c.code(), c.label(), *c == DataCategory::Observation)))
        .collect()
}

impl TimelinePage {
    /// Two days, and nothing at all.
    pub fn samples() -> Vec<Self> {
        let entry = |time: &str, kind: &str, line: &str, setting| Entry {
            time: time.into(),
            kind: kind.into(),
            line: line.into(),
            withheld: line.is_empty(),
            service: service("Maison d’arrêt de Lille-Sequedin", Party::Prison),
            author: "FAURE Camille, surveillante".into(),
            setting,
            href: format!("{HREF}#r-obs-1"),
        };
        let refused = Entry {
            line: "Non communiqué : réservé au parquet, qui décide.".into(),
            author: String::new(),
            service: service("Parquet de Lille", Party::Parquet),
            ..entry("16\u{a0}h", "Décision", "", None)
        };
        let page = TimelinePage {
            frame: frame("Chronologie du dossier K7M2-QD4X"),
            banner: banner(),
            purpose: purpose(),
            categories: categories(),
            count: "4\u{a0}événements".into(),
            reset_href: Some(format!("{HREF}/chronologie")),
            days: vec![
                Day {
                    title: "18\u{a0}novembre\u{a0}2026".into(),
                    iso: "2026-11-18".into(),
                    entries: vec![
                        entry("11\u{a0}h\u{a0}20", "Observation", OBSERVED, Some(Setting::Offline)),
                        entry("9\u{a0}h", "Observation", "Sa sœur signale un compte à son nom.", Some(Setting::Online)),
                    ],
                },
                Day {
                    title: "4\u{a0}juin\u{a0}2023".into(),
                    iso: "2023-06-04".into(),
                    entries: vec![refused, entry("", "Écrou", "Mandat de dépôt à l’audience", None)],
                },
            ],
        };
        let empty = TimelinePage { days: vec![], count: "0\u{a0}événement".into(), ..page.clone() };
        vec![page, empty]
    }
}

impl HistoryPage {
    /// Changes of several fields, and none.
    pub fn samples() -> Vec<Self> {
        let words = |text: &str| Some(Shown { text: text.into(), withheld: false });
        let change = |field: Field, before, after| Change {
            when: "02/09/2026 à\u{a0}9\u{a0}h\u{a0}05".into(),
            field: field.spec().label.into(),
            before,
            after,
            author: "NGUYEN Paul, greffier".into(),
            service: service("Maison d’arrêt de Lille-Sequedin", Party::Prison),
            reason: "ordonnance de retrait de crédit de réduction de peine du 1er septembre".into(),
        };
        let page = HistoryPage {
            frame: frame("Historique du dossier K7M2-QD4X"),
            banner: banner(),
            purpose: purpose(),
            categories: categories(),
            only: Some(Link::new("Date de libération prévue", &format!("{HREF}/historique"))),
            count: "3\u{a0}modifications".into(),
            changes: vec![
                change(Field::ReleaseDate, words("02/02/2027"), words("14/03/2027")),
                change(
                    Field::ObservationText,
                    words(OBSERVED),
                    Some(Shown { text: "Non communiqué : réservé à l’établissement.".into(), withheld: true }),
                ),
                change(Field::Phone, None, words("06 00 00 00 00")),
            ],
        };
        let none = HistoryPage {
            changes: vec![],
            only: None,
            categories: vec![],
            count: "0\u{a0}modification".into(),
            ..page.clone()
        };
        vec![page, none]
    }
}
