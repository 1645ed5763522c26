//! A value of a personal column that only a grant can open.

use std::fmt;
use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, Queryable};
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{Nullable, Text};

use crate::db::personal::Personal;
use crate::domain::Field;
use crate::domain::catalogue::FieldTag;

/// A field of a person, sealed: no `Display`, no `Serialize`, no `Deref`, no `Clone`; its `Debug` says nothing.
///
/// Anyone may seal a value (a form, a file); only this room opens one, for a decision.
pub struct Sealed<F> {
    text: String,
    field: PhantomData<F>,
}

impl<F: FieldTag> Sealed<F> {
    /// Seals a value in its stored form ([`crate::domain::Value::code`]).
    #[must_use]
    pub fn new(text: String) -> Self {
        Self { text, field: PhantomData }
    }

    /// The field that it holds.
    #[must_use]
    pub const fn field(&self) -> Field {
        F::FIELD
    }

    /// Whether this value comes before another in the stored order (days do in theirs). Tells the order, not the values.
    #[must_use]
    pub fn precedes(&self, other: &Self) -> bool {
        self.text < other.text
    }

    /// The stored text: for grants, permits and named machines of this room.
    pub(in crate::access) fn open(&self) -> &str {
        &self.text
    }
}

impl<F> fmt::Debug for Sealed<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(..)")
    }
}

impl<F: FieldTag, DB: Backend> FromSql<Personal<F>, DB> for Sealed<F>
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self::new(<String as FromSql<Text, DB>>::from_sql(bytes)?))
    }
}

impl<F: FieldTag, DB: Backend> Queryable<Personal<F>, DB> for Sealed<F>
where
    Self: FromSql<Personal<F>, DB>,
{
    type Row = Self;
    fn build(row: Self) -> deserialize::Result<Self> {
        Ok(row)
    }
}

impl<F: FieldTag, DB: Backend> ToSql<Personal<F>, DB> for Sealed<F>
where
    String: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        ToSql::<Text, DB>::to_sql(&self.text, out)
    }
}

impl<F: FieldTag, DB: Backend> ToSql<Nullable<Personal<F>>, DB> for Sealed<F>
where
    Self: ToSql<Personal<F>, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        ToSql::<Personal<F>, DB>::to_sql(self, out)
    }
}

macro_rules! binds_to {
    ($($value:ty => $sql:ty),+ $(,)?) => { $(
        impl<'s, F: FieldTag> AsExpression<$sql> for $value {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
    )+ };
}

binds_to! {
    &'s Sealed<F> => Personal<F>,
    &'s Sealed<F> => Nullable<Personal<F>>,
    &'s &'s Sealed<F> => Personal<F>,
    &'s &'s Sealed<F> => Nullable<Personal<F>>,
}

impl<F: FieldTag> AsExpression<Personal<F>> for Sealed<F> {
    type Expression = Bound<Personal<F>, Self>;
    fn as_expression(self) -> Self::Expression {
        Bound::new(self)
    }
}

impl<F: FieldTag> AsExpression<Nullable<Personal<F>>> for Sealed<F> {
    type Expression = Bound<Nullable<Personal<F>>, Self>;
    fn as_expression(self) -> Self::Expression {
        Bound::new(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogue::tag;

    #[test]
    fn debugging_a_sealed_value_says_nothing_of_it() {
        assert_eq!(format!("{:?}", Sealed::<tag::FamilyName>::new("DUPONT".into())), "Sealed(..)");
    }
}
