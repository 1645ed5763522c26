//! Proving sealed minutes: the seal of every sitting and the hash of every addendum are computed again from the tables, and
//! held against what the journal kept.

use std::collections::{BTreeMap, BTreeSet};

use crate::db::{AnyConnection, Error};
use crate::domain::{Id, Sitting};
use crate::journal::{Fault, Proof, Witness, verify};
use crate::records::conference::seals;

/// How many rows are read at a time.
const BATCH: i64 = 500;

/// What was proved.
#[derive(Debug, Clone, Default)]
pub struct Proved {
    /// The journal.
    pub journal: Proof,
    /// How many sealed sittings.
    pub sittings: u64,
    /// How many items in them.
    pub items: u64,
    /// How many addenda.
    pub addenda: u64,
    /// Everything that is wrong: the journal's own faults first.
    pub faults: Vec<Fault>,
}

/// Verifies the journal, then sealed minutes and addenda against it.
///
/// # Errors
/// The database can't be read.
pub fn prove(connection: &mut AnyConnection) -> Result<Proved, Error> {
    let journal = verify(connection)?;
    let mut proved = Proved { faults: journal.faults.clone(), journal, ..Proved::default() };
    sittings(connection, &mut proved)?;
    addenda(connection, &mut proved)?;
    Ok(proved)
}

/// By what each entry is about; two entries about one thing are a fault.
fn witnesses(seen: &[Witness], faults: &mut Vec<Fault>) -> BTreeMap<String, Witness> {
    let mut found: BTreeMap<String, Witness> = BTreeMap::new();
    for witness in seen {
        if found.insert(witness.record.clone(), witness.clone()).is_some() {
            faults.push(Fault::new(&witness.entry, "the journal says twice that this was sealed"));
        }
    }
    found
}

fn sittings(connection: &mut AnyConnection, proved: &mut Proved) -> Result<(), Error> {
    let seals = witnesses(&proved.journal.seals, &mut proved.faults);
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut after = String::new();
    loop {
        let batch = seals::sealed_after(connection, &after, BATCH)?;
        let Some(last) = batch.last() else { break };
        after.clone_from(last);
        known.extend(batch);
    }
    known.extend(seals.keys().cloned());
    for sitting in known {
        let examined = match Id::<Sitting>::parse(&sitting) {
            Some(id) => seals::examine(connection, id)?,
            None => None,
        };
        let witness = seals.get(&sitting);
        let Some(examined) = examined else {
            let entry = witness.map_or("", |witness| witness.entry.as_str());
            proved.faults.push(Fault::new(&sitting, &format!("the sitting that entry {entry} sealed is gone")));
            continue;
        };
        proved.sittings += 1;
        proved.items += examined.items as u64;
        for item in &examined.faulty {
            let what = format!("this item of sitting {sitting} isn't what was sealed");
            proved.faults.push(Fault { row: item.clone(), what });
        }
        if let Some(what) = wrong(&examined, witness) {
            proved.faults.push(Fault { row: sitting, what });
        }
    }
    Ok(())
}

fn wrong(examined: &seals::Examined, witness: Option<&Witness>) -> Option<String> {
    let Some(witness) = witness else {
        return Some("the sitting has a seal that the journal doesn't know of".to_owned());
    };
    if !examined.is_sealed {
        return Some("the journal has its seal, and its state says something else".to_owned());
    }
    if examined.kept.as_ref() != Some(&examined.computed) {
        return Some("the sitting isn't what was sealed: its seal computed again is another".to_owned());
    }
    let said = format!("{} items:{}", examined.computed, examined.items);
    (witness.shown != said).then(|| format!("its seal isn't the one that entry {} has", witness.entry))
}

fn addenda(connection: &mut AnyConnection, proved: &mut Proved) -> Result<(), Error> {
    let mut witnesses = witnesses(&proved.journal.addenda, &mut proved.faults);
    let mut after = String::new();
    loop {
        let batch = seals::addenda_after(connection, &after, BATCH)?;
        let Some(last) = batch.last() else { break };
        after.clone_from(&last.0);
        for (addendum, (kept, computed)) in batch {
            proved.addenda += 1;
            let what = match witnesses.remove(&addendum) {
                _ if kept != computed => Some("the addendum isn't as it was written".to_owned()),
                None => Some("the journal doesn't know of this addendum".to_owned()),
                Some(witness) => (witness.shown != computed)
                    .then(|| format!("the addendum isn't the one that entry {} has", witness.entry)),
            };
            proved.faults.extend(what.map(|what| Fault { row: addendum, what }));
        }
    }
    for (addendum, witness) in witnesses {
        proved.faults.push(Fault::new(&addendum, &format!("the addendum that entry {} has is gone", witness.entry)));
    }
    Ok(())
}
