//! `/journal/verification`: whether the journal is as it was written, and how anybody can check it without us.

use jiff::tz::TimeZone;

use crate::journal::log::{Agreement, Checkpoint, Keeper, Overview, Verdict, open};
use crate::records;
use crate::web::at::Visit;
use crate::web::failure::{Answer, html};
use crate::web::format;
use crate::web::pages::frame::NavItem;
use crate::web::pages::verification::{Head, Proved, Seal, VerificationPage};

/// `GET /journal/verification`
pub(in crate::web) async fn show(visit: Visit) -> Answer {
    let site = &visit.at.site;
    let verdict = site.keeper.as_ref().and_then(|keeper| keeper.verdict());
    let place = verdict.as_ref().and_then(|verdict| verdict.audit.size.checked_sub(1));
    let looked = records::log::look(&visit.at.door, &visit.reader, place).await;
    let Ok(overview) = visit.answered(looked)?;
    let frame = visit.frame("Vérification du journal", NavItem::Elsewhere, None);
    Ok(html(&page(frame, site.keeper.as_deref(), verdict.as_ref(), overview, &visit.reader.zone)))
}

fn page(
    frame: crate::web::pages::frame::Frame,
    keeper: Option<&Keeper>,
    verdict: Option<&Verdict>,
    overview: Overview,
    zone: &TimeZone,
) -> VerificationPage {
    let signed = keeper.zip(overview.note.as_deref()).map(|(keeper, note)| open(note, keeper.keyring().public()));
    let is_believed = signed.as_ref().is_none_or(Result::is_ok);
    let entry = overview.entry.map(|(at, id)| (id, format::moment(at, zone)));
    VerificationPage {
        seal: seal(keeper, verdict, is_believed, entry),
        proved: verdict.map(|verdict| proved(verdict, zone)),
        head: signed.and_then(Result::ok).zip(overview.note).map(|(head, note)| said(&head, note, zone)),
        key: keeper.map(|keeper| keeper.keyring().signing().public().text()),
        waiting: overview.waiting,
        frame,
    }
}

fn said(head: &Checkpoint, note: String, zone: &TimeZone) -> Head {
    Head {
        at: format::moment(head.at, zone),
        size: format::number(head.size),
        root: data_encoding::BASE64.encode(&head.root),
        note,
    }
}

fn proved(verdict: &Verdict, zone: &TimeZone) -> Proved {
    let audit = &verdict.audit;
    Proved {
        at: format::moment(verdict.at, zone),
        entries: format::count(verdict.entries, "accès", "accès"),
        places: format::number(audit.size),
        heads: format::number(audit.heads),
        erased: format::number(audit.erased),
        late: audit.late,
        outside: match audit.outside {
            Agreement::NoneKept => "aucune n’est conservée",
            Agreement::All => "elles concordent toutes",
            Agreement::Broken => "au moins une ne concorde pas",
            Agreement::Gone => "elles ont disparu",
        },
    }
}

fn seal(
    keeper: Option<&Keeper>,
    verdict: Option<&Verdict>,
    is_believed: bool,
    entry: Option<(String, String)>,
) -> Seal {
    let Some(keeper) = keeper else { return Seal::NoKey };
    let Some(verdict) = verdict else { return if is_believed { Seal::NotYet } else { Seal::NotBelieved } };
    if let Some(first) = verdict.audit.faults.first() {
        // An identifier of ours, or the name of a place: never what an entry says.
        let row =
            Some(&first.fault.row).filter(|row| row.len() == 26 && row.chars().all(|c| c.is_ascii_alphanumeric()));
        let place = first.places.as_ref().map(|places| format::number(places.start));
        return Seal::Altered { entry: row.cloned(), place, faults: format::number(verdict.audit.found) };
    }
    if is_believed && verdict.audit.outside == Agreement::Gone {
        return Seal::CopiesGone;
    }
    match (is_believed, keeper.trouble()) {
        (false, _) => Seal::NotBelieved,
        (true, Some(_)) => Seal::Halted,
        (true, None) => Seal::Whole { entry, places: verdict.audit.size },
    }
}
