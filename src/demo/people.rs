//! People: who they are, where they live, who is in charge of them; their paths and records come from their own modules.

use jiff::civil::Date;

use super::dice::{Dice, plus, plus_months};
use super::events::Writing;
use super::flagship;
use super::institutions::{Country, Site};
use super::names::{self, FRENCH_NATIONALITY};
use super::paths::{Drawing, Path};
use super::places::Commune;
use super::staff::{self, Authors};
use super::world::{AgentSeed, Flagship, FollowUpSeed, InstitutionSeed, PersonSeed};
use crate::domain::handling::Institution;
use crate::domain::phase::Nature;
use crate::domain::{Id, Phase, TieKind};

/// Institutions and agents founded once; people are then drawn one by one, each from a stream of their own.
pub(in crate::demo) struct Stage {
    /// Institutions, superiors first.
    pub(in crate::demo) institutions: Vec<InstitutionSeed>,
    /// The cast, then their colleagues.
    pub(in crate::demo) agents: Vec<AgentSeed>,
    /// The places with their services.
    pub(in crate::demo) sites: Vec<Site>,
    /// Who may write in each institution.
    pub(in crate::demo) authors: Authors,
    /// The intelligence service.
    pub(in crate::demo) intelligence: Id<Institution>,
    /// The association.
    pub(in crate::demo) association: Id<Institution>,
    /// The world's day.
    pub(in crate::demo) today: Date,
    /// How many people.
    pub(in crate::demo) people: usize,
    seed: u64,
}

/// Twenty people in a row are in these phases; the showcase, first of all, is among those who prepare their release.
const ROUND: [Phase; 20] = [
    Phase::PreRelease,
    Phase::Detention,
    Phase::Community,
    Phase::PreTrial,
    Phase::Closed,
    Phase::Trial,
    Phase::Investigation,
    Phase::Detention,
    Phase::PreRelease,
    Phase::Community,
    Phase::Detention,
    Phase::PreTrial,
    Phase::Trial,
    Phase::PreRelease,
    Phase::Closed,
    Phase::Investigation,
    Phase::Community,
    Phase::Detention,
    Phase::PreRelease,
    Phase::PreTrial,
];

impl Stage {
    /// Founds the institutions and hires their staff.
    pub(in crate::demo) fn new(people: usize, seed: u64, today: Date) -> Self {
        let dice = Dice::new(seed, 0);
        let country = Country::found(&dice);
        let (agents, authors) = staff::hire(&country, &dice, today);
        let Country { institutions, sites, intelligence, association } = country;
        Self { institutions, agents, sites, authors, intelligence, association, today, people: people.max(1), seed }
    }

    /// The stream of that person.
    pub(in crate::demo) fn dice(&self, index: usize) -> Dice {
        Dice::new(self.seed, index as u64 + 1)
    }

    /// The showcase: the person of index zero.
    pub(in crate::demo) fn showcase(&self) -> (PersonSeed, Flagship) {
        flagship::showcase(self, &self.dice(0))
    }

    /// The person of that index.
    pub(in crate::demo) fn person(&self, index: usize) -> PersonSeed {
        let dice = self.dice(index);
        let phase = ROUND[index % ROUND.len()];
        let civil = names::somebody(&dice);
        let drawing = Drawing {
            dice: &dice,
            sites: &self.sites,
            today: self.today,
            index,
            people: self.people,
            sex: civil.name.sex,
        };
        let mut path = drawing.path(phase);
        if civil.nationality != FRENCH_NATIONALITY && dice.percent(25) && !matches!(phase, Phase::Closed) {
            drawing.removal(&mut path);
        }
        let mut person = PersonSeed {
            id: dice.id(),
            birth_date: birth(&dice, path.begins_on),
            family_name: civil.name.family,
            usage_name: civil.usage,
            given_names: civil.name.given,
            aliases: civil.aliases,
            sex: civil.name.sex,
            birth_place: civil.birth_place,
            nationality: civil.nationality,
            declared_address: None,
            declared_commune: None,
            address_before: None,
            assigned_residence: None,
            phone: None,
            stays: Vec::new(),
            penal: Vec::new(),
            follow_ups: Vec::new(),
            records: Vec::new(),
        };
        self.house(&dice, &mut person, &path, phase);
        person.follow_ups = self.follow_ups(&dice, &path, phase);
        person.records =
            Writing { stage: self, dice: &dice, path: &path, phase, sex: person.sex, family_name: &person.family_name }
                .records(&person.follow_ups);
        person.stays = path.stays;
        person.penal = path.penal;
        person
    }

    fn house(&self, dice: &Dice, person: &mut PersonSeed, path: &Path, phase: Phase) {
        let home = &self.sites[path.home];
        let known = match phase {
            Phase::PreRelease | Phase::Community => 92,
            Phase::Detention => 60,
            _ => 25,
        };
        if dice.percent(known) {
            let (address, commune) = address(dice, home);
            person.declared_address = Some(address);
            person.declared_commune = Some(commune.insee.to_owned());
        }
        if !path.stays.is_empty() && dice.percent(80) {
            person.address_before = Some(address(dice, home).0);
        }
        if path.stays.is_empty() && matches!(phase, Phase::Trial | Phase::Community) && dice.percent(20) {
            person.assigned_residence = person.declared_address.clone().or_else(|| Some(address(dice, home).0));
        }
        let free = matches!(phase, Phase::Community | Phase::Investigation | Phase::Closed);
        person.phone = (dice.percent(if free { 65 } else { 20 }))
            .then(|| format!("06 39 98 {:02} {:02}", dice.below(100), dice.below(100)));
    }

    fn follow_ups(&self, dice: &Dice, path: &Path, phase: Phase) -> Vec<FollowUpSeed> {
        let home = &self.sites[path.home];
        let inside = path.stay_places.last().map_or(home, |place| &self.sites[*place]);
        let mut all = Vec::new();
        let mut add = |institution, kind, from_on, to_on, cause| {
            all.push(FollowUpSeed { id: dice.id(), institution, kind, from_on, to_on, cause });
        };
        let first = |nature: Nature| path.penal.iter().filter(|s| s.nature == nature).map(|s| s.decided_on).min();
        let last = |nature: Nature| path.penal.iter().filter(|s| s.nature == nature).map(|s| s.decided_on).max();
        let dismissed = last(Nature::Dismissal);
        add(home.prosecution, TieKind::Prosecuted, path.begins_on, dismissed, "investigation_opened");
        if let Some(remand) = last(Nature::Remand) {
            // The judge's part ends with the referral or the dismissal of the case.
            if dice.percent(70) {
                let over = last(Nature::Referral).filter(|day| *day >= remand).or(dismissed);
                add(home.investigating, TieKind::Followed, remand, over, "judicial_information");
            }
        } else if phase == Phase::Investigation && dice.percent(35) {
            add(home.investigating, TieKind::Followed, path.begins_on, None, "judicial_information");
        }
        if let Some(convicted) = first(Nature::Conviction) {
            add(home.sentencing, TieKind::Followed, convicted, path.closed_on, "conviction");
            // Inside, the SPIP of the present prison follows; outside, that of the place of residence.
            if phase == Phase::Community || phase == Phase::Closed || inside.prison == home.prison {
                add(home.probation, TieKind::Followed, convicted, path.closed_on, "conviction");
            } else if let Some(arrived) = path.stays.last().map(|s| s.admitted_on) {
                let start = convicted.min(arrived);
                if start < arrived {
                    add(home.probation, TieKind::Followed, start, Some(arrived), "conviction");
                }
                add(inside.probation, TieKind::Followed, arrived, None, "transfer");
            }
        } else if path.stays.is_empty() {
            let asked = path.begins_on;
            add(home.probation, TieKind::Followed, asked, Some(plus(asked, 30)), "social_inquiry");
        }
        let open = !matches!(phase, Phase::Closed | Phase::Investigation);
        if open && dice.percent(4) {
            let since = dice.day(path.begins_on, plus(self.today, -4).max(path.begins_on));
            add(inside.intelligence, TieKind::Followed, since, None, "radicalisation_follow_up");
            if dice.percent(60) {
                add(self.intelligence, TieKind::Followed, since, None, "radicalisation_follow_up");
            }
        }
        if matches!(phase, Phase::PreRelease | Phase::Community)
            && home.place.departement.code == "59"
            && dice.percent(8)
        {
            let since = dice.day(plus(self.today, -60).max(path.begins_on), plus(self.today, -2));
            add(self.association, TieKind::Followed, since, None, "association_invited");
        }
        all
    }
}

/// An address in the département of that place, and its commune.
pub(in crate::demo) fn address(dice: &Dice, site: &Site) -> (String, &'static Commune) {
    const STREETS: &[&str] = &[
        "rue des Tilleuls",
        "rue du Four-à-Chaux",
        "avenue de la République",
        "rue Basse",
        "impasse des Lilas",
        "rue de l’Église",
        "boulevard Gambetta",
        "rue du Moulin",
        "allée des Érables",
        "place de la Mairie",
        "rue des Écoles",
        "chemin du Lavoir",
        "rue Pasteur",
        "rue du Canal",
        "résidence des Peupliers",
        "rue Jean-Jaurès",
        "rue de la Gare",
        "rue des Jardins",
        "quai de la Fonderie",
        "rue du Général-Leclerc",
        "sentier des Vignes",
        "rue Victor-Hugo",
        "cité des Mésanges",
        "route d’En-Haut",
    ];
    let (police, gendarmerie) = (site.place.departement.police, site.place.departement.gendarmerie);
    let index = dice.below(police.len() + gendarmerie.len());
    let commune = police.get(index).unwrap_or_else(|| &gendarmerie[index - police.len()]);
    let bis = if dice.percent(6) { " bis" } else { "" };
    (format!("{}{bis}, {}, {} {}", 1 + dice.below(120), dice.pick(STREETS), commune.postcode, commune.name), commune)
}

/// A birth date that makes the person an adult on the day when everything began.
fn birth(dice: &Dice, begins_on: Date) -> Date {
    // Two draws, the lower kept: many young adults, a long tail towards seventy.
    let years = dice.between(18, 72).min(dice.between(18, 64));
    plus(plus_months(begins_on, -12 * years), -dice.between(1, 360))
}
