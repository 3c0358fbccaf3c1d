//! `datapackage.json`: the CSV tables as a Frictionless data package.

use super::table_files::TableFacts;
use crate::tables::{all, schema};
use serde_json::{Value, json};
use std::path::Path;

/// The package; a table without CSV is described by its Parquet file.
#[must_use]
pub fn datapackage(tables: &[TableFacts], attribution: &[String]) -> Value {
    let resources: Vec<Value> = all()
        .iter()
        .filter_map(|info| {
            let facts = tables.iter().find(|t| t.name == info.name)?;
            let file = facts.files.first()?;
            let is_csv = Path::new(&file.path).extension().is_some_and(|suffix| suffix == "csv");
            Some(json!({
                "name": info.name,
                "path": file.path,
                "description": info.about,
                "format": if is_csv { "csv" } else { "parquet" },
                "mediatype": if is_csv { "text/csv" } else { "application/vnd.apache.parquet" },
                "encoding": "utf-8",
                "bytes": file.bytes,
                "hash": format!("sha256:{}", file.sha256),
                "profile": "tabular-data-resource",
                "schema": schema::table_schema(info),
            }))
        })
        .collect();
    let sources: Vec<Value> = attribution.iter().map(|a| json!({"title": a})).collect();
    json!({
        "profile": "tabular-data-package",
        "name": "copydesk",
        "title": "News articles as tables",
        "sources": sources,
        "resources": resources,
    })
}
