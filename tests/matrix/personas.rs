//! The cast: whose file each may open, and what he is around the table. Written from the tables of the domain, not from the code.

/// Somebody of the cast.
#[derive(Debug, Clone, Copy)]
pub struct Persona {
    pub slug: &'static str,
    /// Whose file he opens, with a valid clearance; nobody's where no rule opens him any.
    pub knows: Option<&'static str>,
    /// Whose he doesn't.
    pub ignores: &'static str,
    /// What he is to the CPU of the cast's prison, and to the item of its sitting.
    pub seat: Seat,
}

/// What somebody is to the commission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// Of the prison whose commission it is, and keeps its agenda.
    Secretariat,
    /// Of that prison.
    Host,
    /// Of a service invited to the item.
    Guest,
    /// Of a service that has a seat, not invited to this item.
    Member,
    /// Of another service.
    Stranger,
}

const fn persona(slug: &'static str, knows: Option<&'static str>, ignores: &'static str, seat: Seat) -> Persona {
    Persona { slug, knows, ignores, seat }
}

/// The twenty-four.
pub const CAST: [Persona; 24] = [
    persona("surveillant", Some("detention"), "elsewhere", Seat::Host),
    persona("chef-etablissement", Some("detention"), "elsewhere", Seat::Secretariat),
    persona("greffe", Some("detention"), "elsewhere", Seat::Secretariat),
    persona("cpip", Some("detention"), "elsewhere", Seat::Member),
    persona("dpip", Some("detention"), "elsewhere", Seat::Member),
    persona("procureur", Some("detention"), "investigation", Seat::Stranger),
    persona("juriste-parquet", Some("detention"), "investigation", Seat::Stranger),
    persona("jap", Some("detention"), "elsewhere", Seat::Guest),
    persona("police", Some("detention"), "elsewhere", Seat::Stranger),
    persona("gendarmerie", Some("pre_release"), "elsewhere", Seat::Stranger),
    persona("opj", Some("detention"), "elsewhere", Seat::Stranger),
    persona("renseignement", Some("detention"), "elsewhere", Seat::Stranger),
    persona("renseignement-penitentiaire", Some("detention"), "elsewhere", Seat::Stranger),
    persona("medecin", Some("detention"), "elsewhere", Seat::Member),
    persona("prefecture", Some("pre_release_removal"), "elsewhere", Seat::Stranger),
    persona("association", None, "elsewhere", Seat::Stranger),
    persona("disp", Some("detention"), "elsewhere", Seat::Stranger),
    persona("dap", Some("detention"), "investigation", Seat::Stranger),
    persona("directeur-ap", Some("detention"), "investigation", Seat::Stranger),
    persona("pole-surveillance", None, "elsewhere", Seat::Stranger),
    persona("magistrat-controle", None, "elsewhere", Seat::Stranger),
    persona("administrateur", None, "elsewhere", Seat::Stranger),
    persona("sans-habilitation", Some("detention"), "elsewhere", Seat::Host),
    persona("habilitation-expiree", Some("detention"), "elsewhere", Seat::Member),
];
