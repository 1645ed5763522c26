//! One line for each route: what it asks for, and who, with a valid clearance, gets what of what he may know of. Whoever isn't named
//! in a line that names a person or a table gets the answer for what doesn't exist. A route without its line fails.

use crate::personas::Persona;
use crate::personas::Seat::{self, Guest, Host, Member, Secretariat};
use crate::support::portal::WHY;

/// What sort of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A page.
    Page,
    /// A page; or first the form that asks why.
    Opens,
    /// It is his to send: done, or the form, or the moment, isn't right.
    Taken,
    /// Known to him, but a rule of conferences, or the moment, stands in the way: the page says which.
    AgainstARule,
    /// Somewhere else.
    Onward,
    /// To the sign-in: he isn't signed in any more.
    Out,
    /// Nothing that can be read was sent.
    Unreadable,
    /// Cleared, not for this: the page says what is missing.
    NotForHim,
    /// As for what doesn't exist.
    NotThere,
}

use Answer::{AgainstARule, NotForHim, NotThere, Onward, Opens, Out, Page, Taken, Unreadable};

impl Answer {
    /// Whether an answer with this status, leading there, is of this sort.
    pub fn is(self, status: u16, location: &str) -> bool {
        match self {
            Self::Page => status == 200,
            Self::Opens => status == 200 || (status == 303 && location.ends_with("/motif")),
            Self::Taken => matches!(status, 200 | 303 | 400 | 409 | 415 | 422),
            Self::AgainstARule => status == 409,
            Self::Onward => status == 303 && location != "/connexion",
            Self::Out => status == 303 && location == "/connexion",
            Self::Unreadable => status == 400,
            Self::NotForHim => status == 403,
            Self::NotThere => status == 404,
        }
    }

    pub fn is_refusal(self) -> bool {
        matches!(self, Self::NotForHim | Self::NotThere)
    }
}

/// Whom a rule of a line is about.
#[derive(Debug, Clone, Copy)]
pub enum Who {
    Everybody,
    /// These of the cast.
    These(&'static [&'static str]),
    /// Whoever is this to the commission.
    Seats(&'static [Seat]),
}

use Who::{Everybody, Seats, These};

impl Who {
    fn is(self, persona: &Persona) -> bool {
        match self {
            Self::Everybody => true,
            Self::These(slugs) => slugs.contains(&persona.slug),
            Self::Seats(seats) => seats.contains(&persona.seat),
        }
    }
}

/// What a line asks for before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// A valid clearance.
    Clearance,
    /// Somebody signed in, whatever his rights: nobody's data but his own.
    SignIn,
    /// Nothing.
    Nothing,
    /// Nothing; whoever asks isn't signed in afterwards, or is somebody else.
    Leaving,
}

/// One route.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    pub method: &'static str,
    pub path: &'static str,
    pub needs: Needs,
    /// The first that fits counts.
    pub who: &'static [(Who, Answer)],
    /// What is sent.
    pub form: &'static [(&'static str, &'static str)],
}

impl Line {
    /// Whether it names a person, or something around a table.
    pub fn names_somebody(&self) -> bool {
        self.path.contains('{') && !["{slug}", "{file}"].iter().any(|name| self.path.contains(name))
    }

    /// What this persona gets of what isn't there. Of services, whoever doesn't administer is told so first.
    pub fn absent(&self, persona: &Persona) -> Answer {
        match self.answer(persona) {
            NotForHim if self.path.contains("{service}") => NotForHim,
            _ => NotThere,
        }
    }

    /// What this persona gets, of what he may know of, with a valid clearance.
    pub fn answer(&self, persona: &Persona) -> Answer {
        let found = self.who.iter().find(|(who, _)| who.is(persona));
        found.map_or(Answer::NotThere, |(_, answer)| *answer)
    }
}

const fn line(method: &'static str, path: &'static str, needs: Needs, who: &'static [(Who, Answer)]) -> Line {
    Line { method, path, needs, who, form: NO_WORDS }
}

const fn get(path: &'static str, who: &'static [(Who, Answer)]) -> Line {
    line("GET", path, Needs::Clearance, who)
}

const fn post(path: &'static str, who: &'static [(Who, Answer)]) -> Line {
    line("POST", path, Needs::Clearance, who)
}

const fn free(method: &'static str, path: &'static str, needs: Needs, answer: &'static [(Who, Answer)]) -> Line {
    line(method, path, needs, answer)
}

const fn with(form: &'static [(&'static str, &'static str)], line: Line) -> Line {
    Line { form, ..line }
}

/// What makes a form one of ours, and none of its words. The service is nobody's.
const NO_WORDS: &[(&str, &str)] =
    &[("version", "0"), ("move", "up"), ("service", "77777777777777777777777774"), ("state", "done")];

const OBSERVATION: &[(&str, &str)] = &[
    ("observed_on", "2026-11-20"),
    ("setting", "offline"),
    ("observation_theme", "visits"),
    ("observation_text", "Calme."),
];

const CORRECTION: &[(&str, &str)] = &[("value", "X"), ("reason", "Erreur de saisie"), ("version", "99")];

const ALL_PAGE: &[(Who, Answer)] = &[(Everybody, Page)];
const ALL_OPENS: &[(Who, Answer)] = &[(Everybody, Opens)];
const ALL_TAKEN: &[(Who, Answer)] = &[(Everybody, Taken)];
const ALL_ONWARD: &[(Who, Answer)] = &[(Everybody, Onward)];

/// Who corrects an identity: the registry, the head of the prison, and those above (GENESIS; identity, W). Those who see less of it
/// than the field asked for aren't told that it is there.
const CORRECTS_IDENTITY: &[&str] = &["chef-etablissement", "greffe", "disp", "dap", "directeur-ap"];
const LESS_OF_IDENTITY: &[&str] = &["police", "gendarmerie", "opj", "renseignement", "medecin"];
const CORRECT_IDENTITY_PAGE: &[(Who, Answer)] =
    &[(These(CORRECTS_IDENTITY), Opens), (These(LESS_OF_IDENTITY), NotThere), (Everybody, NotForHim)];
const CORRECT_IDENTITY: &[(Who, Answer)] =
    &[(These(CORRECTS_IDENTITY), Taken), (These(LESS_OF_IDENTITY), NotThere), (Everybody, NotForHim)];
/// Who writes no observation (D. 211-34; observation, W: prison, probation, health, education, prison intelligence).
const NO_OBSERVATION: &[&str] =
    &["procureur", "juriste-parquet", "jap", "police", "gendarmerie", "opj", "renseignement", "prefecture"];
/// Who knows the person, and not the release: police by a leave alone, health.
const NO_RELEASE: &[&str] = &["police", "opj", "medecin"];
/// Above prisons; they hold no commission.
const CENTRAL: &[&str] = &["disp", "dap", "directeur-ap"];

/// What the secretariat reads, or sends: others of the prison are told that it isn't theirs; to the rest it isn't there.
const CONDUCTS_PAGE: &[(Who, Answer)] = &[(Seats(&[Secretariat]), Page), (Seats(&[Host]), AgainstARule)];
const CONDUCTS: &[(Who, Answer)] = &[(Seats(&[Secretariat]), Taken), (Seats(&[Host]), AgainstARule)];
/// The same, of what the moment doesn't allow: the sitting is convoked, and not yet held; the chair's seat stays.
const CONDUCTS_LATER: &[(Who, Answer)] = &[(Seats(&[Secretariat, Host]), AgainstARule)];
/// What whoever sits at the table reads.
const AT_THE_TABLE: &[(Who, Answer)] = &[(Seats(&[Secretariat, Host, Guest]), Page)];
/// What he may send: what is missing in it is said to him.
const FROM_THE_TABLE: &[(Who, Answer)] = &[(Seats(&[Secretariat, Host, Guest]), Taken)];
/// What he reads or sends once the sitting is held.
const TABLE_LATER: &[(Who, Answer)] = &[(Seats(&[Secretariat, Host, Guest]), AgainstARule)];
/// What whoever belongs to the commission reads.
const OF_THE_COMMISSION: &[(Who, Answer)] = &[(Seats(&[Secretariat, Host, Member]), Page)];
/// Its composition: members are told that it isn't theirs to change.
const COMPOSES: &[(Who, Answer)] = &[(Seats(&[Secretariat]), Taken), (Seats(&[Host, Member]), AgainstARule)];

/// The technical administrator keeps services and accounts; the others are told that it isn't theirs.
const ADMINISTERS_PAGE: &[(Who, Answer)] = &[(These(&["administrateur"]), Page), (Everybody, NotForHim)];
const ADMINISTERS_IN_VAIN: &[(Who, Answer)] = &[(These(&["administrateur"]), AgainstARule), (Everybody, NotForHim)];
const ADMINISTERS: &[(Who, Answer)] = &[(These(&["administrateur"]), Taken), (Everybody, NotForHim)];

/// Who answers for others reads the journal (domain, section 10); everybody else is sent to his own accesses.
const ANSWERS_FOR_OTHERS: &[&str] = &["chef-etablissement", "dpip", "procureur", "directeur-ap", "magistrat-controle"];
const JOURNAL: &[(Who, Answer)] = &[(These(ANSWERS_FOR_OTHERS), Page), (Everybody, Onward)];

/// Who grants clearances (the protocol's `[[grantors]]`): heads, the magistrates of courts, the administrator for his like.
const GRANTS: &[&str] = &[
    "chef-etablissement",
    "dpip",
    "procureur",
    "jap",
    "disp",
    "dap",
    "directeur-ap",
    "magistrat-controle",
    "administrateur",
];
const GRANTS_PAGE: &[(Who, Answer)] = &[(These(GRANTS), Page), (Everybody, NotForHim)];
const GRANTS_TAKEN: &[(Who, Answer)] = &[(These(GRANTS), Taken), (Everybody, NotForHim)];
/// The clearance of a jurist of the parquet: herself, and who may grant it, the magistrates of the courts there.
const OF_THE_JURIST: &[&str] = &["juriste-parquet", "procureur", "jap"];

/// Who adopts protocols (the protocol's `[[adopters]]`): the head of the central administration, the magistrates of two courts.
const ADOPTS: &[&str] = &["procureur", "jap", "directeur-ap"];

/// Every route.
pub const LINES: &[Line] = &[
    get("/", ALL_PAGE),
    get("/dossiers", ALL_PAGE),
    get("/dossiers/{id}", ALL_OPENS),
    get("/dossiers/{id}/chronologie", ALL_OPENS),
    get("/dossiers/{id}/historique", ALL_OPENS),
    get("/dossiers/{id}/impression", ALL_OPENS),
    get("/dossiers/{id}/motif", ALL_OPENS),
    with(WHY, post("/dossiers/{id}/motif", ALL_TAKEN)),
    get("/dossiers/{id}/observations/nouvelle", &[(These(NO_OBSERVATION), NotForHim), (Everybody, Opens)]),
    with(OBSERVATION, post("/dossiers/{id}/observations", &[(These(NO_OBSERVATION), NotForHim), (Everybody, Taken)])),
    get("/dossiers/{id}/corrections/{row}/{field}", CORRECT_IDENTITY_PAGE),
    with(CORRECTION, post("/dossiers/{id}/corrections/{row}/{field}", CORRECT_IDENTITY)),
    get("/sorties", ALL_PAGE),
    get("/sorties/{stay}", &[(These(NO_RELEASE), NotThere), (Everybody, Opens)]),
    post("/sorties/{stay}/accuses", &[(These(NO_RELEASE), NotThere), (Everybody, Taken)]),
    get("/commissions", ALL_PAGE),
    post("/commissions", &[(Seats(&[Secretariat]), Taken), (These(CENTRAL), NotForHim), (Everybody, AgainstARule)]),
    get("/commissions/{commission}", OF_THE_COMMISSION),
    post("/commissions/{commission}/sieges", COMPOSES),
    post("/commissions/{commission}/sieges/{seat}/fin", CONDUCTS_LATER),
    get("/commissions/{commission}/revues", CONDUCTS_PAGE),
    get("/commissions/{commission}/seances", CONDUCTS_PAGE),
    post("/commissions/{commission}/seances", CONDUCTS),
    get("/seances/{sitting}", AT_THE_TABLE),
    get("/seances/{sitting}/date", CONDUCTS_PAGE),
    post("/seances/{sitting}/date", CONDUCTS),
    get("/seances/{sitting}/annulation", CONDUCTS_PAGE),
    post("/seances/{sitting}/annulation", CONDUCTS),
    get("/seances/{sitting}/convocation", CONDUCTS_LATER),
    post("/seances/{sitting}/convocation", CONDUCTS_LATER),
    get("/seances/{sitting}/points", CONDUCTS_PAGE),
    post("/seances/{sitting}/points", CONDUCTS),
    post("/seances/{sitting}/points/{item}/ordre", CONDUCTS),
    post("/seances/{sitting}/points/{item}/retrait", CONDUCTS),
    get("/seances/{sitting}/points/{item}/invitations", CONDUCTS_PAGE),
    post("/seances/{sitting}/points/{item}/invitations", CONDUCTS),
    // The service that the form names is nobody's: whoever may withdraw it is told that it isn't there.
    post("/seances/{sitting}/points/{item}/invitations/retrait", &[(Seats(&[Host]), AgainstARule)]),
    post("/seances/{sitting}/ouverture", CONDUCTS),
    get("/seances/{sitting}/presences", &[(Seats(&[Secretariat]), Page), (Seats(&[Host, Guest]), NotForHim)]),
    post("/seances/{sitting}/presences", CONDUCTS_LATER),
    get("/seances/{sitting}/points/{item}", AT_THE_TABLE),
    post("/seances/{sitting}/points/{item}/contribution", FROM_THE_TABLE),
    post("/seances/{sitting}/points/{item}/reponses", FROM_THE_TABLE),
    post("/seances/{sitting}/points/{item}/rubriques", FROM_THE_TABLE),
    post("/seances/{sitting}/points/{item}/avis", TABLE_LATER),
    post("/seances/{sitting}/points/{item}/synthese", FROM_THE_TABLE),
    post("/seances/{sitting}/points/{item}/decision", FROM_THE_TABLE),
    post("/seances/{sitting}/points/{item}/actions", FROM_THE_TABLE),
    post("/seances/{sitting}/diffusion", CONDUCTS_LATER),
    get("/seances/{sitting}/compte-rendu", TABLE_LATER),
    get("/seances/{sitting}/compte-rendu/impression", TABLE_LATER),
    get("/seances/{sitting}/validation", TABLE_LATER),
    post("/seances/{sitting}/validation", CONDUCTS_LATER),
    get("/seances/{sitting}/points/{item}/remarques", TABLE_LATER),
    post("/seances/{sitting}/points/{item}/remarques", TABLE_LATER),
    get("/seances/{sitting}/points/{item}/additifs", TABLE_LATER),
    post("/seances/{sitting}/points/{item}/additifs", TABLE_LATER),
    get("/actions", ALL_PAGE),
    // Given to the guest's service: it answers, the others of the table read.
    post("/actions/{action}", &[(Seats(&[Guest]), Taken), (Seats(&[Secretariat, Host]), AgainstARule)]),
    get("/registre", &[(These(&["greffe"]), Page), (Everybody, NotForHim)]),
    post("/registre", &[(These(&["greffe"]), Taken), (Everybody, NotForHim)]),
    post("/registre/application", &[(These(&["greffe"]), Taken), (Everybody, NotForHim)]),
    get("/institutions", ALL_PAGE),
    post("/institutions", ADMINISTERS),
    get("/institutions/nouvelle", ADMINISTERS_PAGE),
    get("/institutions/{service}", ALL_PAGE),
    get("/institutions/{service}/modification", ADMINISTERS_PAGE),
    post("/institutions/{service}/modification", ADMINISTERS),
    get("/institutions/{service}/fermeture", ADMINISTERS_PAGE),
    post("/institutions/{service}/fermeture", ADMINISTERS),
    // What is open doesn't open again.
    get("/institutions/{service}/reouverture", ADMINISTERS_IN_VAIN),
    post("/institutions/{service}/reouverture", ADMINISTERS),
    get("/institutions/{service}/agents/nouveau", ADMINISTERS_PAGE),
    post("/institutions/{service}/agents", ADMINISTERS),
    get("/institutions/{service}/agents/{account}", ADMINISTERS_PAGE),
    post("/institutions/{service}/agents/{account}", ADMINISTERS),
    post("/institutions/{service}/agents/{account}/affectation", ADMINISTERS),
    get("/institutions/{service}/agents/{account}/fermeture", ADMINISTERS_PAGE),
    post("/institutions/{service}/agents/{account}/fermeture", ADMINISTERS),
    get("/institutions/{service}/agents/{account}/reouverture", ADMINISTERS_IN_VAIN),
    post("/institutions/{service}/agents/{account}/reouverture", ADMINISTERS),
    get("/habilitations", ALL_PAGE),
    // The service that the form names is nobody's, so nobody's to grant for.
    post("/habilitations", &[(Everybody, NotForHim)]),
    // The director of the SPIP signs second, and proposes nothing.
    get("/habilitations/nouvelle", &[(These(&["dpip"]), NotForHim), (These(GRANTS), Page), (Everybody, NotForHim)]),
    get("/habilitations/delegations", ALL_PAGE),
    post("/habilitations/delegations", ALL_TAKEN),
    post("/habilitations/delegations/{delegation}/fin", &[(These(&["procureur"]), Taken)]),
    get("/habilitations/revues", GRANTS_PAGE),
    post("/habilitations/revues", GRANTS_TAKEN),
    get("/habilitations/revues/{campaign}", &[(These(&["procureur", "jap"]), Page)]),
    post("/habilitations/revues/{campaign}", &[(These(&["procureur", "jap"]), Taken)]),
    get("/habilitations/agents/{agent}", &[(These(OF_THE_JURIST), Page)]),
    get("/habilitations/{clearance}", &[(These(OF_THE_JURIST), Page)]),
    // Nobody decides of his own.
    get(
        "/habilitations/{clearance}/actes/{act}",
        &[(These(&["procureur", "jap"]), Page), (These(&["juriste-parquet"]), AgainstARule)],
    ),
    post(
        "/habilitations/{clearance}/actes/{act}",
        &[(These(&["procureur", "jap"]), Taken), (These(&["juriste-parquet"]), AgainstARule)],
    ),
    free("GET", "/habilitations/{clearance}/reponse", Needs::SignIn, &[(These(&["juriste-parquet"]), AgainstARule)]),
    free("POST", "/habilitations/{clearance}/reponse", Needs::SignIn, &[(These(&["juriste-parquet"]), AgainstARule)]),
    get("/journal", JOURNAL),
    get("/journal/mes-acces", ALL_PAGE),
    get("/journal/statistiques", JOURNAL),
    post("/journal/export", &[(These(ANSWERS_FOR_OTHERS), Taken), (Everybody, Onward)]),
    get("/journal/verification", ALL_PAGE),
    // An entry of the greffe's own work: the head of that prison reads it.
    get("/journal/{entry}", &[(These(&["chef-etablissement"]), Page), (Everybody, NotThere)]),
    get("/protocole", ALL_PAGE),
    get("/protocole/simulation", ALL_PAGE),
    post("/protocole/propositions", &[(These(ADOPTS), Taken), (Everybody, NotForHim)]),
    get("/protocole/propositions/{proposal}", ALL_PAGE),
    post("/protocole/propositions/{proposal}/signature", &[(These(ADOPTS), Taken), (Everybody, NotForHim)]),
    post("/protocole/propositions/{proposal}/abandon", &[(These(ADOPTS), Taken), (Everybody, NotForHim)]),
    free("GET", "/connexion", Needs::Nothing, ALL_ONWARD),
    free("GET", "/connexion/retour", Needs::Nothing, &[(Everybody, Unreadable)]),
    free("GET", "/connexion/confirmation", Needs::SignIn, ALL_ONWARD),
    free("GET", "/connexion/{slug}", Needs::Nothing, ALL_ONWARD),
    free("POST", "/deconnexion", Needs::Leaving, &[(Everybody, Out)]),
    free("GET", "/sessions", Needs::SignIn, ALL_PAGE),
    with(&[("session", "autres")], free("POST", "/sessions/fermeture", Needs::SignIn, ALL_ONWARD)),
    with(&[("theme", "dark"), ("retour", "/")], free("POST", "/affichage", Needs::Nothing, ALL_ONWARD)),
    free("GET", "/demo/personnages", Needs::Nothing, ALL_PAGE),
    free("POST", "/demo/personnages/{slug}", Needs::Leaving, ALL_ONWARD),
    free("GET", "/plan-du-site", Needs::Nothing, ALL_PAGE),
    free("GET", "/accessibilite", Needs::Nothing, ALL_PAGE),
    free("GET", "/mentions-legales", Needs::Nothing, ALL_PAGE),
    free("GET", "/donnees-personnelles", Needs::Nothing, ALL_PAGE),
    free("GET", "/assets/{file}", Needs::Nothing, &[(Everybody, NotThere)]),
    free("GET", "/theme/{file}", Needs::Nothing, &[(Everybody, NotThere)]),
    free("GET", "/favicon.ico", Needs::Nothing, ALL_PAGE),
    free("GET", "/healthz", Needs::Nothing, ALL_PAGE),
    free("GET", "/readyz", Needs::Nothing, ALL_PAGE),
];
