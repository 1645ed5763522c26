//! How our nouns are stored: identifiers and codes as text, days as ISO 8601 text, moments as microseconds.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{BigInt, Text};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::adoption::ProposalState;
use crate::domain::clearance;
use crate::domain::conference::{self, ActionState, Presence, SeatRole, SittingState, Voice};
use crate::domain::phase::{Because, Nature};
use crate::domain::{
    ClearanceState, CommissionKind, DataCategory, FileRegime, Function, Id, InstitutionKind, LetterFailure, LetterKind,
    LetterState, Level, Phase, Purpose, TieKind,
};

/// A calendar day in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Day(pub Date);

/// A moment in a column, to the microsecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct Moment(pub Timestamp);

impl<DB: Backend> FromSql<Text, DB> for Day
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(String::from_sql(bytes)?.parse().map_err(|_| "a stored day is no day")?))
    }
}

impl ToSql<Text, diesel::sqlite::Sqlite> for Day {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, diesel::sqlite::Sqlite>) -> serialize::Result {
        out.set_value(self.0.to_string());
        Ok(serialize::IsNull::No)
    }
}

impl ToSql<Text, diesel::pg::Pg> for Day {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, diesel::pg::Pg>) -> serialize::Result {
        ToSql::<Text, diesel::pg::Pg>::to_sql(&self.0.to_string(), &mut out.reborrow())
    }
}

impl ToSql<Text, super::MultiBackend> for Day {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, super::MultiBackend>) -> serialize::Result {
        out.set_value((Text, self));
        Ok(serialize::IsNull::No)
    }
}

impl<DB: Backend> FromSql<BigInt, DB> for Moment
where
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Timestamp::from_microsecond(i64::from_sql(bytes)?).map_err(|_| "a stored moment is no moment")?))
    }
}

impl ToSql<BigInt, diesel::sqlite::Sqlite> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, diesel::sqlite::Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_microsecond());
        Ok(serialize::IsNull::No)
    }
}

impl ToSql<BigInt, diesel::pg::Pg> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, diesel::pg::Pg>) -> serialize::Result {
        ToSql::<BigInt, diesel::pg::Pg>::to_sql(&self.0.as_microsecond(), &mut out.reborrow())
    }
}

impl ToSql<BigInt, super::MultiBackend> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, super::MultiBackend>) -> serialize::Result {
        out.set_value((BigInt, self));
        Ok(serialize::IsNull::No)
    }
}

/// Our nouns that are texts in the database: written by `$code`, read by `$read`; an unknown text is damage, not a default.
macro_rules! stored_as_text {
    ($([$($generic:ident)?] $noun:ty, $code:expr, $read:expr;)+) => { $(
        impl<$($generic: 'static,)? DB: Backend> FromSql<Text, DB> for $noun
        where
            String: FromSql<Text, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let text = String::from_sql(bytes)?;
                let read: fn(&str) -> Option<Self> = $read;
                read(&text).ok_or_else(|| concat!("a stored ", stringify!($noun), " is none").into())
            }
        }

        impl<$($generic: 'static,)? ST, DB> diesel::deserialize::Queryable<ST, DB> for $noun
        where
            DB: Backend,
            ST: diesel::sql_types::SingleValue,
            Self: FromSql<ST, DB>,
        {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }

        impl<$($generic: 'static)?> AsExpression<Text> for $noun {
            type Expression = <String as AsExpression<Text>>::Expression;
            fn as_expression(self) -> Self::Expression {
                let code: fn(&Self) -> String = $code;
                AsExpression::<Text>::as_expression(code(&self))
            }
        }

        impl<$($generic: 'static)?> AsExpression<diesel::sql_types::Nullable<Text>> for $noun {
            type Expression = <String as AsExpression<diesel::sql_types::Nullable<Text>>>::Expression;
            fn as_expression(self) -> Self::Expression {
                let code: fn(&Self) -> String = $code;
                AsExpression::<diesel::sql_types::Nullable<Text>>::as_expression(code(&self))
            }
        }

        impl<$($generic: 'static)?> AsExpression<Text> for &$noun {
            type Expression = <String as AsExpression<Text>>::Expression;
            fn as_expression(self) -> Self::Expression {
                let code: fn(&$noun) -> String = $code;
                AsExpression::<Text>::as_expression(code(self))
            }
        }

        impl<$($generic: 'static)?> AsExpression<diesel::sql_types::Nullable<Text>> for &$noun {
            type Expression = <String as AsExpression<diesel::sql_types::Nullable<Text>>>::Expression;
            fn as_expression(self) -> Self::Expression {
                let code: fn(&$noun) -> String = $code;
                AsExpression::<diesel::sql_types::Nullable<Text>>::as_expression(code(self))
            }
        }
    )+ };
}

stored_as_text! {
    [T] Id<T>, ToString::to_string, Id::parse;
    [] InstitutionKind, |k| k.code().to_owned(), InstitutionKind::from_code;
    [] ClearanceState, |s| s.code().to_owned(), ClearanceState::from_code;
    [] clearance::Act, |a| a.code().to_owned(), clearance::Act::from_code;
    [] DataCategory, |c| c.code().to_owned(), DataCategory::from_code;
    [] FileRegime, |r| r.code().to_owned(), FileRegime::from_code;
    [] LetterKind, |k| k.code().to_owned(), LetterKind::from_code;
    [] LetterState, |s| s.code().to_owned(), LetterState::from_code;
    [] LetterFailure, |f| f.code().to_owned(), LetterFailure::from_code;
    [] Level, |l| l.code().to_owned(), Level::from_code;
    [] Phase, |p| p.code().to_owned(), Phase::from_code;
    [] Purpose, |p| p.code().to_owned(), Purpose::from_code;
    [] TieKind, |k| k.code().to_owned(), TieKind::from_code;
    [] Because, |b| b.code().to_owned(), Because::from_code;
    [] CommissionKind, |k| k.code().to_owned(), CommissionKind::from_code;
    [] Function, |f| f.code().to_owned(), Function::from_code;
    [] SittingState, |s| s.code().to_owned(), SittingState::from_code;
    [] Voice, |v| v.code().to_owned(), Voice::from_code;
    [] SeatRole, |r| r.code().to_owned(), SeatRole::from_code;
    [] Presence, |p| p.code().to_owned(), Presence::from_code;
    [] ActionState, |s| s.code().to_owned(), ActionState::from_code;
    [] conference::Because, |b| b.code().to_owned(), conference::Because::from_code;
    [] ProposalState, |s| s.code().to_owned(), ProposalState::from_code;
    [] Nature, |n| n.code().to_owned(), Nature::from_code;
}
