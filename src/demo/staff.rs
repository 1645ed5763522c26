//! Everyone who works in the institutions: the cast, their colleagues, and who cleared them.

use std::collections::HashMap;

use jiff::civil::Date;

use super::cast::{CAST, Cleared};
use super::dice::{Dice, plus, plus_months};
use super::institutions::Country;
use super::names;
use super::world::{Agent, AgentSeed, ClearanceSeed, InstitutionSeed};
use crate::domain::handling::Institution;
use crate::domain::{ClearanceState, Function, Id, InstitutionKind};

/// An author of records.
#[derive(Debug, Clone)]
pub(in crate::demo) struct Author {
    /// Who.
    pub(in crate::demo) id: Id<Agent>,
    /// How minutes name the drafter: first name, name, grade.
    pub(in crate::demo) signature: String,
    functions: Vec<Function>,
}

/// The cleared agents of each institution.
pub(in crate::demo) struct Authors(HashMap<Id<Institution>, Vec<Author>>);

impl Authors {
    /// One of those of that institution who hold one of these functions; of all of them when none does.
    pub(in crate::demo) fn pick(
        &self,
        dice: &Dice,
        institution: Id<Institution>,
        functions: &[Function],
    ) -> Option<&Author> {
        let all = self.0.get(&institution)?;
        let fit: Vec<_> = all.iter().filter(|a| a.functions.iter().any(|f| functions.contains(f))).collect();
        if fit.is_empty() { all.first() } else { fit.get(dice.below(fit.len())).copied() }
    }

    /// That agent.
    pub(in crate::demo) fn by_id(&self, institution: Id<Institution>, id: Id<Agent>) -> Option<&Author> {
        self.0.get(&institution)?.iter().find(|author| author.id == id)
    }
}

/// Hires everyone and clears those who are to be cleared.
pub(in crate::demo) fn hire(country: &Country, dice: &Dice, today: Date) -> (Vec<AgentSeed>, Authors) {
    let mut agents: Vec<AgentSeed> = Vec::new();
    for role in &CAST {
        let Some(institution) = country.find(role.institution) else { continue };
        agents.push(AgentSeed {
            id: dice.id(),
            slug: Some(role.slug),
            family_name: role.family_name.to_owned(),
            given_names: role.given_names.to_owned(),
            quality: role.quality.to_owned(),
            phone: phone(dice),
            institution: institution.id,
            functions: role.functions.to_vec(),
            clearance: None,
            note: role.note,
        });
    }
    for institution in &country.institutions {
        for (function, man, woman) in roster(institution) {
            // Where a member of the cast heads the institution, nobody else does.
            let headed = agents.iter().any(|a| a.institution == institution.id && a.functions.contains(&function));
            if headed && matches!(function, Function::Head | Function::ProbationDirector) {
                continue;
            }
            let name = names::colleague(dice);
            agents.push(AgentSeed {
                id: dice.id(),
                slug: None,
                family_name: name.family,
                given_names: name.given,
                quality: if name.sex == "F" { woman } else { man }.to_owned(),
                phone: phone(dice),
                institution: institution.id,
                functions: vec![function],
                clearance: None,
                note: "",
            });
        }
    }
    clear(&mut agents, country, dice, today);
    let mut authors: HashMap<_, Vec<Author>> = HashMap::new();
    for agent in &agents {
        if agent.clearance.as_ref().is_some_and(|c| c.state == ClearanceState::Active && c.ends_on >= today) {
            authors.entry(agent.institution).or_default().push(Author {
                id: agent.id,
                signature: format!("{} {}, {}", agent.given_names, agent.family_name, agent.quality),
                functions: agent.functions.clone(),
            });
        }
    }
    (agents, Authors(authors))
}

fn phone(dice: &Dice) -> String {
    format!("06 39 98 {:02} {:02}", dice.below(100), dice.below(100))
}

/// The colleagues whom an institution of that kind employs besides the cast; its head first.
fn roster(institution: &InstitutionSeed) -> Vec<(Function, &'static str, &'static str)> {
    use Function as F;
    match institution.kind {
        InstitutionKind::Prison => vec![
            (F::Head, "directeur d’établissement", "directrice d’établissement"),
            (F::Management, "directeur adjoint", "directrice adjointe"),
            (
                F::Management,
                "capitaine pénitentiaire, chef de détention",
                "capitaine pénitentiaire, cheffe de détention",
            ),
            (F::Management, "officier de bâtiment", "officière de bâtiment"),
            (F::Registry, "greffier pénitentiaire", "greffière pénitentiaire"),
            (F::Guard, "premier surveillant", "première surveillante"),
            (F::Guard, "surveillant brigadier", "surveillante brigadière"),
            (F::Guard, "surveillant pénitentiaire", "surveillante pénitentiaire"),
            (F::Guard, "surveillant pénitentiaire", "surveillante pénitentiaire"),
        ],
        InstitutionKind::Probation => vec![
            (
                F::ProbationDirector,
                "directeur pénitentiaire d’insertion et de probation",
                "directrice pénitentiaire d’insertion et de probation",
            ),
            (
                F::Counsellor,
                "conseiller pénitentiaire d’insertion et de probation",
                "conseillère pénitentiaire d’insertion et de probation",
            ),
            (
                F::Counsellor,
                "conseiller pénitentiaire d’insertion et de probation",
                "conseillère pénitentiaire d’insertion et de probation",
            ),
            (F::Counsellor, "assistant de service social", "assistante de service social"),
        ],
        InstitutionKind::Prosecution => vec![
            (F::Magistrate, "procureur de la République", "procureure de la République"),
            (F::Magistrate, "substitut du procureur", "substitute du procureur"),
            (F::LiaisonJurist, "juriste assistant", "juriste assistante"),
        ],
        InstitutionKind::SentencingCourt => vec![
            (
                F::Magistrate,
                "vice-président chargé de l’application des peines",
                "vice-présidente chargée de l’application des peines",
            ),
            (F::Magistrate, "juge de l’application des peines", "juge de l’application des peines"),
            (F::Agent, "greffier de l’application des peines", "greffière de l’application des peines"),
        ],
        InstitutionKind::InvestigatingJudge => vec![
            (F::Magistrate, "vice-président chargé de l’instruction", "vice-présidente chargée de l’instruction"),
            (F::Magistrate, "juge d’instruction", "juge d’instruction"),
            (F::Agent, "greffier d’instruction", "greffière d’instruction"),
        ],
        InstitutionKind::Health => vec![
            (F::Caregiver, "médecin", "médecin"),
            (F::Caregiver, "cadre de santé", "cadre de santé"),
            (F::Caregiver, "infirmier", "infirmière"),
        ],
        InstitutionKind::PrisonIntelligence => vec![
            (F::Head, "délégué local au renseignement pénitentiaire", "déléguée locale au renseignement pénitentiaire"),
            (F::Analyst, "analyste", "analyste"),
        ],
        InstitutionKind::Intelligence => vec![
            (F::Head, "chef de service", "cheffe de service"),
            (F::Analyst, "analyste", "analyste"),
            (F::Analyst, "officier traitant", "officière traitante"),
        ],
        InstitutionKind::Education => vec![
            (F::Teacher, "responsable local de l’enseignement", "responsable locale de l’enseignement"),
            (F::Teacher, "professeur des écoles", "professeure des écoles"),
        ],
        InstitutionKind::Police => vec![
            (F::Head, "directeur interdépartemental adjoint", "directrice interdépartementale adjointe"),
            (F::Officer, "commandant de police", "commandante de police"),
            (F::JudicialOfficer, "major de police", "major de police"),
        ],
        InstitutionKind::Gendarmerie => vec![
            (F::Head, "lieutenant-colonel, commandant en second", "lieutenante-colonelle, commandant en second"),
            (F::Officer, "chef d’escadron", "cheffe d’escadron"),
            (F::JudicialOfficer, "adjudant-chef", "adjudante-cheffe"),
        ],
        InstitutionKind::PrisonRegional => vec![
            (F::Head, "directeur interrégional", "directrice interrégionale"),
            (F::Management, "adjoint au directeur interrégional", "adjointe au directeur interrégional"),
        ],
        InstitutionKind::PrisonCentral if institution.slug == "dap" => vec![
            (
                F::Management,
                "sous-directeur de la sécurité pénitentiaire",
                "sous-directrice de la sécurité pénitentiaire",
            ),
            (F::Management, "chef de bureau", "cheffe de bureau"),
        ],
        InstitutionKind::PrisonCentral => vec![
            (F::Administrator, "responsable de l’exploitation", "responsable de l’exploitation"),
            (F::Administrator, "ingénieur d’exploitation", "ingénieure d’exploitation"),
        ],
        InstitutionKind::MonitoringCentre => vec![
            (F::Head, "responsable du pôle", "responsable du pôle"),
            (F::Operator, "surveillant, agent de pôle", "surveillante, agente de pôle"),
        ],
        InstitutionKind::Prefecture => vec![
            (F::Head, "directeur de cabinet", "directrice de cabinet"),
            (F::Agent, "attaché d’administration", "attachée d’administration"),
            (F::Agent, "secrétaire administratif", "secrétaire administrative"),
        ],
        InstitutionKind::SupervisingMagistrate => vec![
            (F::Controller, "greffier du contrôle", "greffière du contrôle"),
            (F::Controller, "assistant du magistrat", "assistante du magistrat"),
        ],
        _ => vec![(F::Head, "directeur", "directrice"), (F::Agent, "éducateur spécialisé", "éducatrice spécialisée")],
    }
}

/// The text or office under which an agent of that kind is designated (domain, section 3).
const fn basis(kind: InstitutionKind) -> &'static str {
    match kind {
        InstitutionKind::Prison | InstitutionKind::Probation | InstitutionKind::Health | InstitutionKind::Education => {
            "Désignation par le chef d’établissement, R. 240-5 C. pénit. (anc. R. 57-9-22 CPP)"
        }
        InstitutionKind::Prosecution | InstitutionKind::SentencingCourt | InstitutionKind::InvestigatingJudge => {
            "Désignation par les chefs de juridiction, R. 240-5 C. pénit. (anc. R. 57-9-22, 1° CPP)"
        }
        InstitutionKind::PrisonRegional | InstitutionKind::PrisonCentral => {
            "Désignation par le directeur de l’administration pénitentiaire, R. 240-5 C. pénit. (anc. R. 57-9-22 CPP)"
        }
        InstitutionKind::SupervisingMagistrate => "Désignation pour trois ans, R. 544-18 C. pénit. (anc. R. 61-12 CPP)",
        InstitutionKind::MonitoringCentre => "Désignation individuelle, R. 622-25 C. pénit. (anc. R. 57-30-4 CPP)",
        _ => "Désignation par le chef de service, convention locale d’échange (fictive)",
    }
}

fn clear(agents: &mut [AgentSeed], country: &Country, dice: &Dice, today: Date) {
    let chiefs: Vec<Id<Agent>> = heads(agents, country);
    let grants: Vec<Option<ClearanceSeed>> = agents
        .iter()
        .enumerate()
        .map(|(index, agent)| {
            let cleared = CAST.get(index).map_or(Cleared::Now, |role| role.cleared);
            let institution = country.institutions.iter().find(|i| i.id == agent.institution)?;
            let (starts_on, ends_on) = match cleared {
                Cleared::Never => return None,
                Cleared::Ended => {
                    let end = plus(today, -dice.between(31, 45));
                    (plus_months(end, -36), end)
                }
                Cleared::Now => {
                    let start = plus(today, -dice.between(40, 900));
                    match soon_over(agents, index, institution) {
                        Some(days) => (plus(plus_months(plus(today, days), -60), 1), plus(today, days)),
                        None => (start, plus(plus_months(start, 60), -1)),
                    }
                }
            };
            let state = if cleared == Cleared::Ended { ClearanceState::Expired } else { ClearanceState::Active };
            let (granted_by, confirmed_by) = signatories(agents, agent, institution, country, &chiefs)?;
            let id = dice.id();
            Some(ClearanceSeed {
                id,
                state,
                starts_on,
                ends_on,
                basis: basis(institution.kind),
                granted_by,
                confirmed_by,
            })
        })
        .collect();
    for (agent, grant) in agents.iter_mut().zip(grants) {
        agent.clearance = grant;
    }
}

/// In how many days somebody's clearance ends who was let in five years ago: two guards of the cast's prison on one day, and a
/// colleague at its probation service, so that the demo has letters about that to send. None of them is of the cast.
fn soon_over(agents: &[AgentSeed], index: usize, institution: &InstitutionSeed) -> Option<i64> {
    let (last, function, days) = match institution.slug.as_str() {
        "cp-marais-de-scarpe" => (2, Function::Guard, 45),
        "spip-douai" => (1, Function::Counsellor, 20),
        _ => return None,
    };
    let is_alike = |agent: &&AgentSeed| {
        agent.institution == institution.id && agent.slug.is_none() && agent.functions == [function]
    };
    let after = agents.get(index + 1..).unwrap_or_default().iter().filter(is_alike).count();
    (agents.get(index).as_ref().is_some_and(is_alike) && after < last).then_some(days)
}

/// For each institution, who signs first there.
fn heads(agents: &[AgentSeed], country: &Country) -> Vec<Id<Agent>> {
    let leads = |a: &&AgentSeed| matches!(a.functions.first(), Some(Function::Head | Function::ProbationDirector));
    country
        .institutions
        .iter()
        .filter_map(|institution| {
            let mut here = agents.iter().filter(|a| a.institution == institution.id);
            // Colleagues follow the cast: outside management, the first of them is the senior one.
            here.clone()
                .find(leads)
                .or_else(|| here.clone().find(|a| a.slug.is_none()))
                .or_else(|| here.next())
                .map(|a| a.id)
        })
        .collect()
}

/// Two people other than the bearer: the head of the prison where the texts say so, else the bearer's own head; then a colleague of
/// that first one, or the superior's.
fn signatories(
    agents: &[AgentSeed],
    bearer: &AgentSeed,
    institution: &InstitutionSeed,
    country: &Country,
    chiefs: &[Id<Agent>],
) -> Option<(Id<Agent>, Id<Agent>)> {
    let chief_of = |id: Id<Institution>| {
        let at = country.institutions.iter().position(|i| i.id == id)?;
        chiefs.get(at).copied()
    };
    let prison = match institution.kind {
        InstitutionKind::Health | InstitutionKind::Education | InstitutionKind::PrisonIntelligence => {
            institution.attached_to
        }
        InstitutionKind::Probation => country.sites.iter().find(|s| s.probation == institution.id).map(|s| s.prison),
        _ => None,
    };
    let candidates = [prison, Some(institution.id), institution.superior];
    let grantor = candidates.into_iter().flatten().filter_map(chief_of).find(|id| *id != bearer.id);
    let colleagues = agents.iter().filter(|a| a.institution == institution.id && !is_uncleared(a)).map(|a| a.id);
    let granted_by = grantor.or_else(|| colleagues.clone().find(|id| *id != bearer.id))?;
    let grantors_house = agents.iter().find(|a| a.id == granted_by).map(|a| a.institution);
    let beside = agents.iter().filter(|a| Some(a.institution) == grantors_house && !is_uncleared(a)).map(|a| a.id);
    let above = agents.iter().filter(|a| Some(a.institution) == institution.superior && !is_uncleared(a)).map(|a| a.id);
    let confirmed_by = beside.chain(colleagues).chain(above).find(|id| *id != bearer.id && *id != granted_by)?;
    Some((granted_by, confirmed_by))
}

fn is_uncleared(agent: &AgentSeed) -> bool {
    CAST.iter().any(|role| Some(role.slug) == agent.slug && role.cleared != Cleared::Now)
}
