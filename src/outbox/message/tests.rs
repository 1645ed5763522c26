//! What mails say, and what they never do.

use jiff::civil::{date, datetime};

use super::*;
use crate::domain::{About, LetterKind};

fn reference(kind: LetterKind) -> Reference {
    Reference {
        reference: "ABCD-EFGH".to_owned(),
        link: "https://quadrige.example/sorties/abc".to_owned(),
        replaces: None,
        kind,
        when: Some(match kind.about() {
            // Clearances end with a day.
            About::Ending => When::Day(date(2026, 3, 12)),
            _ => When::Hour(datetime(2026, 3, 12, 14, 30, 0, 0), "heure de La Réunion".to_owned()),
        }),
    }
}

fn notice() -> NoticeR57_7_85 {
    NoticeR57_7_85 {
        family_name: "VERHAEGHE <b>".to_owned(),
        usage_name: Some("MARTIN".to_owned()),
        given_names: "Thibault Éloi".to_owned(),
        birth_date: date(1990, 2, 3),
        declared_address: "3 rue du Puits\r\nSubject: faux\n59000 Lille".to_owned(),
        release_date: Some(date(2026, 12, 1)),
        link: "https://quadrige.example/sorties/abc".to_owned(),
        replaces: Some("old@quadrige".to_owned()),
    }
}

fn written(message: &Message) -> String {
    let from = Address::parse("quadrige@justice.example").expect("an address");
    let to = Address::parse("bureau@police.example").expect("an address");
    let date = "2026-11-21T09:00:00Z".parse().expect("a moment");
    let mail = message.write(Envelope { from: &from, to: &to, message_id: "abc123@quadrige", date }).expect("fit");
    assert!(mail.bytes.is_ascii(), "a relay without 8BITMIME must take it");
    String::from_utf8(mail.bytes).expect("ASCII")
}

fn text_and_html(message: &Message) -> (String, String) {
    message.bodies().expect("fit")
}

#[test]
fn a_reference_says_where_to_read_and_nothing_else() {
    let (text, html) = text_and_html(&Message::Reference(reference(LetterKind::Alert)));
    for body in [&text, &html] {
        for part in [
            "ABCD-EFGH",
            "https://quadrige.example/sorties/abc",
            "12/03/2026 à 14\u{a0}h\u{a0}30 (heure de La Réunion)",
            "service Quadrige",
            "Ne le transférez pas",
            "Accuser réception",
        ] {
            assert!(body.contains(part), "{part} in {body}");
        }
        assert!(!body.contains("remplace celui"), "{body}");
    }
    assert!(text.contains("Référence\u{a0}: ABCD-EFGH\nÀ lire ici\u{a0}: https"), "{text}");
}

#[test]
fn a_notice_says_the_five_items_and_the_date() {
    let (text, html) = text_and_html(&Message::Notice(notice()));
    for part in ["MARTIN", "Thibault Éloi", "03/02/1990", "3 rue du Puits", "01/12/2026", "remplace et annule"] {
        assert!(text.contains(part) && html.contains(part), "{part} in {text}{html}");
    }
    assert!(html.contains("VERHAEGHE &#60;b&#62;"), "{html}");
    let cancelled = NoticeR57_7_85 { release_date: None, ..notice() };
    let (text, _) = text_and_html(&Message::Notice(cancelled));
    assert!(text.contains("Date de libération\u{a0}: annulée"), "{text}");
}

#[test]
fn no_value_can_pass_for_another_line() {
    let (text, _) = text_and_html(&Message::Notice(notice()));
    assert!(text.contains("Adresse déclarée\u{a0}: 3 rue du Puits Subject: faux 59000 Lille\n"), "{text}");
}

#[test]
fn a_subject_tells_neither_name_nor_date() {
    let subject = Message::Notice(notice()).subject();
    for word in ["VERHAEGHE", "MARTIN", "Thibault", "1990", "2026", "Lille"] {
        assert!(!subject.contains(word), "{subject}");
    }
}

#[test]
fn a_subject_fits_where_it_is_listed_but_for_the_reference() {
    let all =
        LetterKind::ALL.iter().map(|kind| Message::Reference(reference(*kind))).chain([Message::Notice(notice())]);
    for subject in all.map(|message| message.subject()) {
        let what = subject.split(", référence").next().unwrap_or_default();
        assert!(what.chars().count() <= 70, "{what}");
    }
}

/// The subjects and first lines of what isn't about alerts: at an hour, by a day.
const OTHERS: &[(LetterKind, &str, &str, &str)] = &[
    (
        LetterKind::Convocation,
        "convocation à une commission, le 12/03/2026 à 14 h 30",
        "Lisez la convocation de votre service",
        "Séance : le 12/03/2026 à 14 h 30 (heure de La Réunion).",
    ),
    (
        LetterKind::Rescheduled,
        "convocation modifiée, commission du 12/03/2026 à 14 h 30",
        "Relisez la convocation de votre service",
        "Séance : le 12/03/2026 à 14 h 30 (heure de La Réunion).",
    ),
    (
        LetterKind::SittingCancelled,
        "convocation annulée, commission du 12/03/2026 à 14 h 30",
        "Ne vous rendez pas à cette séance",
        "Séance : le 12/03/2026 à 14 h 30 (heure de La Réunion).",
    ),
    (
        LetterKind::ContributionReminder,
        "contribution attendue avant le 12/03/2026 à 14 h 30",
        "Écrivez la contribution de votre service",
        "Contribution à écrire : avant le 12/03/2026 à 14 h 30 (heure de La Réunion).",
    ),
    (
        LetterKind::MinutesCirculated,
        "compte rendu à relire avant le 12/03/2026 à 14 h 30",
        "Relisez le projet de compte rendu",
        "Remarques à faire : avant le 12/03/2026 à 14 h 30 (heure de La Réunion).",
    ),
    (
        LetterKind::MinutesSealed,
        "compte rendu validé, commission du 12/03/2026 à 14 h 30",
        "Prenez connaissance du compte rendu",
        "Séance : le 12/03/2026 à 14 h 30 (heure de La Réunion).",
    ),
    (
        LetterKind::ActionGiven,
        "action confiée, à faire avant le 12/03/2026 à 14 h 30",
        "Lisez l’action qu’une commission a confiée à votre service",
        "À faire : avant le 12/03/2026 à 14 h 30 (heure de La Réunion).",
    ),
    (
        LetterKind::ActionLate,
        "action en retard, échéance du 12/03/2026 à 14 h 30",
        "Dites dans Quadrige où en est l’action",
        "Échéance : le 12/03/2026 à 14 h 30 (heure de La Réunion).",
    ),
    (
        LetterKind::ClearancesEnding,
        "habilitations à renouveler, fin le 12/03/2026",
        "Proposez le renouvellement des habilitations de votre service",
        "Dernier jour : le 12/03/2026.",
    ),
    (
        LetterKind::ClearancesEndingSoon,
        "habilitations à renouveler sans tarder, fin le 12/03/2026",
        "Proposez sans tarder le renouvellement des habilitations de votre service",
        "Dernier jour : le 12/03/2026.",
    ),
    (
        LetterKind::ClearancesEndingBelow,
        "renouvellement d’habilitations à suivre, fin le 12/03/2026",
        "Assurez-vous que soient renouvelées les habilitations qui restent nécessaires",
        "Dernier jour : le 12/03/2026.",
    ),
];

/// With ordinary spaces.
fn spaced(text: &str) -> String {
    text.replace(['\u{a0}', '\n'], " ")
}

#[test]
fn what_is_not_about_alerts_says_what_to_do_and_by_when() {
    let told: Vec<LetterKind> = OTHERS.iter().map(|(kind, ..)| *kind).collect();
    let all: Vec<LetterKind> = LetterKind::ALL.iter().copied().filter(|kind| kind.about() != About::Alert).collect();
    assert_eq!(told, all);
    for (kind, subject, opening, moment) in OTHERS {
        let message = Message::Reference(reference(*kind));
        assert_eq!(spaced(&message.subject()), format!("Quadrige : {subject}, référence ABCD-EFGH"));
        let (text, html) = text_and_html(&message);
        assert!(text.starts_with(opening), "{text}");
        assert!(html.contains(&format!("<body>\n<p>{opening}")), "{html}");
        assert!(spaced(&text).contains(moment), "{text}");
        assert!(
            spaced(&html.replace("&nbsp;", " ").replace("<strong>", "")).contains(&moment[..moment.len() - 1]),
            "{html}"
        );
        for body in [&text, &html] {
            assert!(body.contains("https://quadrige.example/sorties/abc") && body.contains("ABCD-EFGH"), "{body}");
            assert!(!body.contains("ccus"), "nothing to acknowledge: {body}");
        }
        assert_eq!(written(&message), written(&message), "a copy is the same to the byte");
    }
}

#[test]
fn whoever_reads_that_clearances_end_learns_what_follows_and_what_to_do() {
    for kind in [LetterKind::ClearancesEnding, LetterKind::ClearancesEndingSoon, LetterKind::ClearancesEndingBelow] {
        let (text, _) = text_and_html(&Message::Reference(reference(kind)));
        let said = spaced(&text);
        for part in [
            "se ferme à minuit, à la fin du dernier jour.",
            "rien n’est proposé pour la suite",
            "Pour proposer un renouvellement : ouvrez le lien depuis votre poste de service",
            "Il y faut deux signatures.",
        ] {
            assert!(said.contains(part), "{part} in {said}");
        }
        let days = if kind == LetterKind::ClearancesEnding { "soixante jours" } else { "trente jours" };
        assert!(said.contains(days), "{said}");
    }
}

#[test]
fn a_day_without_an_hour_is_part_of_its_term_and_no_day_is_no_word() {
    let on_a_day = |kind| Reference { when: Some(When::Day(date(2026, 3, 12))), ..reference(kind) };
    for (kind, subject, moment) in [
        (LetterKind::MinutesCirculated, "compte rendu à relire jusqu’au 12/03/2026", "faire : jusqu’au 12/03/2026."),
        (LetterKind::ActionGiven, "action confiée, à faire jusqu’au 12/03/2026", "À faire : jusqu’au 12/03/2026."),
        (LetterKind::ActionLate, "en retard, échéance du 12/03/2026", "Échéance : le 12/03/2026."),
    ] {
        let message = Message::Reference(on_a_day(kind));
        assert!(spaced(&message.subject()).contains(&format!("{subject}, référence")), "{}", message.subject());
        assert!(spaced(&text_and_html(&message).0).contains(moment), "{kind}");
    }
    for kind in LetterKind::ALL {
        let message = Message::Reference(Reference { when: None, ..reference(*kind) });
        let (text, html) = text_and_html(&message);
        for said in [message.subject(), text, html] {
            assert!(!said.contains("2026") && !said.contains("le ,") && !said.contains("du ,"), "{said}");
        }
    }
}

#[test]
fn a_word_for_a_zone_cant_pass_for_another_line() {
    let zone = "heure de Paris\r\nRéférence : ZZZZ-ZZZZ".to_owned();
    let when = Some(When::Hour(datetime(2026, 3, 12, 9, 0, 0, 0), zone));
    let (text, _) = text_and_html(&Message::Reference(Reference { when, ..reference(LetterKind::Convocation) }));
    assert!(text.contains("(heure de Paris Référence : ZZZZ-ZZZZ)"), "{text}");
}

#[test]
fn the_headers_are_those_of_a_machine_that_replaces_its_own_message() {
    let mail = written(&Message::Notice(notice()));
    let headers = mail.split("\r\n\r\n").next().expect("headers");
    for line in [
        "Message-ID: <abc123@quadrige>",
        "In-Reply-To: <old@quadrige>",
        "References: <old@quadrige>",
        "From: Quadrige <quadrige@justice.example>",
        "To: bureau@police.example",
        "Auto-Submitted: auto-generated",
        "Date: Sat, 21 Nov 2026 09:00:00 +0000",
        "Content-Language: fr",
    ] {
        assert!(headers.lines().any(|header| header == line), "{line} in\n{headers}");
    }
    assert_eq!(mail, written(&Message::Notice(notice())), "a copy is the same to the byte");
    let unreplaced = written(&Message::Reference(reference(LetterKind::Reminder)));
    assert!(!unreplaced.contains("References:"), "{unreplaced}");
}

#[test]
fn what_is_not_of_its_form_is_not_printed() {
    let from = Address::parse("quadrige@localhost").expect("an address");
    let envelope = |message_id| Envelope { from: &from, to: &from, message_id, date: Timestamp::UNIX_EPOCH };
    let refused = |change: &dyn Fn(&mut Reference)| {
        let mut changed = reference(LetterKind::Alert);
        change(&mut changed);
        Message::Reference(changed).write(envelope("a@quadrige")).is_err()
    };
    for text in ["", "ABCD", "VERHAEGHE", "M. VERHAEGHE", "ABCD-EFG", "abcd-efgh", "ABCD-EFGH\r\nBcc: a@b"] {
        assert!(refused(&|r| r.reference = text.to_owned()), "{text}");
    }
    for text in ["", "javascript:alert(1)", "https://a b", "https://a\r\nBcc: x"] {
        assert!(refused(&|r| r.link = text.to_owned()), "{text}");
    }
    assert!(refused(&|r| r.replaces = Some("<a@b>\r\nBcc: x".to_owned())));
    assert!(Message::Notice(notice()).write(envelope("../../a@quadrige")).is_err());
    assert!(Message::Notice(notice()).write(envelope("a@quadrige")).is_ok());
}

#[test]
fn the_html_asks_nothing_of_another_site_and_closes_what_it_opens() {
    for message in [
        Message::Notice(notice()),
        Message::Reference(reference(LetterKind::Escalation)),
        Message::Reference(reference(LetterKind::Convocation)),
    ] {
        let (_, html) = text_and_html(&message);
        assert!(html.starts_with("<!doctype html>\n<html lang=\"fr\">"), "{html}");
        for word in ["src=", "style", "<script", "<link", "<img", "url("] {
            assert!(!html.contains(word), "{word} in {html}");
        }
        for element in ["html", "head", "body", "title", "p", "ul", "li", "a", "strong"] {
            let opened = html.matches(&format!("<{element}>")).count() + html.matches(&format!("<{element} ")).count();
            assert_eq!(opened, html.matches(&format!("</{element}>")).count(), "{element} in {html}");
        }
    }
}

#[test]
fn debugging_tells_neither_a_person_nor_an_address() {
    let said = format!("{:?} {:?}", Message::Notice(notice()), Address::parse("bureau@police.example"));
    for word in ["VERHAEGHE", "Lille", "1990", "bureau", "police"] {
        assert!(!said.contains(word), "{said}");
    }
}
