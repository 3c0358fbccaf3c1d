//! How a table is declared: columns with a type, a meaning and a way to read them off a row.
//!
//! The declaration drives the Arrow schema, Parquet, CSV, the SQL, the data dictionary, the
//! pandas dtypes and `datapackage.json`; nothing else knows what a table holds.

use std::fmt;

/// A table: its columns and what its rows are made from.
pub struct Table<R: 'static> {
    /// File name without ending.
    pub name: &'static str,
    /// What a row is; a sentence.
    pub about: &'static str,
    /// Primary key; rows are sorted by it, as bytes.
    pub key: &'static [&'static str],
    /// In the order of schema.sql.
    pub columns: &'static [Column<R>],
}

/// One column.
pub struct Column<R: 'static> {
    /// As in schema.sql.
    pub name: &'static str,
    /// What it holds, with unit or origin; a sentence.
    pub about: &'static str,
    /// Its type and how to read it off a row.
    pub get: Get<R>,
    /// Closed set of values, if there is one.
    pub values: &'static [&'static str],
    /// `table.column` that it joins; several where the kind decides.
    pub joins: &'static [&'static str],
}

/// How a value is read off a row; fixes type and nulls.
pub enum Get<R> {
    /// VARCHAR NOT NULL
    Text(fn(&R) -> &str),
    /// VARCHAR
    MaybeText(fn(&R) -> Option<&str>),
    /// INTEGER NOT NULL
    Count(fn(&R) -> u32),
    /// INTEGER
    MaybeCount(fn(&R) -> Option<u32>),
    /// TINYINT
    MaybeSmall(fn(&R) -> Option<u8>),
    /// BIGINT
    MaybeBig(fn(&R) -> Option<i64>),
    /// FLOAT NOT NULL
    Float(fn(&R) -> f32),
    /// DOUBLE
    MaybeDouble(fn(&R) -> Option<f64>),
    /// BOOLEAN NOT NULL
    Flag(fn(&R) -> bool),
    /// DATE
    MaybeDate(fn(&R) -> Option<i32>),
    /// TIMESTAMPTZ, microseconds UTC
    MaybeInstant(fn(&R) -> Option<i64>),
}

/// The type of a column, without the row it is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// UTF-8 text.
    Text,
    /// 32-bit integer.
    Integer,
    /// 8-bit integer.
    TinyInt,
    /// 64-bit integer.
    BigInt,
    /// 32-bit float.
    Float,
    /// 64-bit float.
    Double,
    /// true or false.
    Boolean,
    /// A civil day.
    Date,
    /// An instant, UTC.
    Instant,
}

impl Type {
    /// As in SQL.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Text => "VARCHAR",
            Self::Integer => "INTEGER",
            Self::TinyInt => "TINYINT",
            Self::BigInt => "BIGINT",
            Self::Float => "FLOAT",
            Self::Double => "DOUBLE",
            Self::Boolean => "BOOLEAN",
            Self::Date => "DATE",
            Self::Instant => "TIMESTAMPTZ",
        }
    }
}

impl<R> Column<R> {
    /// Type and whether it may be NULL.
    #[must_use]
    pub const fn kind(&self) -> (Type, bool) {
        match self.get {
            Get::Text(_) => (Type::Text, false),
            Get::MaybeText(_) => (Type::Text, true),
            Get::Count(_) => (Type::Integer, false),
            Get::MaybeCount(_) => (Type::Integer, true),
            Get::MaybeSmall(_) => (Type::TinyInt, true),
            Get::MaybeBig(_) => (Type::BigInt, true),
            Get::Float(_) => (Type::Float, false),
            Get::MaybeDouble(_) => (Type::Double, true),
            Get::Flag(_) => (Type::Boolean, false),
            Get::MaybeDate(_) => (Type::Date, true),
            Get::MaybeInstant(_) => (Type::Instant, true),
        }
    }

    /// The same, holding only `values`.
    #[must_use]
    pub const fn one_of(mut self, values: &'static [&'static str]) -> Self {
        self.values = values;
        self
    }

    /// The same, joining another table.
    #[must_use]
    pub const fn joins(mut self, joins: &'static [&'static str]) -> Self {
        self.joins = joins;
        self
    }
}

/// A table without the rows it is made from: what schema, dictionary and checks read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableInfo {
    /// File name without ending.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Primary key.
    pub key: &'static [&'static str],
    /// Columns in order.
    pub columns: Vec<ColumnInfo>,
}

/// A column without the row it is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnInfo {
    /// Name.
    pub name: &'static str,
    /// Meaning.
    pub about: &'static str,
    /// Type.
    pub ty: Type,
    /// May be NULL.
    pub nullable: bool,
    /// Closed set, or empty.
    pub values: &'static [&'static str],
    /// `table.column` that it joins.
    pub joins: &'static [&'static str],
}

impl<R> Table<R> {
    /// Without the rows.
    #[must_use]
    pub fn info(&self) -> TableInfo {
        TableInfo {
            name: self.name,
            about: self.about,
            key: self.key,
            columns: self
                .columns
                .iter()
                .map(|c| {
                    let (ty, nullable) = c.kind();
                    ColumnInfo { name: c.name, about: c.about, ty, nullable, values: c.values, joins: c.joins }
                })
                .collect(),
        }
    }
}

impl<R> fmt::Debug for Table<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.info().fmt(f)
    }
}

impl<R> fmt::Debug for Column<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

macro_rules! constructors {
    ($($(#[$about:meta])* $name:ident => $variant:ident($value:ty)),+ $(,)?) => {
        $($(#[$about])*
        #[must_use]
        pub const fn $name<R>(name: &'static str, about: &'static str, get: fn(&R) -> $value) -> Column<R> {
            Column { name, about, get: Get::$variant(get), values: &[], joins: &[] }
        })+
    };
}

constructors!(
    /// A text that is always there.
    text => Text(&str),
    /// A text that may be unknown.
    maybe_text => MaybeText(Option<&str>),
    /// A number that is always there.
    count => Count(u32),
    /// A number that may be unknown.
    maybe_count => MaybeCount(Option<u32>),
    /// A small number that may be unknown.
    maybe_small => MaybeSmall(Option<u8>),
    /// A large number that may be unknown.
    maybe_big => MaybeBig(Option<i64>),
    /// A share from 0 to 1.
    float => Float(f32),
    /// A measure that may be unknown.
    maybe_double => MaybeDouble(Option<f64>),
    /// Yes or no.
    flag => Flag(bool),
    /// A day that may be unknown.
    maybe_date => MaybeDate(Option<i32>),
    /// An instant that may be unknown.
    maybe_instant => MaybeInstant(Option<i64>),
);
