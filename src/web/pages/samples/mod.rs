//! Samples of every page, for the tests of structure. All people are invented.

mod after;
mod clearances;
mod conference;
mod files;
mod forms;
mod item;
mod journal;
mod others;
mod preparation;
mod protocol;
mod releases;
mod services;
mod verification;

use askama::Template;

use super::frame::{Frame, FrameReader, NavItem, Notice, NoticeKind, Theme};
use super::parts::{Banner, PhaseFact, PurposeLine, Service};
use super::{
    attendance, cast, correction, dossiers, error, file, history, home, item as point, journal as accesses, legal,
    observation, preparation as prep, print, protocol as agreed, purpose, registry, releases as sorties,
    services as kept, sessions, signin, simulation, timeline, verification as verification_page,
};
use crate::domain::Phase;
use crate::domain::institution::Party;

/// Every sample of every page, rendered: (name, HTML).
pub(super) fn rendered() -> Vec<(String, String)> {
    let mut all = Vec::new();
    render("home", home::HomePage::samples(), &mut all);
    render("dossiers", dossiers::DossiersPage::samples(), &mut all);
    render("file", file::FilePage::samples(), &mut all);
    render("releases", sorties::ReleasesPage::samples(), &mut all);
    render("release", sorties::ReleasePage::samples(), &mut all);
    render("timeline", timeline::TimelinePage::samples(), &mut all);
    render("purpose", purpose::PurposePage::samples(), &mut all);
    render("observation", observation::ObservationPage::samples(), &mut all);
    render("correction", correction::CorrectionPage::samples(), &mut all);
    render("registry", registry::RegistryPage::samples(), &mut all);
    render("conference", conference::ConferencePieces::samples(), &mut all);
    render("commissions", prep::CommissionsPage::samples(), &mut all);
    render("protocol", agreed::ProtocolPage::samples(), &mut all);
    render("simulation", simulation::SimulationPage::samples(), &mut all);
    render("proposal", agreed::ProposalPage::samples(), &mut all);
    render("commission", prep::CommissionPage::samples(), &mut all);
    render("reviews", prep::ReviewsPage::samples(), &mut all);
    render("sitting_form", prep::SittingFormPage::samples(), &mut all);
    render("sitting", prep::SittingPage::samples(), &mut all);
    render("points", prep::PointsPage::samples(), &mut all);
    render("invitations", prep::InvitationsPage::samples(), &mut all);
    render("convocation", prep::ConvocationPage::samples(), &mut all);
    render("confirm", prep::ConfirmPage::samples(), &mut all);
    render("item", point::ItemPage::samples(), &mut all);
    render("item_texts", point::TextsPage::samples(), &mut all);
    render("attendance", attendance::AttendancePage::samples(), &mut all);
    after::render_all(&mut all);
    render("services", kept::ServicesPage::samples(), &mut all);
    render("service", kept::ServicePage::samples(), &mut all);
    render("service_form", kept::ServiceFormPage::samples(), &mut all);
    render("account_form", kept::AccountFormPage::samples(), &mut all);
    clearances::render_all(&mut all);
    render("history", history::HistoryPage::samples(), &mut all);
    render("print", print::PrintPage::samples(), &mut all);
    render("cast", cast::CastPage::samples(), &mut all);
    render("signin", signin::SignInPage::samples(), &mut all);
    render("signed_out", signin::SignedOutPage::samples(), &mut all);
    render("sessions", sessions::SessionsPage::samples(), &mut all);
    render("journal", accesses::JournalPage::samples(), &mut all);
    render("journal_own", accesses::OwnPage::samples(), &mut all);
    render("journal_entry", accesses::EntryPage::samples(), &mut all);
    render("journal_statistics", accesses::StatisticsPage::samples(), &mut all);
    render("verification", verification_page::VerificationPage::samples(), &mut all);
    render("sitemap", legal::SitemapPage::samples(), &mut all);
    render("accessibility", legal::AccessibilityPage::samples(), &mut all);
    render("legal_notice", legal::LegalNoticePage::samples(), &mut all);
    render("personal_data", legal::PersonalDataPage::samples(), &mut all);
    render("error", error::ErrorPage::samples(), &mut all);
    all
}

fn render<T: Template>(name: &str, samples: Vec<T>, all: &mut Vec<(String, String)>) {
    for (n, sample) in samples.iter().enumerate() {
        all.push((format!("{name}-{n}"), sample.render().unwrap()));
    }
}

pub(super) const HREF: &str = "/dossiers/k7m2qd4xw3nfa6zt5vbrhj2yce";

pub(super) fn frame(title: &str) -> Frame {
    Frame {
        title: title.into(),
        theme: Theme::System,
        reader: Some(FrameReader {
            name: "FAURE Camille".into(),
            quality: "surveillante, bâtiment B".into(),
            institution: "Maison d’arrêt de Lille-Sequedin".into(),
            badge: Party::Prison,
            keeps_register: true,
        }),
        demo: true,
        current: NavItem::Dossiers,
        stylesheet: "/theme/quadrige.css".into(),
        autosave: None,
        notices: Vec::new(),
        confirm: None,
        return_to: format!("{HREF}?fondements=oui&x=\"<>"),
    }
}

pub(super) fn at_home() -> Frame {
    Frame { current: NavItem::Home, ..frame("Mes dossiers") }
}

pub(super) fn told(mut frame: Frame) -> Frame {
    frame.notices = vec![
        Notice {
            kind: NoticeKind::Success,
            text: "L’observation est enregistrée et communiquée au SPIP du Nord.".into(),
        },
        Notice {
            kind: NoticeKind::Warning,
            text: "La date de libération a été avancée depuis votre dernière visite.".into(),
        },
    ];
    frame
}

pub(super) fn banner() -> Banner {
    Banner {
        name: "DUPONT-LÉVÊQUE Maximilien Anatole".into(),
        usage_name: Some("MERCIER".into()),
        born: Some("12/03/1990".into()),
        age: Some("36\u{a0}ans".into()),
        ecrou: Some("48\u{202f}213".into()),
        phase: Some(PhaseFact {
            phase: Phase::PreRelease,
            because: "libération prévue dans les douze mois, depuis le 14/03/2026".into(),
        }),
        place: Some("Maison d’arrêt de Lille-Sequedin".into()),
        release: Some("14/03/2027, dans 113\u{a0}jours".into()),
        reference: "K7M2-QD4X".into(),
        href: HREF.into(),
    }
}

pub(super) fn purpose() -> PurposeLine {
    PurposeLine {
        purpose: "prise en charge en détention".into(),
        reason: "détenu dans l’établissement".into(),
        on_behalf_of: None,
        change_href: format!("{HREF}/motif"),
    }
}

pub(super) fn service(name: &str, party: Party) -> Service {
    Service { name: name.into(), party }
}
