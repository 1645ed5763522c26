//! Who needs to know of a person: ties derived from facts (domain, section 6). Pure; `access` stores what comes out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use super::category::DataCategory;
use super::id::Id;
use super::institution::InstitutionKind;
use super::noun::{Agent, Institution};
use super::phase::{Nature, PenalStep, Phase, Stay};
use super::tie::{Notice, TieKind};
use super::value::Quantum;

/// What is known of a service, as far as ties need it.
#[derive(Debug, Clone)]
pub struct Service {
    /// What kind it is.
    pub kind: InstitutionKind,
    /// Its superior.
    pub superior: Option<Id<Institution>>,
    /// The prison that it works in.
    pub attached_to: Option<Id<Institution>>,
    /// Its département.
    pub departement: Option<String>,
    /// The commune where it stands (INSEE code).
    pub commune: Option<String>,
    /// The communes that it is competent for (INSEE codes).
    pub communes: BTreeSet<String>,
    /// Its time zone (IANA name): a prison's days are its own.
    pub time_zone: String,
}

/// All services, by identifier.
pub type Services = BTreeMap<Id<Institution>, Service>;

/// A planned leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    /// The record that holds it: its notice reaches that record and no other movement.
    pub record: String,
    /// First day.
    pub planned_on: Date,
    /// Last day; the first when unknown.
    pub return_on: Option<Date>,
    /// Where (INSEE code).
    pub commune: Option<String>,
}

/// That a service follows or prosecutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// Which service.
    pub institution: Id<Institution>,
    /// `Followed` or `Prosecuted`.
    pub kind: TieKind,
    /// Since when.
    pub from_on: Date,
    /// Until when.
    pub to_on: Option<Date>,
    /// The cause's code.
    pub cause: String,
}

/// That a record was sent to a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Which record.
    pub record: String,
    /// To whom.
    pub institution: Id<Institution>,
    /// When.
    pub on: Date,
}

/// That a service was told of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which service.
    pub institution: Id<Institution>,
    /// When.
    pub on: Date,
}

/// That a service, or one of its people by name, is invited to an item of an agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Which item.
    pub item: String,
    /// Which service.
    pub institution: Id<Institution>,
    /// Whom of it; nobody in particular where the service as such is invited.
    pub agent: Option<Id<Agent>>,
    /// What was laid on the table of the item.
    pub tabled: Vec<DataCategory>,
    /// First day.
    pub from_on: Date,
    /// Last day.
    pub to_on: Option<Date>,
}

/// The facts that ties follow from.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Stays, each with its prison.
    pub stays: Vec<(Stay, Id<Institution>)>,
    /// Penal decisions.
    pub steps: Vec<PenalStep>,
    /// Each single sentence with its length.
    pub sentences: Vec<(PenalStep, Quantum)>,
    /// Commune of the declared address (INSEE code).
    pub declared_commune: Option<String>,
    /// Leaves.
    pub leaves: Vec<Leave>,
    /// Follow-ups.
    pub follow_ups: Vec<FollowUp>,
    /// Communications.
    pub sent: Vec<Sent>,
    /// Release alerts.
    pub told: Vec<Told>,
    /// Invitations to items of agendas, each with the days on which it opens the item.
    pub invited: Vec<Invited>,
}

/// A tie that ought to exist.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueTie {
    /// Between the person and whom.
    pub institution: Id<Institution>,
    /// Why.
    pub kind: TieKind,
    /// The notice that it is limited to.
    pub notice: Option<Notice>,
    /// The record or the item that it is limited to.
    pub record: Option<String>,
    /// What was laid on the table, where it is limited to an item.
    pub tabled: Vec<DataCategory>,
    /// Whose it is alone, where an invitation names somebody.
    pub agent: Option<Id<Agent>>,
    /// First day.
    pub from_on: Date,
    /// Last day.
    pub to_on: Option<Date>,
    /// The fact behind it, as a code.
    pub cause: String,
}

/// Flags of a person's situation that cells may ask for with `when`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "a closed list of independent facts, each read by name")]
pub struct Flags {
    /// A single sentence of three years or more (R. 57-7-85).
    pub sentence_3y: bool,
    /// A leave is planned or under way.
    pub leave: bool,
    /// A removal measure exists.
    pub foreigner_removal: bool,
    /// An address for the release is declared.
    pub release_address: bool,
    /// Convicted.
    pub convicted: bool,
}

/// How long after the release its notice can still be read, and after an alert what it said (house rule).
const NOTICE_DAYS: i64 = 30;

/// Data of GENESIS are kept two years after the release (R. 240-4 C. pénit., anc. R. 57-9-21 CPP).
pub const GENESIS_YEARS: i64 = 2;

fn two_years_after(day: Date) -> Option<Date> {
    day.checked_add(GENESIS_YEARS.years()).ok()
}

impl Facts {
    /// The facts that cells ask for.
    #[must_use]
    pub fn flags(&self, today: Date) -> Flags {
        let decided = |nature| self.steps.iter().any(|s| s.nature == nature && s.decided_on <= today);
        Flags {
            sentence_3y: self.is_notifiable(today),
            leave: self.coming_leaves(today).next().is_some(),
            foreigner_removal: decided(Nature::Removal),
            release_address: self.declared_commune.is_some(),
            convicted: decided(Nature::Conviction),
        }
    }

    /// Whether a single sentence of three years or more is being executed, or ended with the last stay: one that was served
    /// before it doesn't count (R. 57-7-85).
    fn is_notifiable(&self, today: Date) -> bool {
        let Some((stay, _)) = self.stays.last() else { return false };
        self.sentences.iter().any(|(step, quantum)| {
            quantum.is_three_years_or_more()
                && step.decided_on <= today
                && step.ends_on.is_none_or(|end| end >= stay.admitted_on)
        })
    }

    fn coming_leaves(&self, today: Date) -> impl Iterator<Item = &Leave> {
        self.leaves.iter().filter(move |leave| leave.return_on.unwrap_or(leave.planned_on) >= today)
    }

    /// The day on which GENESIS data close to everyone, once the last stay has ended.
    #[must_use]
    pub fn genesis_closes_on(&self) -> Option<Date> {
        let mut last = None;
        for (stay, _) in &self.stays {
            last = last.max(Some(stay.released_on?));
        }
        two_years_after(last?)
    }

    /// Every tie that ought to exist, on any day, given the phase of today.
    #[must_use]
    pub fn ties(&self, services: &Services, phase: Phase, today: Date) -> Vec<DueTie> {
        type Key = (Id<Institution>, Option<Id<Agent>>, TieKind, Option<Notice>, Option<String>);
        let mut ties: BTreeMap<Key, DueTie> = BTreeMap::new();
        let mut add = |tie: DueTie| {
            ties.entry((tie.institution, tie.agent, tie.kind, tie.notice, tie.record.clone()))
                .and_modify(|known| known.join(&tie, today))
                .or_insert(tie);
        };

        let is_held = self.stays.iter().any(|(stay, _)| stay.released_on.is_none_or(|day| day > today));
        for (position, (stay, prison)) in self.stays.iter().enumerate() {
            // Who went on to another prison is no longer the former one's: two years run from the release alone.
            let is_release = !is_held && position + 1 == self.stays.len();
            let to_on = stay.released_on.and_then(|day| if is_release { two_years_after(day) } else { Some(day) });
            add(whole(*prison, TieKind::Held, stay.admitted_on, to_on, "custody"));
            for superior in superiors(services, *prison) {
                add(whole(superior, TieKind::Hierarchy, stay.admitted_on, to_on, "custody"));
            }
            for (unit, service) in services.iter().filter(|(_, s)| s.attached_to == Some(*prison)) {
                // The local intelligence unit follows those designated to it, not everybody who is held.
                if service.kind != InstitutionKind::PrisonIntelligence {
                    add(whole(*unit, TieKind::Followed, stay.admitted_on, stay.released_on, "works_in_prison"));
                }
            }
        }
        for follow_up in &self.follow_ups {
            add(whole(follow_up.institution, follow_up.kind, follow_up.from_on, follow_up.to_on, &follow_up.cause));
            if services.get(&follow_up.institution).is_some_and(|s| s.kind == InstitutionKind::Probation) {
                for superior in superiors(services, follow_up.institution) {
                    add(whole(superior, TieKind::Hierarchy, follow_up.from_on, follow_up.to_on, &follow_up.cause));
                }
            }
        }
        for sent in &self.sent {
            let mut tie = whole(sent.institution, TieKind::Communication, sent.on, None, "communication");
            tie.record = Some(sent.record.clone());
            add(tie);
        }
        for told in &self.told {
            // An alert that can't be opened can't be acknowledged: what it said may be read as long as a notice may.
            let to_on = told.on.checked_add(NOTICE_DAYS.days()).ok();
            add(whole(told.institution, TieKind::Alert, told.on, to_on, "release_alert"));
        }
        for invited in &self.invited {
            add(DueTie {
                record: Some(invited.item.clone()),
                tabled: invited.tabled.clone(),
                agent: invited.agent,
                ..whole(invited.institution, TieKind::Item, invited.from_on, invited.to_on, "agenda_item")
            });
        }
        for tie in self.notices(services, phase, today) {
            add(tie);
        }
        ties.into_values().collect()
    }

    /// Ties of territory: one notice each.
    fn notices(&self, services: &Services, phase: Phase, today: Date) -> Vec<DueTie> {
        let flags = self.flags(today);
        let prison = self
            .stays
            .iter()
            .filter(|(stay, _)| stay.released_on.is_none_or(|d| d > today))
            .map(|(_, p)| *p)
            .next_back();
        let prison = prison.and_then(|id| services.get(&id));
        let forces = |commune: Option<&String>| -> Vec<Id<Institution>> {
            let Some(commune) = commune else { return Vec::new() };
            services
                .iter()
                .filter(|(_, s)| matches!(s.kind, InstitutionKind::Police | InstitutionKind::Gendarmerie))
                .filter(|(_, s)| s.communes.contains(commune))
                .map(|(id, _)| *id)
                .collect()
        };
        // R. 57-9-23 2°: the prefect of the département where the prison stands.
        let prefects: Vec<Id<Institution>> = services
            .iter()
            .filter(|(_, s)| s.kind == InstitutionKind::Prefecture)
            .filter(|(_, s)| prison.is_some_and(|p| p.departement.is_some() && p.departement == s.departement))
            .map(|(id, _)| *id)
            .collect();
        let notice = |institution, notice, to_on, cause: &str| DueTie {
            notice: Some(notice),
            ..whole(institution, TieKind::Territory, today, to_on, cause)
        };

        let mut ties = Vec::new();
        if flags.sentence_3y && matches!(phase, Phase::PreRelease | Phase::Community | Phase::Closed) {
            // One notice, its corrections and the release itself, whether a measure follows it or nothing does: not a standing
            // view of the years after.
            let released_on = self.stays.last().and_then(|(stay, _)| stay.released_on);
            let to_on = released_on.and_then(|day| day.checked_add(NOTICE_DAYS.days()).ok());
            if to_on.is_none_or(|last| last >= today) {
                for force in forces(self.declared_commune.as_ref()) {
                    ties.push(notice(force, Notice::Sentence3y, to_on, "declared_address"));
                }
            }
        }
        for leave in self.coming_leaves(today) {
            // R. 57-9-23 6° a: the place of detention and the place of the leave.
            let mut told: BTreeSet<_> = forces(leave.commune.as_ref()).into_iter().collect();
            told.extend(forces(prison.and_then(|p| p.commune.as_ref())));
            told.extend(&prefects);
            for institution in told {
                let last_day = leave.return_on.or(Some(leave.planned_on));
                let record = Some(leave.record.clone());
                ties.push(DueTie { record, ..notice(institution, Notice::Leave, last_day, "leave") });
            }
        }
        if flags.foreigner_removal {
            for prefect in &prefects {
                ties.push(notice(*prefect, Notice::ForeignerRemoval, None, "removal"));
            }
        }
        ties
    }
}

impl DueTie {
    /// Two spells of the same tie: one spell where they touch; else the one of today, or the later.
    fn join(&mut self, other: &Self, today: Date) {
        let touches =
            |first: &Self, then: &Self| first.to_on.is_none_or(|end| then.from_on <= end.saturating_add(1.day()));
        let holds = |tie: &Self| tie.from_on <= today && tie.to_on.is_none_or(|end| end >= today);
        if touches(self, other) && touches(other, self) {
            self.from_on = self.from_on.min(other.from_on);
            self.to_on = self.to_on.and_then(|end| other.to_on.map(|to| end.max(to)));
        } else if !holds(self) && (holds(other) || other.from_on > self.from_on) {
            *self = other.clone();
        }
    }
}

fn whole(institution: Id<Institution>, kind: TieKind, from_on: Date, to_on: Option<Date>, cause: &str) -> DueTie {
    DueTie {
        institution,
        kind,
        notice: None,
        record: None,
        tabled: Vec::new(),
        agent: None,
        from_on,
        to_on,
        cause: cause.to_owned(),
    }
}

/// The superiors of a service, nearest first. A chain that bites its tail ends.
fn superiors(services: &Services, of: Id<Institution>) -> Vec<Id<Institution>> {
    let mut chain = Vec::new();
    let mut next = services.get(&of).and_then(|s| s.superior);
    while let Some(superior) = next {
        if chain.contains(&superior) || superior == of {
            break;
        }
        chain.push(superior);
        next = services.get(&superior).and_then(|s| s.superior);
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 21);

    fn id(n: u8) -> Id<Institution> {
        Id::from_bytes([n; 16])
    }

    fn service(kind: InstitutionKind) -> Service {
        Service {
            kind,
            superior: None,
            attached_to: None,
            departement: None,
            commune: None,
            communes: BTreeSet::new(),
            time_zone: "Europe/Paris".into(),
        }
    }

    /// 1 prison, 2 its DISP, 3 the DAP, 4 its health unit, 5 the police of 59350, 6 the gendarmerie of 59001, 7 the prefecture.
    fn services() -> Services {
        let nord = Some("59".to_owned());
        BTreeMap::from([
            (id(1), Service { superior: Some(id(2)), departement: nord.clone(), ..service(InstitutionKind::Prison) }),
            (id(2), Service { superior: Some(id(3)), ..service(InstitutionKind::PrisonRegional) }),
            (id(3), service(InstitutionKind::PrisonCentral)),
            (id(4), Service { attached_to: Some(id(1)), ..service(InstitutionKind::Health) }),
            (id(5), Service { communes: BTreeSet::from(["59350".into()]), ..service(InstitutionKind::Police) }),
            (id(6), Service { communes: BTreeSet::from(["59001".into()]), ..service(InstitutionKind::Gendarmerie) }),
            (id(7), Service { departement: nord, ..service(InstitutionKind::Prefecture) }),
        ])
    }

    fn conviction() -> PenalStep {
        PenalStep { nature: Nature::Conviction, decided_on: date(2022, 6, 1), starts_on: None, ends_on: None }
    }

    fn convict() -> Facts {
        Facts {
            stays: vec![(
                Stay { admitted_on: date(2022, 1, 1), release_on: Some(date(2027, 1, 10)), released_on: None },
                id(1),
            )],
            steps: vec![conviction()],
            sentences: vec![(conviction(), Quantum { years: 5, months: 0, days: 0 })],
            declared_commune: Some("59350".into()),
            ..Facts::default()
        }
    }

    fn reach(ties: &[DueTie], n: u8) -> Vec<(TieKind, Option<Notice>)> {
        ties.iter().filter(|t| t.institution == id(n)).map(|t| (t.kind, t.notice)).collect()
    }

    #[test]
    fn the_prison_its_hierarchy_and_its_health_unit_need_to_know_of_who_is_held() {
        let ties = convict().ties(&services(), Phase::PreRelease, TODAY);
        assert_eq!(reach(&ties, 1), [(TieKind::Held, None)]);
        assert_eq!(reach(&ties, 2), [(TieKind::Hierarchy, None)]);
        assert_eq!(reach(&ties, 3), [(TieKind::Hierarchy, None)]);
        assert_eq!(reach(&ties, 4), [(TieKind::Followed, None)]);
    }

    #[test]
    fn the_three_year_notice_goes_to_the_force_of_the_declared_address_and_to_no_other() {
        let ties = convict().ties(&services(), Phase::PreRelease, TODAY);
        assert_eq!(reach(&ties, 5), [(TieKind::Territory, Some(Notice::Sentence3y))]);
        assert!(reach(&ties, 6).is_empty());
    }

    #[test]
    fn before_the_last_year_and_under_three_years_no_notice() {
        assert!(reach(&convict().ties(&services(), Phase::Detention, TODAY), 5).is_empty());
        let short = Facts { sentences: vec![(conviction(), Quantum { years: 2, months: 11, days: 30 })], ..convict() };
        assert!(reach(&short.ties(&services(), Phase::PreRelease, TODAY), 5).is_empty());
    }

    #[test]
    fn a_leave_is_told_where_it_takes_place_until_its_last_day() {
        let leave = Leave {
            record: "r".into(),
            planned_on: date(2026, 12, 1),
            return_on: Some(date(2026, 12, 3)),
            commune: Some("59001".into()),
        };
        let facts = Facts { leaves: vec![leave], ..convict() };
        let ties = facts.ties(&services(), Phase::PreRelease, TODAY);
        let told = ties.iter().find(|t| t.institution == id(6)).expect("the gendarmerie of the leave");
        assert_eq!((told.notice, told.to_on), (Some(Notice::Leave), Some(date(2026, 12, 3))));
        assert!(facts.ties(&services(), Phase::PreRelease, date(2026, 12, 4)).iter().all(|t| t.institution != id(6)));
    }

    #[test]
    fn the_prefect_of_the_prisons_departement_learns_of_a_removal() {
        let removal =
            PenalStep { nature: Nature::Removal, decided_on: date(2024, 1, 1), starts_on: None, ends_on: None };
        let facts = Facts { steps: vec![convict().steps[0], removal], ..convict() };
        assert_eq!(
            reach(&facts.ties(&services(), Phase::PreRelease, TODAY), 7),
            [(TieKind::Territory, Some(Notice::ForeignerRemoval))]
        );
    }

    #[test]
    fn after_the_release_the_prison_keeps_its_tie_for_two_years() {
        let mut facts = convict();
        facts.stays[0].0.released_on = Some(date(2026, 3, 1));
        assert_eq!(facts.genesis_closes_on(), Some(date(2028, 3, 1)));
        let ties = facts.ties(&services(), Phase::Community, TODAY);
        assert_eq!(ties.iter().find(|t| t.institution == id(1)).and_then(|t| t.to_on), Some(date(2028, 3, 1)));
    }

    #[test]
    fn a_sentence_served_before_this_stay_makes_no_notice() {
        let served = PenalStep { ends_on: Some(date(2015, 1, 1)), decided_on: date(2010, 1, 1), ..conviction() };
        let facts = Facts { sentences: vec![(served, Quantum { years: 5, months: 0, days: 0 })], ..convict() };
        assert!(reach(&facts.ties(&services(), Phase::PreRelease, TODAY), 5).is_empty());
    }

    #[test]
    fn the_notice_ends_a_month_after_the_release() {
        let mut facts = convict();
        facts.stays[0].0.released_on = Some(date(2026, 11, 1));
        let ties = facts.ties(&services(), Phase::Community, TODAY);
        assert_eq!(ties.iter().find(|t| t.institution == id(5)).and_then(|t| t.to_on), Some(date(2026, 12, 1)));
        assert!(reach(&facts.ties(&services(), Phase::Community, date(2026, 12, 2)), 5).is_empty());
    }

    #[test]
    fn the_former_prison_loses_who_was_transferred_on_that_day() {
        let mut facts = convict();
        facts.stays[0].0.released_on = Some(date(2025, 5, 5));
        facts.stays.push((Stay { admitted_on: date(2025, 5, 5), release_on: None, released_on: None }, id(8)));
        let ties = facts.ties(&services(), Phase::Detention, TODAY);
        assert_eq!(ties.iter().find(|t| t.institution == id(1)).and_then(|t| t.to_on), Some(date(2025, 5, 5)));
    }

    #[test]
    fn two_follow_ups_with_a_gap_are_not_one() {
        let spell = |from_on, to_on| FollowUp {
            institution: id(9),
            kind: TieKind::Followed,
            from_on,
            to_on,
            cause: "c".into(),
        };
        let facts = Facts {
            follow_ups: vec![spell(date(2010, 1, 1), Some(date(2012, 1, 1))), spell(date(2027, 1, 1), None)],
            ..Facts::default()
        };
        let ties = facts.ties(&services(), Phase::Closed, TODAY);
        assert_eq!(ties.iter().map(|t| t.from_on).collect::<Vec<_>>(), [date(2027, 1, 1)]);
    }

    #[test]
    fn a_chain_of_superiors_that_bites_its_tail_ends() {
        let mut services = services();
        services.get_mut(&id(3)).expect("the DAP").superior = Some(id(1));
        assert_eq!(superiors(&services, id(1)), [id(2), id(3)]);
    }
}
