//! What doesn't compile, shown by programs that a compiler is given: each forbidden one beside its lawful twin, so that
//! the twin shows that nothing else was wrong with it. Run by `cargo test --doc`.
//!
//! # A personal column gives no text
//!
//! ```compile_fail,E0277
//! use diesel::prelude::*;
//! use quadrige::db::{AnyConnection, schema::person};
//!
//! fn names(connection: &mut AnyConnection) -> QueryResult<Vec<String>> {
//!     person::table.select(person::family_name).load::<String>(connection)
//! }
//! ```
//!
//! ```
//! use diesel::prelude::*;
//! use quadrige::access::Sealed;
//! use quadrige::db::{AnyConnection, schema::person};
//! use quadrige::domain::catalogue::tag;
//!
//! fn names(connection: &mut AnyConnection) -> QueryResult<Vec<Sealed<tag::FamilyName>>> {
//!     person::table.select(person::family_name).load::<Sealed<tag::FamilyName>>(connection)
//! }
//! ```
//!
//! Nor does a record's payload:
//!
//! ```compile_fail,E0277
//! use diesel::prelude::*;
//! use quadrige::db::{AnyConnection, schema::record};
//!
//! fn payloads(connection: &mut AnyConnection) -> QueryResult<Vec<String>> {
//!     record::table.select(record::payload).load::<String>(connection)
//! }
//! ```
//!
//! ```
//! use diesel::prelude::*;
//! use quadrige::access::SealedPayload;
//! use quadrige::db::{AnyConnection, schema::record};
//!
//! fn payloads(connection: &mut AnyConnection) -> QueryResult<Vec<SealedPayload>> {
//!     record::table.select(record::payload).load::<SealedPayload>(connection)
//! }
//! ```
//!
//! # A personal column takes no text
//!
//! ```compile_fail,E0277
//! use diesel::prelude::*;
//! use quadrige::db::{AnyConnection, schema::person};
//!
//! fn rename(connection: &mut AnyConnection) -> QueryResult<usize> {
//!     diesel::update(person::table).set(person::family_name.eq("DUPONT")).execute(connection)
//! }
//! ```
//!
//! Nor the sealed value of another field:
//!
//! ```compile_fail,E0277
//! use diesel::prelude::*;
//! use quadrige::access::Sealed;
//! use quadrige::db::{AnyConnection, schema::person};
//! use quadrige::domain::catalogue::tag;
//!
//! fn rename(connection: &mut AnyConnection) -> QueryResult<usize> {
//!     let name = Sealed::<tag::GivenNames>::new("Léa".into());
//!     diesel::update(person::table).set(person::family_name.eq(name)).execute(connection)
//! }
//! ```
//!
//! ```
//! use diesel::prelude::*;
//! use quadrige::access::Sealed;
//! use quadrige::db::{AnyConnection, schema::person};
//! use quadrige::domain::catalogue::tag;
//!
//! fn rename(connection: &mut AnyConnection) -> QueryResult<usize> {
//!     let name = Sealed::<tag::FamilyName>::new("DUPONT".into());
//!     diesel::update(person::table).set(person::family_name.eq(name)).execute(connection)
//! }
//! ```
//!
//! # A sealed value is neither printed, nor serialised, nor copied, nor opened
//!
//! ```compile_fail,E0277
//! use quadrige::{access::Sealed, domain::catalogue::tag};
//! let name = Sealed::<tag::FamilyName>::new("DUPONT".into());
//! println!("{name}");
//! ```
//!
//! ```compile_fail,E0277
//! use quadrige::{access::Sealed, domain::catalogue::tag};
//! let name = Sealed::<tag::FamilyName>::new("DUPONT".into());
//! let _ = serde_json::to_string(&name);
//! ```
//!
//! ```compile_fail,E0277
//! use quadrige::{access::Sealed, domain::catalogue::tag};
//! fn copy<T: Clone>(one: &T) -> T {
//!     one.clone()
//! }
//! let name = Sealed::<tag::FamilyName>::new("DUPONT".into());
//! let other = copy(&name);
//! ```
//!
//! ```compile_fail,E0624
//! use quadrige::{access::Sealed, domain::catalogue::tag};
//! let name = Sealed::<tag::FamilyName>::new("DUPONT".into());
//! let text = name.open();
//! ```
//!
//! ```
//! use quadrige::{access::Sealed, domain::catalogue::tag};
//! let name = Sealed::<tag::FamilyName>::new("DUPONT".into());
//! println!("{name:?}");
//! assert_eq!(format!("{name:?}"), "Sealed(..)");
//! ```
//!
//! # A sort key is matched, never read
//!
//! ```compile_fail,E0277
//! use diesel::prelude::*;
//! use quadrige::db::{AnyConnection, schema::person};
//!
//! fn keys(connection: &mut AnyConnection) -> QueryResult<Vec<String>> {
//!     person::table.select(person::sort_key).load::<String>(connection)
//! }
//! ```
//!
//! ```
//! use diesel::prelude::*;
//! use quadrige::db::{AnyConnection, schema::person};
//!
//! fn in_order(connection: &mut AnyConnection) -> QueryResult<Vec<String>> {
//!     person::table.order(person::sort_key).select(person::id).load::<String>(connection)
//! }
//! ```
//!
//! # Rows stay in the room that queries them
//!
//! ```compile_fail,E0603
//! use quadrige::records::case_file::PersonRow;
//! ```
//!
//! ```
//! use quadrige::records::case_file::CaseFile;
//! ```
//!
//! # What is shown comes from a decision
//!
//! ```compile_fail,E0451
//! use quadrige::access::Shown;
//! use quadrige::domain::{Field, Value};
//! let shown = Shown { field: Field::FamilyName, value: Value::Text("DUPONT".into()) };
//! ```
//!
//! ```compile_fail,E0624
//! use quadrige::access::Shown;
//! use quadrige::domain::{Field, Value};
//! let shown = Shown::new(Field::FamilyName, Value::Text("DUPONT".into()));
//! ```
//!
//! ```compile_fail,E0624
//! use quadrige::access::{Grant, Permit, Reader};
//! fn permit<'p>(grant: &'p Grant, reader: &'p Reader) -> Permit<'p> {
//!     Permit::new(grant, reader)
//! }
//! ```
//!
//! ```
//! use quadrige::access::{Permit, Shown};
//! use quadrige::domain::{Field, Id, Person, Value};
//! fn print(shown: &Shown) -> (Field, &Value) {
//!     (shown.field(), shown.value())
//! }
//! fn whom(permit: &Permit<'_>) -> Id<Person> {
//!     permit.subject()
//! }
//! ```
