//! The fields of one record, sealed together.

use std::collections::BTreeMap;
use std::fmt;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;

use crate::db::personal::PersonalPayload;
use crate::domain::{Field, Value};

/// Values by field. As [`super::Sealed`]: anyone seals, only this room opens.
#[derive(AsExpression, FromSqlRow)]
#[diesel(sql_type = PersonalPayload)]
pub struct SealedPayload(String);

impl SealedPayload {
    /// Seals typed values; a field that isn't in the catalogue can't be named.
    #[must_use]
    pub fn new(values: &BTreeMap<Field, Value>) -> Self {
        let object: serde_json::Map<_, _> =
            values.iter().map(|(field, value)| (field.spec().key.to_owned(), value.code().into())).collect();
        Self(serde_json::Value::Object(object).to_string())
    }

    /// One value, for the history of a correction.
    #[must_use]
    pub fn of(field: Field, value: &Value) -> Self {
        Self::new(&BTreeMap::from([(field, value.clone())]))
    }

    /// The same payload with one field changed or emptied; stays sealed.
    #[must_use]
    pub fn with(&self, field: Field, value: Option<&Value>) -> Self {
        let mut values = self.open();
        match value {
            Some(value) => values.insert(field, value.clone()),
            None => values.remove(&field),
        };
        Self::new(&values)
    }

    /// The values; what isn't a declared field or no value of its kind is left out, never guessed.
    pub(in crate::access) fn open(&self) -> BTreeMap<Field, Value> {
        let Ok(object) = serde_json::from_str::<BTreeMap<String, String>>(&self.0) else {
            return BTreeMap::new();
        };
        object
            .into_iter()
            .filter_map(|(key, text)| {
                let field = Field::from_key(&key)?;
                Some((field, field.spec().kind.parse(&text).ok()?))
            })
            .collect()
    }
}

impl fmt::Debug for SealedPayload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedPayload(..)")
    }
}

impl<DB: Backend> FromSql<PersonalPayload, DB> for SealedPayload
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(<String as FromSql<Text, DB>>::from_sql(bytes)?))
    }
}

impl<DB: Backend> ToSql<PersonalPayload, DB> for SealedPayload
where
    String: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        ToSql::<Text, DB>::to_sql(&self.0, out)
    }
}
