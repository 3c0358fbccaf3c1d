//! The tables, each declared once, in the order of schema.sql.
//!
//! A column is a line in its table's file; Arrow schema, Parquet, CSV, SQL, data dictionary,
//! dtypes and `datapackage.json` follow from it.

pub mod aliases;
pub mod articles;
pub mod column;
pub mod dates;
pub mod mentions;
pub mod near_duplicates;
pub mod organisations;
pub mod people;
pub mod places;
pub mod quote_parts;
pub mod quotes;
pub mod rejects;
pub mod schema;
pub mod segments;

pub use column::{Column, ColumnInfo, Get, Table, TableInfo, Type};

/// Version of the contract; changes when a column is renamed, dropped or changes its meaning.
pub const SCHEMA_VERSION: u32 = 1;

/// Every table, in the order of schema.sql.
#[must_use]
pub fn all() -> Vec<TableInfo> {
    vec![
        articles::ARTICLES.info(),
        segments::SEGMENTS.info(),
        mentions::MENTIONS.info(),
        dates::DATES.info(),
        quotes::QUOTES.info(),
        quote_parts::QUOTE_PARTS.info(),
        places::PLACES.info(),
        organisations::ORGANISATIONS.info(),
        people::PEOPLE.info(),
        aliases::ALIASES.info(),
        near_duplicates::NEAR_DUPLICATES.info(),
        rejects::REJECTS.info(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_about_is_a_sentence() {
        let tables = all();
        for table in &tables {
            assert!(table.about.ends_with('.'), "{}", table.name);
            assert_eq!(tables.iter().filter(|t| t.name == table.name).count(), 1);
            for column in &table.columns {
                assert!(column.about.ends_with('.'), "{}.{}", table.name, column.name);
                assert_eq!(table.columns.iter().filter(|c| c.name == column.name).count(), 1);
                for join in column.joins {
                    let (other, its) = join.split_once('.').expect("table.column");
                    assert!(
                        tables.iter().any(|t| t.name == other && t.columns.iter().any(|c| c.name == its)),
                        "{join}"
                    );
                }
            }
            for key in table.key {
                assert!(table.columns.iter().any(|c| c.name == *key && !c.nullable), "{}.{key}", table.name);
            }
        }
    }

    /// The contract, as (table, column, type, NOT NULL) in order.
    fn contract(sql: &str) -> Vec<(String, String, String, bool)> {
        let mut found = Vec::new();
        let code: String = sql.lines().map(|l| l.split("--").next().unwrap_or("")).collect::<Vec<_>>().join(" ");
        for table in code.split("CREATE TABLE ").skip(1) {
            let (name, rest) = table.split_once('(').expect("a table has columns");
            let body = &rest[..rest.find(");").expect("a table ends")];
            for part in body.split(',') {
                let words: Vec<&str> = part.split_whitespace().collect();
                if words.len() < 2 || words[0] == "PRIMARY" || part.contains("_no)") || part.trim().ends_with("_id)") {
                    continue;
                }
                let not_null = part.contains("NOT NULL") || part.contains("PRIMARY KEY");
                found.push((
                    name.trim().to_owned(),
                    words[0].trim_matches('"').to_owned(),
                    words[1].to_owned(),
                    not_null,
                ));
            }
        }
        found
    }

    #[test]
    fn the_declarations_are_the_contract() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/schema.sql");
        let Ok(sql) = std::fs::read_to_string(path) else {
            println!("skipped: no {path}");
            return;
        };
        let ours: Vec<_> = all()
            .iter()
            .flat_map(|t| {
                t.columns
                    .iter()
                    .map(|c| (t.name.to_owned(), c.name.to_owned(), c.ty.sql().to_owned(), !c.nullable))
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(contract(&sql), ours);
    }
}
