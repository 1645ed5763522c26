//! The one table of addresses. Tests list it: a route without its line in the suites fails.

use std::sync::LazyLock;

use actix_web::dev::{ResourceDef, Server};
use actix_web::guard::{Any, Get, Head};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpRequest, HttpServer};

use super::at::At;
use super::conference::prep;
use super::failure::Answer;
use super::site::Site;
use super::{
    assets, cast, clearances, conference, dossiers, file, headers, health, home, journal, legal, log, own_sessions,
    preferences, protocol, registry, release, services, signin,
};

/// Who gets an answer other than "sign in".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everyone: no personal data here.
    Everyone,
    /// A signed-in reader, whatever his rights.
    Reader,
    /// A reader with a tie to the person in the address.
    Tied,
    /// Everyone, in the demo alone.
    Demo,
}

/// One address.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// `GET`, which answers `HEAD` as well, or `POST`.
    pub method: &'static str,
    /// Pattern.
    pub path: &'static str,
    /// Who.
    pub audience: Audience,
}

macro_rules! routes {
    ($($method:ident $path:literal $audience:ident $handler:path;)+) => {
        /// Every address.
        pub const ROUTES: &[Route] = &[
            $(Route { method: routes!(@ $method), path: $path, audience: Audience::$audience },)+
        ];

        fn mount(config: &mut ServiceConfig, is_demo: bool) {
            $(if is_demo || !matches!(Audience::$audience, Audience::Demo) {
                config.route($path, routes!(% $method).to($handler));
            })+
        }
    };
    // Who asks for the head of a page goes through its handler, doors and journal; what the page would hold isn't sent.
    (% get) => { web::route().guard(Any(Get()).or(Head())) };
    (% post) => { web::post() };
    (@ get) => { "GET" };
    (@ post) => { "POST" };
}

routes! {
    get "/" Reader home::show;
    get "/dossiers" Reader dossiers::show;
    get "/dossiers/{id}" Tied file::show;
    get "/dossiers/{id}/chronologie" Tied file::timeline::show;
    get "/dossiers/{id}/historique" Tied file::history::show;
    get "/dossiers/{id}/impression" Tied file::print::show;
    get "/dossiers/{id}/motif" Tied file::purpose::show;
    post "/dossiers/{id}/motif" Tied file::purpose::declare;
    get "/dossiers/{id}/observations/nouvelle" Tied file::observation::show;
    post "/dossiers/{id}/observations" Tied file::observation::write;
    get "/dossiers/{id}/corrections/{row}/{field}" Tied file::correction::show;
    post "/dossiers/{id}/corrections/{row}/{field}" Tied file::correction::correct;
    get "/sorties" Reader release::show;
    get "/sorties/{stay}" Tied release::one::show;
    post "/sorties/{stay}/accuses" Tied release::one::acknowledge;
    get "/commissions" Reader prep::commissions::show;
    post "/commissions" Reader prep::commissions::create;
    get "/commissions/{commission}" Reader prep::commission::show;
    post "/commissions/{commission}/sieges" Reader prep::commission::add_seat;
    post "/commissions/{commission}/sieges/{seat}/fin" Reader prep::commission::end_seat;
    get "/commissions/{commission}/revues" Reader prep::reviews::show;
    get "/commissions/{commission}/seances" Reader prep::plan::show;
    post "/commissions/{commission}/seances" Reader prep::plan::create;
    get "/seances/{sitting}" Tied prep::sitting::show;
    get "/seances/{sitting}/date" Tied prep::plan::show_date;
    post "/seances/{sitting}/date" Tied prep::plan::change_date;
    get "/seances/{sitting}/annulation" Tied prep::cancel::show;
    post "/seances/{sitting}/annulation" Tied prep::cancel::cancel;
    get "/seances/{sitting}/convocation" Tied prep::convocation::show;
    post "/seances/{sitting}/convocation" Tied prep::convocation::convoke;
    get "/seances/{sitting}/points" Tied prep::points::show;
    post "/seances/{sitting}/points" Tied prep::points::add;
    post "/seances/{sitting}/points/{item}/ordre" Tied prep::order::shift;
    post "/seances/{sitting}/points/{item}/retrait" Tied prep::order::withdraw;
    get "/seances/{sitting}/points/{item}/invitations" Tied prep::invitations::show;
    post "/seances/{sitting}/points/{item}/invitations" Tied prep::invitations::invite;
    post "/seances/{sitting}/points/{item}/invitations/retrait" Tied prep::invitations::withdraw;
    post "/seances/{sitting}/ouverture" Tied conference::attendance::open_sitting;
    get "/seances/{sitting}/presences" Tied conference::attendance::show;
    post "/seances/{sitting}/presences" Tied conference::attendance::note;
    get "/seances/{sitting}/points/{item}" Tied conference::item::show;
    post "/seances/{sitting}/points/{item}/contribution" Tied conference::item::contribution::write;
    post "/seances/{sitting}/points/{item}/reponses" Tied conference::item::answers::write;
    post "/seances/{sitting}/points/{item}/rubriques" Tied conference::item::rubriques::write;
    post "/seances/{sitting}/points/{item}/avis" Tied conference::item::opinions::write;
    post "/seances/{sitting}/points/{item}/synthese" Tied conference::item::synthesis::write;
    post "/seances/{sitting}/points/{item}/decision" Tied conference::item::decision::write;
    post "/seances/{sitting}/points/{item}/actions" Tied conference::item::actions::write;
    post "/seances/{sitting}/diffusion" Tied conference::after::minutes::circulate;
    get "/seances/{sitting}/compte-rendu" Tied conference::after::minutes::show;
    get "/seances/{sitting}/compte-rendu/impression" Tied conference::after::minutes::print;
    get "/seances/{sitting}/validation" Tied conference::after::validation::show;
    post "/seances/{sitting}/validation" Tied conference::after::validation::seal;
    get "/seances/{sitting}/points/{item}/remarques" Tied conference::after::notes::remark_form;
    post "/seances/{sitting}/points/{item}/remarques" Tied conference::after::notes::remark;
    get "/seances/{sitting}/points/{item}/additifs" Tied conference::after::notes::addendum_form;
    post "/seances/{sitting}/points/{item}/additifs" Tied conference::after::notes::addendum;
    get "/actions" Reader conference::after::actions::show;
    post "/actions/{action}" Tied conference::after::actions::answer;
    get "/registre" Reader registry::show;
    post "/registre" Reader registry::try_out;
    post "/registre/application" Reader registry::apply;
    get "/institutions" Reader services::directory::show;
    post "/institutions" Reader services::keep::create;
    get "/institutions/nouvelle" Reader services::keep::show_new;
    get "/institutions/{service}" Reader services::show::show;
    get "/institutions/{service}/modification" Reader services::keep::show;
    post "/institutions/{service}/modification" Reader services::keep::change;
    get "/institutions/{service}/fermeture" Reader services::close::show;
    post "/institutions/{service}/fermeture" Reader services::close::close;
    get "/institutions/{service}/reouverture" Reader services::reopen::show;
    post "/institutions/{service}/reouverture" Reader services::reopen::reopen;
    get "/institutions/{service}/agents/nouveau" Reader services::accounts::show_new;
    post "/institutions/{service}/agents" Reader services::accounts::open;
    get "/institutions/{service}/agents/{account}" Reader services::accounts::show;
    post "/institutions/{service}/agents/{account}" Reader services::accounts::change;
    post "/institutions/{service}/agents/{account}/affectation" Reader services::accounts::transfer;
    get "/institutions/{service}/agents/{account}/fermeture" Reader services::accounts::show_close;
    post "/institutions/{service}/agents/{account}/fermeture" Reader services::accounts::close;
    get "/institutions/{service}/agents/{account}/reouverture" Reader services::reopen::show_account;
    post "/institutions/{service}/agents/{account}/reouverture" Reader services::reopen::reopen_account;
    get "/journal" Reader journal::show;
    get "/journal/mes-acces" Reader journal::own::show;
    get "/journal/statistiques" Reader journal::statistics::show;
    post "/journal/export" Reader journal::export::take;
    get "/journal/verification" Reader log::verification::show;
    get "/journal/{entry}" Reader journal::one::show;
    get "/habilitations" Reader clearances::board::show;
    post "/habilitations" Reader clearances::new::propose;
    get "/habilitations/nouvelle" Reader clearances::new::show;
    get "/habilitations/delegations" Reader clearances::delegations::show;
    post "/habilitations/delegations" Reader clearances::delegations::give;
    post "/habilitations/delegations/{delegation}/fin" Reader clearances::delegations::end;
    get "/habilitations/revues" Reader clearances::reviews::show;
    post "/habilitations/revues" Reader clearances::reviews::open;
    get "/habilitations/revues/{campaign}" Reader clearances::reviews::one;
    post "/habilitations/revues/{campaign}" Reader clearances::reviews::answer;
    get "/habilitations/agents/{agent}" Reader clearances::rights::show;
    get "/habilitations/{clearance}" Reader clearances::one::show;
    get "/habilitations/{clearance}/actes/{act}" Reader clearances::act::show;
    post "/habilitations/{clearance}/actes/{act}" Reader clearances::act::carry_out;
    get "/habilitations/{clearance}/reponse" Reader clearances::act::show_answer;
    post "/habilitations/{clearance}/reponse" Reader clearances::act::answer;
    get "/protocole" Reader protocol::show;
    get "/protocole/simulation" Reader protocol::simulation::show;
    post "/protocole/propositions" Reader protocol::propose;
    get "/protocole/propositions/{proposal}" Reader protocol::proposal::show;
    post "/protocole/propositions/{proposal}/signature" Reader protocol::proposal::sign;
    post "/protocole/propositions/{proposal}/abandon" Reader protocol::proposal::set_aside;
    get "/connexion" Everyone signin::show;
    get "/connexion/retour" Everyone signin::arrive;
    get "/connexion/confirmation" Reader signin::confirm;
    get "/connexion/{slug}" Everyone signin::depart;
    post "/deconnexion" Everyone signin::leave;
    get "/sessions" Reader own_sessions::show;
    post "/sessions/fermeture" Reader own_sessions::end;
    post "/affichage" Everyone preferences::choose;
    get "/demo/personnages" Demo cast::show;
    post "/demo/personnages/{slug}" Demo cast::become_one;
    get "/plan-du-site" Everyone legal::sitemap;
    get "/accessibilite" Everyone legal::accessibility;
    get "/mentions-legales" Everyone legal::notice;
    get "/donnees-personnelles" Everyone legal::personal_data;
    get "/assets/{file}" Everyone assets::show;
    get "/theme/{file}" Everyone assets::theme;
    get "/favicon.ico" Everyone assets::icon;
    get "/healthz" Everyone health::alive;
    get "/readyz" Everyone health::ready;
}

/// Registers every route of the table, and what answers the rest.
pub fn configure(config: &mut ServiceConfig, is_demo: bool) {
    mount(config, is_demo);
    config.default_service(web::to(elsewhere));
}

/// No such page; or a page that takes other requests.
async fn elsewhere(request: HttpRequest) -> Answer {
    // Read once: whoever asks for what isn't there, signed in or not, must not make us read eighty patterns each time.
    static PATTERNS: LazyLock<Vec<(Audience, ResourceDef)>> =
        LazyLock::new(|| ROUTES.iter().map(|route| (route.audience, ResourceDef::new(route.path))).collect());
    let at = At::of(&request).await?;
    let is_known = PATTERNS
        .iter()
        .filter(|(audience, _)| at.site.is_demo() || *audience != Audience::Demo)
        .any(|(_, pattern)| pattern.is_match(request.path()));
    Err(if is_known { at.method_not_allowed() } else { at.no_such_page() })
}

/// Blocking threads in all: as many as database connections. Each worker has its share.
const BLOCKING_THREADS: usize = 8;

/// Starts serving on an address; the server runs until it is stopped.
///
/// # Errors
/// The address can't be listened on.
pub fn serve(site: Data<Site>, listener: std::net::TcpListener, workers: usize) -> std::io::Result<Server> {
    let is_demo = site.is_demo();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(site.clone())
            .wrap(Compress::default())
            .wrap(from_fn(headers::guard))
            .configure(|config| configure(config, is_demo))
    })
    .workers(workers)
    .worker_max_blocking_threads((BLOCKING_THREADS / workers.max(1)).max(1))
    .shutdown_timeout(10)
    .listen(listener)?;
    Ok(server.run())
}

/// What `actix_web::test::init_service` needs: the same application as [`serve`] builds.
#[macro_export]
macro_rules! application {
    ($site:expr) => {{
        let site = $site.clone();
        let is_demo = site.is_demo();
        ::actix_web::App::new()
            .app_data(site)
            .wrap(::actix_web::middleware::from_fn($crate::web::routes::guard))
            .configure(|config| $crate::web::routes::configure(config, is_demo))
    }};
}

pub use super::headers::guard;
