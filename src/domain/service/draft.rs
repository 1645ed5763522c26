//! A service as administrators write it, and what one writing changes of another.

use std::collections::BTreeSet;

use super::{Channel, ServiceRule, has_territory, is_zone, may_be_attached, may_be_nominative};
use crate::domain::id::Id;
use crate::domain::institution::InstitutionKind;
use crate::domain::noun::Institution;
use crate::domain::text_enum::text_enum;

text_enum! {
    /// What is written of a service. The codes name the fields of the form, the rows of its history and the words of the journal.
    ServiceField {
        Slug = "slug", "Code";
        Kind = "kind", "Nature";
        Name = "name", "Nom";
        ShortName = "short_name", "Nom court";
        Departement = "departement", "Département";
        InterRegion = "inter_region", "Interrégion";
        Superior = "superior", "Service supérieur";
        AttachedTo = "attached_to", "Établissement d’exercice";
        Commune = "commune", "Commune d’implantation";
        TimeZone = "time_zone", "Fuseau horaire";
        Phone = "phone", "Téléphone";
        Mailbox = "mailbox", "Messagerie de permanence";
        Channel = "channel", "Contenu des courriels";
        Territory = "territory", "Communes du ressort";
        Closed = "closed", "Fermeture";
    }
}

/// A service as written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a `ServiceField`")]
pub struct ServiceDraft {
    pub slug: String,
    pub kind: InstitutionKind,
    pub name: String,
    pub short_name: String,
    pub departement: Option<String>,
    pub inter_region: Option<String>,
    pub superior: Option<Id<Institution>>,
    pub attached_to: Option<Id<Institution>>,
    pub commune: Option<String>,
    pub time_zone: String,
    pub phone: Option<String>,
    pub mailbox: Option<String>,
    pub channel: Channel,
    pub communes: BTreeSet<String>,
}

/// One field that changed: what it was and what it is. Of a territory, what it lost and what it gained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub field: ServiceField,
    /// Before.
    pub previous: Option<String>,
    /// After.
    pub replacement: Option<String>,
}

impl ServiceDraft {
    /// What the field says, as history keeps it. A territory is compared, not said.
    fn said(&self, field: ServiceField) -> Option<String> {
        match field {
            ServiceField::Slug => Some(self.slug.clone()),
            ServiceField::Kind => Some(self.kind.code().to_owned()),
            ServiceField::Name => Some(self.name.clone()),
            ServiceField::ShortName => Some(self.short_name.clone()),
            ServiceField::Departement => self.departement.clone(),
            ServiceField::InterRegion => self.inter_region.clone(),
            ServiceField::Superior => self.superior.map(|id| id.to_string()),
            ServiceField::AttachedTo => self.attached_to.map(|id| id.to_string()),
            ServiceField::Commune => self.commune.clone(),
            ServiceField::TimeZone => Some(self.time_zone.clone()),
            ServiceField::Phone => self.phone.clone(),
            ServiceField::Mailbox => self.mailbox.clone(),
            ServiceField::Channel => Some(self.channel.code().to_owned()),
            ServiceField::Territory | ServiceField::Closed => None,
        }
    }

    /// What this writing changes of the service as it was; all that it says where it is new.
    #[must_use]
    pub fn changes(&self, before: Option<&Self>) -> Vec<Change> {
        let mut changes: Vec<Change> = ServiceField::ALL
            .iter()
            .map(|field| Change {
                field: *field,
                previous: before.and_then(|before| before.said(*field)),
                replacement: self.said(*field),
            })
            .filter(|change| change.previous != change.replacement)
            .collect();
        let none = BTreeSet::new();
        let had = before.map_or(&none, |before| &before.communes);
        let list = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
            let only: Vec<&str> = one.difference(other).map(String::as_str).collect();
            (!only.is_empty()).then(|| only.join(" "))
        };
        let (previous, replacement) = (list(had, &self.communes), list(&self.communes, had));
        if previous.is_some() || replacement.is_some() {
            changes.push(Change { field: ServiceField::Territory, previous, replacement });
        }
        changes
    }

    /// What stands in the way of this writing whatever else there is.
    ///
    /// # Errors
    /// A territory, a place of work in a prison or a channel that no service of its kind has; a zone that isn't one of ours.
    pub fn check(&self) -> Result<(), ServiceRule> {
        if !self.communes.is_empty() && !has_territory(self.kind) {
            return Err(ServiceRule::NoTerritoryHere);
        }
        if self.attached_to.is_some() && !may_be_attached(self.kind) {
            return Err(ServiceRule::NotAttachable);
        }
        if self.channel == Channel::Nominative && (!may_be_nominative(self.kind) || self.mailbox.is_none()) {
            return Err(ServiceRule::NotNominative);
        }
        if !is_zone(&self.time_zone) {
            return Err(ServiceRule::NoSuchZone);
        }
        Ok(())
    }
}

/// Whether who needs to know of whom may follow from a change of these fields (`domain::need`).
#[must_use]
pub fn moves_ties(changes: &[Change]) -> bool {
    use ServiceField::{AttachedTo, Closed, Commune, Departement, Kind, Superior, Territory, TimeZone};
    changes.iter().any(|change| {
        matches!(change.field, Kind | Superior | AttachedTo | Departement | Commune | TimeZone | Territory | Closed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn police() -> ServiceDraft {
        ServiceDraft {
            slug: "police-nord".into(),
            kind: InstitutionKind::Police,
            name: "Police du Nord".into(),
            short_name: "DIPN 59".into(),
            departement: Some("59".into()),
            inter_region: None,
            superior: None,
            attached_to: None,
            commune: None,
            time_zone: "Europe/Paris".into(),
            phone: None,
            mailbox: Some("permanence@police-nord.example".into()),
            channel: Channel::Reference,
            communes: BTreeSet::from(["59350".into(), "59178".into()]),
        }
    }

    #[test]
    fn what_changed_is_said_field_by_field_and_a_territory_by_what_it_lost_and_gained() {
        let before = police();
        let mut after = ServiceDraft { phone: Some("17".into()), name: "Police".into(), ..police() };
        after.communes = BTreeSet::from(["59350".into(), "59512".into()]);
        let changes = after.changes(Some(&before));
        let fields: Vec<&str> = changes.iter().map(|change| change.field.code()).collect();
        assert_eq!(fields, ["name", "phone", "territory"]);
        assert_eq!((changes[2].previous.as_deref(), changes[2].replacement.as_deref()), (Some("59178"), Some("59512")));
        assert!(moves_ties(&changes) && !moves_ties(&changes[..2]));
        assert!(before.changes(Some(&before)).is_empty());
        assert!(before.changes(None).iter().all(|change| change.previous.is_none()));
    }

    #[test]
    fn what_no_service_of_the_kind_has_is_refused() {
        assert_eq!(police().check(), Ok(()));
        let health = ServiceDraft { kind: InstitutionKind::Health, ..police() };
        assert_eq!(health.check(), Err(ServiceRule::NoTerritoryHere));
        let attached = ServiceDraft { attached_to: Some(Id::from_bytes([1; 16])), ..police() };
        assert_eq!(attached.check(), Err(ServiceRule::NotAttachable));
        let named = ServiceDraft { channel: Channel::Nominative, ..police() };
        assert_eq!(named.check(), Ok(()));
        assert_eq!(ServiceDraft { mailbox: None, ..named.clone() }.check(), Err(ServiceRule::NotNominative));
        let association = ServiceDraft { kind: InstitutionKind::Association, communes: BTreeSet::new(), ..named };
        assert_eq!(association.check(), Err(ServiceRule::NotNominative));
        assert_eq!(ServiceDraft { time_zone: "UTC".into(), ..police() }.check(), Err(ServiceRule::NoSuchZone));
    }
}
