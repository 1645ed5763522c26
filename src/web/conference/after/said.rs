//! Views of the minutes as pages print them.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::access::View;
use crate::clock::paris;
use crate::domain::{AgendaItem, Field, Id, Institution, Sitting, Value};
use crate::records::conference::answers::Line;
use crate::records::conference::minutes::{ItemMinutes, Minutes};
use crate::records::conference::sittings::Kept;
use crate::web::at::Visit;
use crate::web::format;
use crate::web::pages::item_after::{ActionMade, Note};
use crate::web::pages::minutes::{Attendee, DecisionSaid, MinutesBody, MinutesItem, OpinionSaid, SealSaid};
use crate::web::site::printed;

/// The zone in which a sitting's hours are said: its host's.
pub(in crate::web) fn zone(visit: &Visit, host: Id<Institution>) -> TimeZone {
    visit.at.site.zone_of(host).unwrap_or_else(paris)
}

/// `Commission pluridisciplinaire unique du 28/11/2026`
pub(in crate::web) fn title(visit: &Visit, kept: &Kept) -> String {
    format!("Commission pluridisciplinaire unique du {}", format::day_of(kept.starts_at.0, &zone(visit, kept.host)))
}

fn text(view: &View, field: Field) -> String {
    view.value(field).map(Value::code).unwrap_or_default()
}

/// A value of a closed list in words, the first letter in capitals.
fn label(view: &View, field: Field) -> String {
    let Some(value) = view.value(field) else { return String::new() };
    let code = value.code();
    let mut letters = field.choice_label(&code).chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// The notes of a list, each dated and signed.
pub(in crate::web) fn notes(visit: &Visit, views: &[View], field: Field, zone: &TimeZone) -> Vec<Note> {
    let directory = visit.at.site.directory();
    views
        .iter()
        .map(|view| Note {
            service: printed(&directory, view.owner),
            author: view.author.clone().unwrap_or_default(),
            when: view.recorded_at.map(|at| format::moment(at, zone)).unwrap_or_default(),
            text: text(view, field),
        })
        .collect()
}

/// An action; `says_sitting` where it isn't plain which one it comes from.
pub(in crate::web) fn action(visit: &Visit, line: &Line, today: Date, says_sitting: bool) -> ActionMade {
    let directory = visit.at.site.directory();
    let zone = zone(visit, line.host);
    let is_late = line.is_late(today);
    let days = u64::try_from(line.due_on.until(today).map_or(0, |span| span.get_days())).unwrap_or(0);
    let state = if is_late {
        format!("en retard de {}", format::count(days, "jour", "jours"))
    } else {
        line.state.label().to_owned()
    };
    let state = match line.answered_at {
        Some(at) => {
            let by = line.answered_by.as_ref().map(|by| format!(", {by}")).unwrap_or_default();
            format!("{state} le {}{by}", format::day_of(at, &zone))
        }
        None => state,
    };
    ActionMade {
        service: printed(&directory, Some(line.institution)),
        who: line.who.clone().unwrap_or_default(),
        text: line.text.as_ref().map(Value::code).unwrap_or_default(),
        due: format::date(line.due_on),
        late: is_late,
        closed: !line.is_open(),
        answer: line.answer.as_ref().map(Value::code).unwrap_or_default(),
        from: if says_sitting { format::day_of(line.held_at, &zone) } else { String::new() },
        state,
    }
}

/// `DUPONT-MOREL Léa`; empty when not shown.
pub(in crate::web) fn name(identity: Option<&View>) -> String {
    identity
        .map(|view| format::full_name(&text(view, Field::FamilyName), &text(view, Field::GivenNames)))
        .unwrap_or_default()
}

/// The address of an item.
pub(in crate::web) fn item_href(sitting: Id<Sitting>, item: Id<AgendaItem>) -> String {
    format!("/seances/{sitting}/points/{item}")
}

/// A hash as pages print it.
pub(in crate::web) fn hex(hash: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(hash)
}

/// The minutes; the sitting's own hash only for the prison whose commission it is: it covers items that aren't everybody's.
pub(in crate::web) fn body(visit: &Visit, minutes: &Minutes, is_host: bool) -> MinutesBody {
    let (kept, directory) = (&minutes.kept, visit.at.site.directory());
    let zone = zone(visit, kept.host);
    let seal = kept.sealed_at.map(|at| SealSaid {
        at: format::moment(at.0, &zone),
        by: minutes.sealed_by.clone().unwrap_or_default(),
        hash: kept.seal.as_deref().filter(|_| is_host).map(hex),
    });
    MinutesBody {
        title: title(visit, kept),
        host: printed(&directory, Some(kept.host)),
        held: format!("{}, {}", format::moment(kept.starts_at.0, &zone), kept.place),
        chair: minutes.chair.clone(),
        state: kept.state.label().to_owned(),
        remarks_until: kept.remarks_until.filter(|_| seal.is_none()).map(|until| format::day_of(until.0, &zone)),
        attendance: minutes
            .attendance
            .iter()
            .map(|there| Attendee {
                service: printed(&directory, Some(there.institution)),
                who: there.who.clone(),
                presence: there.presence.label().to_owned(),
                detail: there.detail.clone(),
            })
            .collect(),
        items: (1..).zip(&minutes.items).map(|(number, item)| one(visit, kept, number, item)).collect(),
        seal,
    }
}

fn one(visit: &Visit, kept: &Kept, number: usize, item: &ItemMinutes) -> MinutesItem {
    let directory = visit.at.site.directory();
    let zone = zone(visit, kept.host);
    let today = visit.today();
    let heading = |field| item.heading.as_ref().map(|view| text(view, field)).unwrap_or_default();
    let born = item.identity.as_ref().and_then(|view| view.value(Field::BirthDate));
    MinutesItem {
        number,
        name: name(item.identity.as_ref()),
        born: match born {
            Some(Value::Date(day)) => format::date(*day),
            _ => String::new(),
        },
        href: item_href(kept.id, item.item),
        theme: item.heading.as_ref().map(|view| label(view, Field::CpuTheme)).unwrap_or_default(),
        object: heading(Field::CpuObject),
        synthesis: item.synthesis.as_ref().and_then(|view| view.value(Field::Synthesis)).map(Value::code),
        opinions: item
            .opinions
            .iter()
            .map(|view| OpinionSaid {
                service: printed(&directory, view.owner),
                stance: text(view, Field::Opinion),
                label: label(view, Field::Opinion),
                reason: text(view, Field::OpinionReason),
            })
            .collect(),
        decision: item.decision.as_ref().map(|(view, competence)| DecisionSaid {
            outcome: label(view, Field::Decision),
            text: text(view, Field::DecisionText),
            reason: text(view, Field::DecisionReason),
            by: format!("{} ({})", view.author.clone().unwrap_or_default(), competence.label()),
            basis: competence.basis().to_owned(),
            review: match view.value(Field::ReviewOn) {
                Some(Value::Date(day)) => Some(format::date(*day)),
                _ => None,
            },
        }),
        actions: item.actions.iter().map(|line| action(visit, line, today, false)).collect(),
        remarks: notes(visit, &item.notes.remarks, Field::Remark, &zone),
        addenda: notes(visit, &item.notes.addenda, Field::Addendum, &zone),
        leaf: item.notes.leaf.as_deref().map(hex),
        note_form: super::notes::way(visit, kept.id, item.item, kept.state),
    }
}
