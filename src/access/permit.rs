//! A decision in favour of writing, for one person.

use std::cell::RefCell;

use crate::domain::conference::Obstacle;
use crate::domain::{AgendaItem, DataCategory, Field, FileRegime, Id, Institution, Person};
use crate::journal::Operation;

use super::alter::Reject;
use super::grant::Grant;
use super::reader::Reader;
use super::view::View;

/// One thing done, for the journal.
#[derive(Debug)]
pub(in crate::access) struct Deed {
    pub(in crate::access) operation: Operation,
    pub(in crate::access) record: Option<String>,
    pub(in crate::access) touched: String,
    pub(in crate::access) recipients: Option<String>,
    pub(in crate::access) regime: FileRegime,
    pub(in crate::access) rule: Option<String>,
}

/// Proof that the reader may write something of this person; each write asks it for the field or category meant, and
/// leaves a deed for the journal.
#[derive(Debug)]
pub struct Permit<'p> {
    grant: &'p Grant,
    reader: &'p Reader,
    pub(in crate::access) deeds: RefCell<Vec<Deed>>,
    pub(in crate::access) renames: RefCell<bool>,
}

impl<'p> Permit<'p> {
    pub(in crate::access) fn new(grant: &'p Grant, reader: &'p Reader) -> Self {
        Self { grant, reader, deeds: RefCell::new(Vec::new()), renames: RefCell::new(false) }
    }

    /// Whom it is for: changes take the identifier from here.
    #[must_use]
    pub const fn subject(&self) -> Id<Person> {
        self.grant.subject
    }

    /// Who writes.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        self.reader
    }

    /// The grant, to read what is about to be changed.
    #[must_use]
    pub const fn grant(&self) -> &Grant {
        self.grant
    }

    fn deed(&self, operation: Operation, record: Option<String>, touched: String, rule: Option<u16>) {
        let cell = rule.map(|rule| self.grant.agreement.cell(rule));
        self.deeds.borrow_mut().push(Deed {
            operation,
            record,
            touched,
            recipients: None,
            regime: cell.map_or(FileRegime::Hub, |cell| cell.basis.regime),
            rule: cell.map(|cell| cell.basis.key.clone()),
        });
    }

    /// Lets a new record of this category be written under this identifier.
    ///
    /// # Errors
    /// The protocol gives the reader no right to write there.
    pub fn create(&self, category: DataCategory, record: &str) -> Result<(), Reject> {
        let rule = self.grant.decision.may_write(category).ok_or(Reject::NotWritable)?;
        self.deed(Operation::Creation, Some(record.to_owned()), category.code().to_owned(), Some(rule));
        Ok(())
    }

    /// Lets one field of a row be corrected, as the reader's own view of it says.
    ///
    /// # Errors
    /// The reader may not see the field, or not write it.
    pub fn correct(&self, field: Field, view: &View) -> Result<(), Reject> {
        let cell = view.cell(field).filter(|cell| cell.writable).ok_or(Reject::NotWritable)?;
        if field.spec().category == DataCategory::Identity {
            *self.renames.borrow_mut() = true;
        }
        let touched = format!("{}.{}", field.spec().category.code(), field.spec().key);
        self.deed(Operation::Modification, Some(view.row.clone()), touched, cell.rule);
        Ok(())
    }

    /// Lets a record that the reader's service writes be sent to others.
    ///
    /// # Errors
    /// The protocol gives the reader no right to write there.
    pub fn disclose(&self, category: DataCategory, record: &str, to: &[Id<Institution>]) -> Result<(), Reject> {
        let rule = self.grant.decision.may_write(category).ok_or(Reject::NotWritable)?;
        self.deed(Operation::Disclosure, Some(record.to_owned()), category.code().to_owned(), Some(rule));
        if let Some(deed) = self.deeds.borrow_mut().last_mut() {
            deed.recipients = Some(to.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        }
        Ok(())
    }

    /// Lets a release alert be acknowledged: by whoever may see the date that it is about.
    ///
    /// # Errors
    /// The protocol doesn't show the reader any release date.
    pub fn acknowledge(&self, stay: &View) -> Result<(), Reject> {
        let cell = stay.cell(Field::ReleaseDate).ok_or(Reject::NotWritable)?;
        self.deed(Operation::Acknowledgement, Some(stay.row.clone()), String::new(), cell.rule);
        Ok(())
    }

    /// Lets something be written at the table of an item to which the reader is invited: a contribution, an opinion, a remark.
    /// `row` is what is written, for the journal.
    ///
    /// # Errors
    /// The reader isn't invited to it, or the protocol gives him no right to write there.
    pub fn contribute(&self, item: Id<AgendaItem>, row: &str) -> Result<(), Reject> {
        self.at_the_table(item, Operation::Modification, row.to_owned())
    }

    /// Lets something be said of an item after its minutes were sealed; `seal` is what the journal keeps of it.
    ///
    /// # Errors
    /// The reader isn't invited to it, or the protocol gives him no right to write there.
    pub fn add_after_the_seal(&self, item: Id<AgendaItem>, row: &str, seal: &str) -> Result<(), Reject> {
        self.at_the_table(item, Operation::Addendum, row.to_owned())?;
        if let Some(deed) = self.deeds.borrow_mut().last_mut() {
            deed.touched = seal.to_owned();
        }
        Ok(())
    }

    /// Lets a category that the reader has in full be laid on the table of an item.
    ///
    /// # Errors
    /// The reader isn't invited to the item; or he hasn't the category in full.
    pub fn lay_on_the_table(&self, item: Id<AgendaItem>, category: DataCategory) -> Result<(), Reject> {
        if !self.grant.sits_at(item) {
            return Err(Reject::NotWritable);
        }
        if !self.grant.has_in_full(category) {
            return Err(Obstacle::NotTheirs.into());
        }
        self.deed(Operation::Disclosure, Some(item.to_string()), category.code().to_owned(), None);
        Ok(())
    }

    fn at_the_table(&self, item: Id<AgendaItem>, operation: Operation, row: String) -> Result<(), Reject> {
        if !self.grant.sits_at(item) {
            return Err(Reject::NotWritable);
        }
        let rule = self.grant.decision.may_contribute().ok_or(Reject::NotWritable)?;
        self.deed(operation, Some(row), DataCategory::ConferenceRecord.code().to_owned(), Some(rule));
        if let Some(deed) = self.deeds.borrow_mut().last_mut() {
            deed.regime = FileRegime::Conference;
        }
        Ok(())
    }

    pub(in crate::access) fn declare(&self) {
        self.deed(Operation::Declaration, None, String::new(), None);
    }
}
