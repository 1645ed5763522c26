//! The institutions of the world, and around each prison the services that its people meet.

use jiff::tz::TimeZone;

use super::dice::Dice;
use super::places::{DEPARTEMENTS, Departement, PETITE_COURONNE, PLACES, Place};
use super::world::InstitutionSeed;
use crate::clock::paris;
use crate::domain::handling::Institution;
use crate::domain::{Id, InstitutionKind};

type Named = Id<Institution>;

/// A prison and the services that work with it.
pub(in crate::demo) struct Site {
    /// The facts of the place.
    pub(in crate::demo) place: &'static Place,
    /// Its zone.
    pub(in crate::demo) zone: TimeZone,
    /// The prison.
    pub(in crate::demo) prison: Named,
    /// SPIP.
    pub(in crate::demo) probation: Named,
    /// Parquet.
    pub(in crate::demo) prosecution: Named,
    /// JAP.
    pub(in crate::demo) sentencing: Named,
    /// Investigating judge.
    pub(in crate::demo) investigating: Named,
    /// Health unit.
    pub(in crate::demo) health: Named,
    /// Local prison-intelligence unit.
    pub(in crate::demo) intelligence: Named,
    /// Education unit.
    pub(in crate::demo) education: Named,
}

/// Every institution, and how to find those that the histories name.
pub(in crate::demo) struct Country {
    /// All of them, superiors first.
    pub(in crate::demo) institutions: Vec<InstitutionSeed>,
    /// One for each place.
    pub(in crate::demo) sites: Vec<Site>,
    /// The intelligence service.
    pub(in crate::demo) intelligence: Named,
    /// The association.
    pub(in crate::demo) association: Named,
}

impl Country {
    /// Founds every institution.
    pub(in crate::demo) fn found(dice: &Dice) -> Self {
        let mut founder = Founder { dice, list: Vec::new() };
        let dap = founder.add(New::national(
            InstitutionKind::PrisonCentral,
            "dap",
            "Direction de l’administration pénitentiaire",
            "DAP",
        ));
        founder.add(New {
            superior: Some(dap),
            ..New::national(
                InstitutionKind::PrisonCentral,
                "administration-technique",
                "Administration technique de la plateforme d’échange",
                "Administration technique",
            )
        });
        let snrp = founder.add(New {
            superior: Some(dap),
            ..New::national(
                InstitutionKind::PrisonIntelligence,
                "snrp",
                "Service national du renseignement pénitentiaire",
                "SNRP",
            )
        });
        founder.add(New {
            superior: Some(dap),
            ..New::national(
                InstitutionKind::MonitoringCentre,
                "pole-centralisateur",
                "Pôle centralisateur de surveillance électronique",
                "Pôle de surveillance",
            )
        });
        let intelligence = founder.add(New::national(
            InstitutionKind::Intelligence,
            "renseignement-territorial",
            "Service national de prévention et de renseignement",
            "Renseignement",
        ));
        founder.add(New::national(
            InstitutionKind::SupervisingMagistrate,
            "magistrat-controle",
            "Magistrat chargé du contrôle du traitement",
            "Contrôle du traitement",
        ));
        founder.paris_police();
        for departement in DEPARTEMENTS {
            founder.departement(departement);
        }
        let association = founder.add(New {
            departement: Some(DEPARTEMENTS[0]),
            ..New::national(
                InstitutionKind::Association,
                "association-passerelles",
                "Association Passerelles de la Scarpe",
                "Passerelles",
            )
        });
        let mut regions: Vec<(&str, Named)> = Vec::new();
        for departement in DEPARTEMENTS {
            if regions.iter().all(|(name, _)| *name != departement.inter_region) {
                regions.push((departement.inter_region, founder.region(departement, dap)));
            }
        }
        let sites = PLACES
            .iter()
            .filter_map(|place| {
                let (_, region) = regions.iter().find(|(name, _)| *name == place.departement.inter_region)?;
                Some(founder.site(place, *region, snrp))
            })
            .collect();
        Self { institutions: founder.list, sites, intelligence, association }
    }

    /// The institution with this slug.
    pub(in crate::demo) fn find(&self, slug: &str) -> Option<&InstitutionSeed> {
        self.institutions.iter().find(|institution| institution.slug == slug)
    }
}

/// What is said of an institution to found it.
struct New {
    kind: InstitutionKind,
    slug: String,
    name: String,
    short: String,
    departement: Option<&'static Departement>,
    superior: Option<Named>,
    attached_to: Option<Named>,
    communes: Vec<String>,
}

impl New {
    fn national(kind: InstitutionKind, slug: &str, name: &str, short: &str) -> Self {
        Self {
            kind,
            slug: slug.to_owned(),
            name: name.to_owned(),
            short: short.to_owned(),
            departement: None,
            superior: None,
            attached_to: None,
            communes: Vec::new(),
        }
    }
}

struct Founder<'d> {
    dice: &'d Dice,
    list: Vec<InstitutionSeed>,
}

impl Founder<'_> {
    fn add(&mut self, new: New) -> Named {
        let id = self.dice.id();
        let number = self.list.len() * 37 + 11;
        let dialling = new.departement.map_or("01 99 00", |d| d.dialling);
        // Inter-regions are the prison administration's own map; nobody else is placed on it.
        let regional = matches!(
            new.kind,
            InstitutionKind::Prison
                | InstitutionKind::PrisonRegional
                | InstitutionKind::Probation
                | InstitutionKind::PrisonIntelligence
                | InstitutionKind::Health
                | InstitutionKind::Education
        );
        let has_departement = new.kind != InstitutionKind::PrisonRegional;
        self.list.push(InstitutionSeed {
            id,
            mailbox: format!("permanence@{}.example", new.slug),
            slug: new.slug,
            kind: new.kind,
            name: new.name,
            short_name: new.short,
            departement: new.departement.filter(|_| has_departement).map(|d| d.code.to_owned()),
            inter_region: new.departement.filter(|_| regional).map(|d| d.inter_region.to_owned()),
            superior: new.superior,
            attached_to: new.attached_to,
            time_zone: new.departement.map_or("Europe/Paris", |d| d.time_zone),
            phone: format!("{dialling} {:02} {:02}", number / 100 % 100, number % 100),
            commune: new
                .departement
                .filter(|_| new.kind == InstitutionKind::Prison)
                .and_then(Departement::of_its_prison),
            communes: new.communes,
        });
        id
    }

    fn paris_police(&mut self) {
        for (slug, name, short) in [
            ("dspap", "Direction de la sécurité de proximité de l’agglomération parisienne", "DSPAP"),
            ("drpj-paris", "Direction régionale de la police judiciaire de Paris", "DRPJ Paris"),
        ] {
            self.add(New {
                communes: PETITE_COURONNE.iter().map(|c| c.insee.to_owned()).collect(),
                ..New::national(InstitutionKind::Police, slug, name, short)
            });
        }
    }

    fn departement(&mut self, departement: &'static Departement) {
        let local = |kind, prefix: &str, name: &str, short: &str| New {
            departement: Some(departement),
            ..New::national(kind, &format!("{prefix}-{}", departement.slug), name, short)
        };
        self.add(local(
            InstitutionKind::Prefecture,
            "prefecture",
            &format!("Préfecture {}", departement.of),
            &format!("Préfecture {}", departement.code),
        ));
        if let Some((name, short)) = departement.police_name {
            let communes = departement.police.iter().map(|c| c.insee.to_owned()).collect();
            self.add(New { communes, ..local(InstitutionKind::Police, "police", name, short) });
        }
        if let Some((name, short)) = departement.gendarmerie_name {
            let communes = departement.gendarmerie.iter().map(|c| c.insee.to_owned()).collect();
            self.add(New { communes, ..local(InstitutionKind::Gendarmerie, "gendarmerie", name, short) });
        }
    }

    fn region(&mut self, departement: &'static Departement, dap: Named) -> Named {
        let (slug, name, short) = if departement.inter_region == "Outre-mer" {
            ("outre-mer".to_owned(), "Direction des services pénitentiaires d’outre-mer".to_owned(), "DSPOM".to_owned())
        } else {
            let region = departement.inter_region;
            (
                region.to_lowercase(),
                format!("Direction interrégionale des services pénitentiaires de {region}"),
                format!("DISP {region}"),
            )
        };
        self.add(New {
            departement: Some(departement),
            superior: Some(dap),
            ..New::national(InstitutionKind::PrisonRegional, &format!("disp-{slug}"), &name, &short)
        })
    }

    fn site(&mut self, place: &'static Place, region: Named, snrp: Named) -> Site {
        let here = |kind, slug: String, name: String, short: String| New {
            departement: Some(place.departement),
            ..New::national(kind, &slug, &name, &short)
        };
        let code = place.departement.code;
        let (court, tail, inside) = (place.court, place.court_slug, place.short);
        let prison = self.add(New {
            superior: Some(region),
            ..here(InstitutionKind::Prison, place.slug.to_owned(), place.prison.to_owned(), inside.to_owned())
        });
        let probation = self.add(New {
            superior: Some(region),
            ..here(
                InstitutionKind::Probation,
                format!("spip-{tail}"),
                format!(
                    "Service pénitentiaire d’insertion et de probation {}, antenne de {court}",
                    place.departement.of
                ),
                format!("SPIP {code} {court}"),
            )
        });
        let prosecution = self.add(here(
            InstitutionKind::Prosecution,
            format!("parquet-{tail}"),
            format!("Parquet du tribunal judiciaire de {court}"),
            format!("Parquet de {court}"),
        ));
        let sentencing = self.add(here(
            InstitutionKind::SentencingCourt,
            format!("jap-{tail}"),
            format!("Service de l’application des peines du tribunal judiciaire de {court}"),
            format!("JAP de {court}"),
        ));
        let investigating = self.add(here(
            InstitutionKind::InvestigatingJudge,
            format!("instruction-{tail}"),
            format!("Cabinet d’instruction du tribunal judiciaire de {court}"),
            format!("Instruction de {court}"),
        ));
        let health = self.add(New {
            attached_to: Some(prison),
            ..here(
                InstitutionKind::Health,
                format!("sante-{}", place.slug),
                format!("Unité sanitaire, {inside}"),
                format!("Unité sanitaire {inside}"),
            )
        });
        let intelligence = self.add(New {
            attached_to: Some(prison),
            superior: Some(snrp),
            ..here(
                InstitutionKind::PrisonIntelligence,
                format!("dlrp-{}", place.slug),
                format!("Délégation locale au renseignement pénitentiaire, {inside}"),
                format!("Renseignement pénitentiaire {inside}"),
            )
        });
        let education = self.add(New {
            attached_to: Some(prison),
            ..here(
                InstitutionKind::Education,
                format!("enseignement-{}", place.slug),
                format!("Unité locale d’enseignement, {inside}"),
                format!("Enseignement {inside}"),
            )
        });
        let zone = TimeZone::get(place.departement.time_zone).unwrap_or_else(|_| paris());
        Site { place, zone, prison, probation, prosecution, sentencing, investigating, health, intelligence, education }
    }
}
