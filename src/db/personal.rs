//! SQL types of personal columns. Their type names the field of the catalogue that they hold, and no Rust type reads
//! them but `access`'s sealed values: a `String` doesn't compile.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::query_builder::QueryId;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{HasSqlType, SingleValue, SqlType, Text, is_nullable};
use diesel::sqlite::Sqlite;

use super::MultiBackend;
use crate::domain::catalogue::FieldTag;

/// A column that holds the field `F` of a person, as text.
#[derive(Debug, Clone, Copy)]
pub struct Personal<F>(PhantomData<F>);

/// A column that holds several fields of one record, by key, as a JSON object.
#[derive(Debug, Clone, Copy)]
pub struct PersonalPayload;

/// A column that can be matched or sorted by, but never loaded: a keyed hash of a name's token, or its collation.
#[derive(Debug, Clone, Copy)]
pub struct Unreadable;

impl<F: FieldTag> SqlType for Personal<F> {
    type IsNull = is_nullable::NotNull;
    const IS_ARRAY: bool = false;
}
impl<F: FieldTag> SingleValue for Personal<F> {}
impl<F: FieldTag> QueryId for Personal<F> {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

/// All three are text underneath, on each engine.
macro_rules! text_underneath {
    ($([$($generics:tt)*] $sql:ty;)+) => { $(
        impl<$($generics)*> HasSqlType<$sql> for Pg {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                <Self as HasSqlType<Text>>::metadata(lookup)
            }
        }
        impl<$($generics)*> HasSqlType<$sql> for Sqlite {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                <Self as HasSqlType<Text>>::metadata(lookup)
            }
        }
        impl<$($generics)*> HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<$sql>(lookup)
            }
        }
    )+ };
}

text_underneath! {
    [F: FieldTag] Personal<F>;
    [] PersonalPayload;
    [] Unreadable;
}

/// The plain (not generic) ones.
macro_rules! single_value {
    ($($sql:ty),+) => { $(
        impl SqlType for $sql {
            type IsNull = is_nullable::NotNull;
            const IS_ARRAY: bool = false;
        }
        impl SingleValue for $sql {}
        impl QueryId for $sql {
            type QueryId = Self;
            const HAS_STATIC_QUERY_ID: bool = true;
        }
    )+ };
}
single_value!(PersonalPayload, Unreadable);

/// What an [`Unreadable`] column is matched with or filled with. There is no way back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression)]
#[diesel(sql_type = Unreadable)]
pub struct Opaque(String);

impl Opaque {
    /// From a hash or a collation key.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }
}

impl<DB: Backend> ToSql<Unreadable, DB> for Opaque
where
    String: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        ToSql::<Text, DB>::to_sql(&self.0, out)
    }
}
