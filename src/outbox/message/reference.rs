//! What every channel may carry: that something is to be read or done, by when, and where.

use askama::Template;
use jiff::civil::{Date, DateTime};

use super::Unfit;
use super::words::{both, day, hour, one_line};
use crate::domain::{About, LetterKind};

/// That something is to be read, by when, and where. Says nothing of a person, and no place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Groups of four letters or digits, such as `ABCD-EFGH`; says nothing of the person. Anything else isn't sent.
    pub reference: String,
    /// Where to read it: an `http://` or `https://` address.
    pub link: String,
    /// The Message-ID, without angle brackets, of the letter that this one replaces.
    pub replaces: Option<String>,
    /// What the letter is for.
    pub kind: LetterKind,
    /// Until when to do what the letter asks: to acknowledge, to contribute, to remark, to act. Of a convocation, of what
    /// changes it and of sealed minutes: when the sitting is. Of clearances: their last day.
    pub when: Option<When>,
}

/// A moment, as its reader says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// A whole day.
    Day(Date),
    /// Date and hour where it is read, and the words for that zone, such as `heure de La Réunion`; none where nobody would
    /// assume another.
    Hour(DateTime, String),
}

impl When {
    /// `12/03/2026`, `12/03/2026 à 14 h 30`.
    fn short(&self) -> String {
        match self {
            Self::Day(date) => day(*date),
            Self::Hour(at, _) => format!("{} à {}", day(at.date()), hour(*at)),
        }
    }

    /// As [`Self::short`], with the zone.
    fn long(&self) -> String {
        match self {
            Self::Day(_) => self.short(),
            Self::Hour(_, zone) if zone.is_empty() => self.short(),
            Self::Hour(_, zone) => format!("{} ({})", self.short(), one_line(zone)),
        }
    }

    /// A term's last day is part of it, its last hour isn't.
    const fn until(&self) -> &'static str {
        match self {
            Self::Day(_) => "jusqu’au",
            Self::Hour(..) => "avant le",
        }
    }
}

/// How a moment joins the words before it.
enum Joint {
    /// The subject doesn't say it.
    Unsaid,
    /// By these words.
    At(&'static str),
    /// By these words, as a term.
    By(&'static str),
}

/// How a kind of letter is put.
struct Wording {
    /// What it is for, in the subject.
    what: &'static str,
    joint: Joint,
    /// The first line: what to do.
    opening: &'static str,
    /// What the moment is.
    label: &'static str,
}

impl Wording {
    const fn of(kind: LetterKind) -> Self {
        match kind {
            LetterKind::Alert => Self {
                what: "message à lire",
                joint: Joint::Unsaid,
                opening: "Un message attend votre service dans Quadrige.",
                label: TO_ACKNOWLEDGE,
            },
            LetterKind::Reminder => Self {
                what: "rappel, accusé de réception attendu",
                joint: Joint::Unsaid,
                opening: "Rappel\u{a0}: un message adressé à votre service dans Quadrige attend encore son accusé de réception.",
                label: TO_ACKNOWLEDGE,
            },
            LetterKind::Escalation => Self {
                what: "accusé de réception manquant",
                joint: Joint::Unsaid,
                opening: "Un message adressé dans Quadrige à un service placé sous votre autorité est resté sans accusé de réception.",
                label: TO_ACKNOWLEDGE,
            },
            LetterKind::Convocation => Self {
                what: "convocation à une commission",
                joint: Joint::At(", le"),
                opening: "Lisez la convocation de votre service à une séance de commission, et préparez les points qui le concernent.",
                label: "Séance",
            },
            LetterKind::Rescheduled => Self {
                what: "convocation modifiée",
                joint: Joint::At(", commission du"),
                opening: "Relisez la convocation de votre service à une séance de commission\u{a0}: la date, l’heure, le lieu ou les points qui le concernent ont changé.",
                label: "Séance",
            },
            // Also to a service that no item concerns any more: the sitting may be held without it.
            LetterKind::SittingCancelled => Self {
                what: "convocation annulée",
                joint: Joint::At(", commission du"),
                opening: "Ne vous rendez pas à cette séance de commission\u{a0}: la convocation de votre service est annulée.",
                label: "Séance",
            },
            LetterKind::ContributionReminder => Self {
                what: "contribution attendue",
                joint: Joint::By(""),
                opening: "Écrivez la contribution de votre service à une séance de commission\u{a0}: elle est encore attendue.",
                label: "Contribution à écrire",
            },
            LetterKind::MinutesCirculated => Self {
                what: "compte rendu à relire",
                joint: Joint::By(""),
                opening: "Relisez le projet de compte rendu d’une séance de commission, et faites vos remarques si vous en avez.",
                label: "Remarques à faire",
            },
            LetterKind::MinutesSealed => Self {
                what: "compte rendu validé",
                joint: Joint::At(", commission du"),
                opening: "Prenez connaissance du compte rendu d’une séance de commission\u{a0}: il est validé et ne changera plus.",
                label: "Séance",
            },
            LetterKind::ActionGiven => Self {
                what: "action confiée",
                joint: Joint::By(", à faire"),
                opening: "Lisez l’action qu’une commission a confiée à votre service, et dites dans Quadrige où elle en est.",
                label: "À faire",
            },
            LetterKind::ActionLate => Self {
                what: "action en retard",
                joint: Joint::At(", échéance du"),
                opening: "Dites dans Quadrige où en est l’action qu’une commission a confiée à votre service\u{a0}: son échéance est passée.",
                label: "Échéance",
            },
            LetterKind::ClearancesEnding => Self {
                what: "habilitations à renouveler",
                joint: Joint::At(", fin le"),
                opening: "Proposez le renouvellement des habilitations de votre service qui restent nécessaires\u{a0}: certaines prennent fin dans les soixante jours, et rien n’est proposé pour la suite. Sans renouvellement signé, l’accès qu’elles donnent se ferme à minuit, à la fin du dernier jour.",
                label: LAST_DAY,
            },
            LetterKind::ClearancesEndingSoon => Self {
                what: "habilitations à renouveler sans tarder",
                joint: Joint::At(", fin le"),
                opening: "Proposez sans tarder le renouvellement des habilitations de votre service qui restent nécessaires\u{a0}: certaines prennent fin dans les trente jours, et rien n’est proposé pour la suite. Sans renouvellement signé, l’accès qu’elles donnent se ferme à minuit, à la fin du dernier jour.",
                label: LAST_DAY,
            },
            LetterKind::ClearancesEndingBelow => Self {
                what: "renouvellement d’habilitations à suivre",
                joint: Joint::At(", fin le"),
                opening: "Assurez-vous que soient renouvelées les habilitations qui restent nécessaires dans un service placé sous votre autorité ou rattaché au vôtre\u{a0}: certaines prennent fin dans les trente jours, et rien n’est proposé pour la suite. Sans renouvellement signé, l’accès qu’elles donnent se ferme à minuit, à la fin du dernier jour.",
                label: LAST_DAY,
            },
        }
    }

    /// `convocation à une commission, le 12/03/2026 à 14 h 30`.
    fn subject(&self, when: Option<&When>) -> String {
        match (&self.joint, when) {
            (Joint::At(words), Some(when)) => format!("{}{words} {}", self.what, when.short()),
            (Joint::By(words), Some(when)) => format!("{}{words} {} {}", self.what, when.until(), when.short()),
            (Joint::Unsaid, _) | (_, None) => self.what.to_owned(),
        }
    }

    /// `avant le 12/03/2026 à 14 h 30 (heure de Paris)`.
    fn moment(&self, when: &When) -> String {
        match self.joint {
            Joint::Unsaid => when.long(),
            Joint::At(_) => format!("le {}", when.long()),
            Joint::By(_) => format!("{} {}", when.until(), when.long()),
        }
    }
}

const TO_ACKNOWLEDGE: &str = "Délai fixé pour l’accusé de réception";

const LAST_DAY: &str = "Dernier jour";

/// What to do with the link.
const fn answer(kind: LetterKind) -> &'static str {
    match kind.about() {
        About::Alert => {
            "Pour accuser réception\u{a0}: ouvrez le lien depuis votre poste de service, identifiez-vous, puis choisissez «\u{a0}Accuser réception\u{a0}». Répondre à ce courriel ne vaut pas accusé de réception\u{a0}: personne ne lit cette boîte."
        }
        About::Sitting | About::Action => {
            "Pour lire et pour répondre\u{a0}: ouvrez le lien depuis votre poste de service et identifiez-vous. Répondre à ce courriel reste sans effet\u{a0}: personne ne lit cette boîte."
        }
        About::Ending => {
            "Pour proposer un renouvellement\u{a0}: ouvrez le lien depuis votre poste de service, identifiez-vous, puis ouvrez chaque habilitation de la liste. Il y faut deux signatures. Si la liste ne vous est pas ouverte, prévenez ceux de vos responsables qui proposent les habilitations. Répondre à ce courriel reste sans effet\u{a0}: personne ne lit cette boîte."
        }
    }
}

impl Reference {
    /// Subject and plain text, as somebody who sends it may read them beforehand.
    ///
    /// # Errors
    /// It can't be written.
    pub fn preview(&self) -> Result<(String, String), Unfit> {
        Ok((self.subject(), self.bodies()?.0))
    }

    /// The subject: what and by when, never who. The reference comes last, since long subjects are cut where they are listed.
    pub(in crate::outbox::message) fn subject(&self) -> String {
        let what = Wording::of(self.kind).subject(self.when.as_ref());
        format!("Quadrige\u{a0}: {what}, référence {}", self.reference)
    }

    /// Plain text and HTML.
    pub(in crate::outbox::message) fn bodies(&self) -> Result<(String, String), Unfit> {
        let wording = Wording::of(self.kind);
        let words = Words {
            subject: self.subject(),
            opening: wording.opening,
            reference: &self.reference,
            link: &self.link,
            when: self.when.as_ref().map(|when| (wording.label, wording.moment(when))),
            answer: answer(self.kind),
            replaces: self.replaces.is_some(),
        };
        both(&Text { words: &words }, &Html { words: &words })
    }
}

struct Words<'m> {
    subject: String,
    opening: &'static str,
    reference: &'m str,
    link: &'m str,
    when: Option<(&'static str, String)>,
    answer: &'static str,
    replaces: bool,
}

#[derive(Template)]
#[template(path = "mail/reference.txt")]
struct Text<'m> {
    words: &'m Words<'m>,
}

#[derive(Template)]
#[template(path = "mail/reference.html")]
struct Html<'m> {
    words: &'m Words<'m>,
}
