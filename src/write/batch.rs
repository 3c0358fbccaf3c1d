//! Rows to Arrow: the schema of a table and record batches of it.

use crate::tables::{Get, Table, TableInfo, Type};
use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float32Array, Float64Array, Int8Array, Int32Array,
    Int64Array, RecordBatch, StringArray, StringBuilder, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef, TimeUnit};
use std::sync::Arc;

/// The Arrow schema of a table. Closed sets are dictionaries; everything else is its plain type.
#[must_use]
pub fn schema(table: &TableInfo) -> SchemaRef {
    let fields: Vec<Field> = table
        .columns
        .iter()
        .map(|c| {
            let ty = match c.ty {
                Type::Text if !c.values.is_empty() => {
                    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
                }
                Type::Text => DataType::Utf8,
                Type::Integer => DataType::Int32,
                Type::TinyInt => DataType::Int8,
                Type::BigInt => DataType::Int64,
                Type::Float => DataType::Float32,
                Type::Double => DataType::Float64,
                Type::Boolean => DataType::Boolean,
                Type::Date => DataType::Date32,
                Type::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            };
            Field::new(c.name, ty, c.nullable)
        })
        .collect();
    Arc::new(Schema::new(fields))
}

/// The same with closed sets as plain text: for engines that do not read dictionaries.
#[must_use]
pub fn plain_schema(table: &TableInfo) -> SchemaRef {
    let open = |f: &Arc<Field>| match f.data_type() {
        DataType::Dictionary(_, values) => Field::new(f.name(), (**values).clone(), f.is_nullable()),
        _ => (**f).clone(),
    };
    Arc::new(Schema::new(schema(table).fields().iter().map(open).collect::<Vec<_>>()))
}

/// Rows as one record batch of that schema.
///
/// # Panics
/// Never for rows of a declared table: lengths and types agree by construction.
#[must_use]
#[expect(clippy::cast_possible_wrap, reason = "counts stay far below 2^31: articles are limited to less")]
pub fn batch<R>(table: &Table<R>, schema: &SchemaRef, rows: &[R]) -> RecordBatch {
    let columns: Vec<ArrayRef> = table
        .columns
        .iter()
        .zip(schema.fields())
        .map(|(column, field)| -> ArrayRef {
            let is_plain = field.data_type() == &DataType::Utf8;
            match column.get {
                Get::Text(get) if is_plain => {
                    let bytes = rows.iter().map(|r| get(r).len()).sum();
                    let mut builder = StringBuilder::with_capacity(rows.len(), bytes);
                    for row in rows {
                        builder.append_value(get(row));
                    }
                    Arc::new(builder.finish())
                }
                Get::MaybeText(get) if is_plain => {
                    let bytes = rows.iter().map(|r| get(r).map_or(0, str::len)).sum();
                    let mut builder = StringBuilder::with_capacity(rows.len(), bytes);
                    for row in rows {
                        builder.append_option(get(row));
                    }
                    Arc::new(builder.finish())
                }
                Get::Text(get) => closed(column.values, rows.iter().map(|r| Some(get(r)))),
                Get::MaybeText(get) => closed(column.values, rows.iter().map(get)),
                Get::Count(get) => Arc::new(Int32Array::from_iter_values(rows.iter().map(|r| get(r) as i32))),
                Get::MaybeCount(get) => Arc::new(rows.iter().map(|r| get(r).map(|n| n as i32)).collect::<Int32Array>()),
                Get::MaybeSmall(get) => Arc::new(rows.iter().map(|r| get(r).map(|n| n as i8)).collect::<Int8Array>()),
                Get::MaybeBig(get) => Arc::new(rows.iter().map(get).collect::<Int64Array>()),
                Get::Float(get) => Arc::new(Float32Array::from_iter_values(rows.iter().map(get))),
                Get::MaybeDouble(get) => Arc::new(rows.iter().map(get).collect::<Float64Array>()),
                Get::Flag(get) => Arc::new(rows.iter().map(|r| Some(get(r))).collect::<BooleanArray>()),
                Get::MaybeDate(get) => Arc::new(rows.iter().map(get).collect::<Date32Array>()),
                Get::MaybeInstant(get) => {
                    Arc::new(rows.iter().map(get).collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
                }
            }
        })
        .collect();
    RecordBatch::try_new(Arc::clone(schema), columns).expect("rows of a declared table fit its schema")
}

/// Values of a closed set as a dictionary that always holds the whole set, so that every batch is alike.
fn closed<'a>(set: &[&'static str], values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    // Nearly always the very words of the declaration, so that they need not be compared.
    let place = |v: &str| {
        let very = set.iter().position(|s| std::ptr::eq(*s, v));
        very.or_else(|| set.iter().position(|s| *s == v)).unwrap_or(0)
    };
    let keys: Int32Array = values.map(|v| v.map(|v| i32::try_from(place(v)).unwrap_or(0))).collect();
    let dictionary = StringArray::from_iter_values(set.iter());
    Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::new(dictionary)).expect("keys lie in the set"))
}
