//! The declarations as SQL, JSON and a data dictionary.

use super::{ColumnInfo, SCHEMA_VERSION, TableInfo, Type, all};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// `CREATE TABLE` for every table, then a view `<table>_spans` with `span_start` and `span_end` for each
/// that has offsets: bare `end` is a keyword in SQL.
#[must_use]
pub fn sql() -> String {
    let mut out = format!(
        "-- The tables of a copydesk dataset, schema version {SCHEMA_VERSION}.\n\
         -- Offsets count Unicode code points in articles.text, end exclusive. NULL is unknown.\n"
    );
    for table in all() {
        let _ = writeln!(out, "\n-- {}\nCREATE TABLE {} (", table.about, table.name);
        for column in &table.columns {
            let null = if column.nullable { "" } else { " NOT NULL" };
            let about = about_with_values(column);
            let _ = writeln!(out, "  {} {}{null},  -- {about}", quoted(column.name), column.ty.sql());
        }
        let _ = writeln!(out, "  PRIMARY KEY ({}));", table.key.join(", "));
    }
    out.push_str("\n-- The same with names that need no quoting.\n");
    for table in all().iter().filter(|t| has_span(t)) {
        let _ = writeln!(
            out,
            "CREATE VIEW {0}_spans AS SELECT *, start AS span_start, \"end\" AS span_end FROM {0};",
            table.name
        );
    }
    out
}

fn has_span(table: &TableInfo) -> bool {
    table.columns.iter().any(|c| c.name == "end")
}

fn quoted(name: &str) -> String {
    if name == "end" { "\"end\"".to_owned() } else { name.to_owned() }
}

fn about_with_values(column: &ColumnInfo) -> String {
    if column.values.is_empty() {
        column.about.to_owned()
    } else {
        format!("{} ({})", column.about.trim_end_matches('.'), column.values.join(" | "))
    }
}

/// The declarations as one JSON object.
#[must_use]
pub fn json() -> Value {
    let tables: Vec<Value> = all()
        .iter()
        .map(|t| {
            let columns: Vec<Value> = t
                .columns
                .iter()
                .map(|c| {
                    json!({
                        "name": c.name, "type": c.ty.sql(), "nullable": c.nullable, "about": c.about,
                        "values": c.values, "joins": c.joins,
                    })
                })
                .collect();
            json!({"name": t.name, "about": t.about, "primary_key": t.key, "columns": columns})
        })
        .collect();
    json!({"schema_version": SCHEMA_VERSION, "tables": tables})
}

/// The data dictionary, `output/README.md`.
#[must_use]
pub fn markdown() -> String {
    let mut out = format!(
        "# Data dictionary\n\n\
         Generated from the declarations in `src/tables/` by `copydesk schema --format md`; schema version {SCHEMA_VERSION}.\n\n\
         Every table is written as `<name>.parquet` and `<name>.csv` with the same columns, rows and order (sorted by\n\
         primary key). Offsets count Unicode code points in `articles.text`, end exclusive: `text[start:end]` in Python,\n\
         `substring(text, start + 1, \"end\" - start)` in DuckDB. An unknown value is NULL (an empty cell in CSV).\n\
         In CSV, cells that begin with `=` are left as they are: import them as text into a spreadsheet.\n\n\
         Beside the tables: `manifest.json` (versions, inputs, rows and hashes), `datapackage.json` (Frictionless),\n\
         `schema.sql` (tables and `<table>_spans` views), `dtypes.json` (for pandas), `copydesk.prom` (metrics).\n\n\
         ```python\n\
         import json, pandas as pd\n\
         d = json.load(open(\"output/dtypes.json\"))\n\
         people = pd.read_csv(\"output/people.csv\", dtype=d[\"people\"][\"dtype\"], parse_dates=d[\"people\"][\"parse_dates\"],\n\
         \x20                    keep_default_na=False, na_values=d[\"people\"][\"na_values\"])\n\
         ```\n"
    );
    for table in all() {
        let _ = writeln!(out, "\n## {}\n\n{}\n", table.name, table.about);
        let _ = writeln!(
            out,
            "Primary key: {}.\n",
            table.key.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ")
        );
        out.push_str("| column | type | null | meaning |\n|---|---|---|---|\n");
        for column in &table.columns {
            let mut about = column.about.replace('|', "\\|");
            if !column.values.is_empty() {
                let values: Vec<String> = column.values.iter().map(|v| format!("`{v}`")).collect();
                let _ = write!(about, " One of {}.", values.join(", "));
            }
            if !column.joins.is_empty() {
                let joins: Vec<String> = column.joins.iter().map(|j| format!("`{j}`")).collect();
                let _ = write!(about, " Joins {}.", joins.join(" or "));
            }
            let null = if column.nullable { "yes" } else { "no" };
            let _ = writeln!(out, "| `{}` | {} | {null} | {about} |", column.name, column.ty.sql());
        }
    }
    out
}

/// What pandas' `read_csv` must be told so that `NA` and `None` stay text and offsets stay whole numbers.
#[must_use]
pub fn dtypes() -> Value {
    let mut tables = Map::new();
    for table in all() {
        let mut dtype = Map::new();
        let mut dates = Vec::new();
        for column in &table.columns {
            let name = match column.ty {
                Type::Text => "string",
                Type::Integer => "Int32",
                Type::TinyInt => "Int8",
                Type::BigInt => "Int64",
                Type::Float => "Float32",
                Type::Double => "Float64",
                Type::Boolean => "boolean",
                Type::Date | Type::Instant => {
                    dates.push(json!(column.name));
                    continue;
                }
            };
            dtype.insert(column.name.to_owned(), json!(name));
        }
        let na: Map<String, Value> = table.columns.iter().map(|c| (c.name.to_owned(), json!([""]))).collect();
        tables.insert(
            table.name.to_owned(),
            json!({"dtype": dtype, "parse_dates": dates, "keep_default_na": false, "na_values": na}),
        );
    }
    Value::Object(tables)
}

/// Frictionless Table Schema of one table.
#[must_use]
pub fn table_schema(table: &TableInfo) -> Value {
    let fields: Vec<Value> = table
        .columns
        .iter()
        .map(|c| {
            let (ty, format) = match c.ty {
                Type::Text => ("string", "default"),
                Type::Integer | Type::TinyInt | Type::BigInt => ("integer", "default"),
                Type::Float | Type::Double => ("number", "default"),
                Type::Boolean => ("boolean", "default"),
                Type::Date => ("date", "%Y-%m-%d"),
                Type::Instant => ("datetime", "any"),
            };
            let mut constraints = Map::new();
            if !c.nullable {
                constraints.insert("required".to_owned(), json!(true));
            }
            if !c.values.is_empty() {
                constraints.insert("enum".to_owned(), json!(c.values));
            }
            match c.name {
                "confidence" | "similarity" | "containment" => {
                    constraints.insert("minimum".to_owned(), json!(0));
                    constraints.insert("maximum".to_owned(), json!(1));
                }
                "latitude" => {
                    constraints.insert("minimum".to_owned(), json!(-90));
                    constraints.insert("maximum".to_owned(), json!(90));
                }
                "longitude" => {
                    constraints.insert("minimum".to_owned(), json!(-180));
                    constraints.insert("maximum".to_owned(), json!(180));
                }
                _ => {}
            }
            json!({"name": c.name, "type": ty, "format": format, "description": c.about, "constraints": constraints})
        })
        .collect();
    let foreign: Vec<Value> = table
        .columns
        .iter()
        .filter(|c| c.joins.len() == 1)
        .filter_map(|c| {
            let (other, its) = c.joins[0].split_once('.')?;
            let resource = if other == table.name { "" } else { other };
            Some(json!({"fields": c.name, "reference": {"resource": resource, "fields": its}}))
        })
        .collect();
    json!({"fields": fields, "primaryKey": table.key, "foreignKeys": foreign, "missingValues": [""]})
}
