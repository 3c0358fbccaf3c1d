//! The tables of a run as rows of text, with the columns of what a row points to.

use std::collections::BTreeMap;
use std::path::Path;

/// One table: its header and its rows.
#[derive(Debug, Default)]
struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Every table of a run.
#[derive(Debug)]
pub struct Dataset {
    tables: BTreeMap<String, Table>,
    /// Text by article.
    texts: BTreeMap<String, Vec<char>>,
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    dataset: &'a Dataset,
    table: &'a Table,
    cells: &'a [String],
}

impl Dataset {
    /// Reads every `*.csv` of a run; NULL is the empty string.
    pub fn read(out: &Path) -> Result<Self, String> {
        let mut tables = BTreeMap::new();
        for entry in std::fs::read_dir(out).map_err(|e| format!("{}: {e}", out.display()))? {
            let path = entry.map_err(|e| e.to_string())?.path();
            if path.extension().is_some_and(|extension| extension == "csv") {
                let mut reader = csv::Reader::from_path(&path).map_err(|e| e.to_string())?;
                let columns = reader.headers().map_err(|e| e.to_string())?.iter().map(str::to_owned).collect();
                let mut table = Table { columns, rows: Vec::new() };
                for record in reader.records() {
                    table.rows.push(record.map_err(|e| e.to_string())?.iter().map(str::to_owned).collect());
                }
                let name = path.file_stem().map(|s| s.to_string_lossy().into_owned());
                tables.insert(name.unwrap_or_default(), table);
            }
        }
        let mut dataset = Self { tables, texts: BTreeMap::new() };
        dataset.texts = dataset
            .rows("articles")?
            .iter()
            .map(|row| Ok((row.cell("article_id")?, row.cell("text")?.chars().collect())))
            .collect::<Result<_, String>>()?;
        Ok(dataset)
    }

    /// The rows of a table.
    pub fn rows(&self, table: &str) -> Result<Vec<Row<'_>>, String> {
        let table = self.tables.get(table).ok_or_else(|| format!("expected a table '{table}'"))?;
        Ok(table.rows.iter().map(|cells| Row { dataset: self, table, cells }).collect())
    }
}

impl Row<'_> {
    fn own(&self, column: &str) -> Option<&str> {
        self.table.columns.iter().position(|c| c == column).map(|i| self.cells[i].as_str())
    }

    /// A cell of this row, or of what it points to; empty where NULL.
    pub fn cell(&self, column: &str) -> Result<String, String> {
        if let Some(cell) = self.own(column) {
            return Ok(cell.to_owned());
        }
        match column {
            "surface" => {
                let number = |c: &str| self.own(c).and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
                let text = self.own("article_id").and_then(|id| self.dataset.texts.get(id));
                let slice = text.and_then(|t| t.get(number("start")..number("end")));
                return Ok(slice.unwrap_or(&[]).iter().collect());
            }
            "near" => {
                let (latitude, longitude) = (self.cell("latitude")?, self.cell("longitude")?);
                return Ok(format!("{latitude},{longitude}"));
            }
            _ => {}
        }
        let id = self.own("entity_id").or_else(|| self.own("speaker_id"));
        let joins = [("places", id), ("organisations", id), ("people", id), ("articles", self.own("article_id"))];
        let mut known = false;
        for (table, id) in joins {
            let Some(id) = id else { continue };
            let rows = self.dataset.rows(table)?;
            known |= self.dataset.tables[table].columns.iter().any(|c| c == column);
            // Every table begins with its key.
            if let Some(cell) = rows.iter().find(|row| row.cells[0] == id).and_then(|row| row.own(column)) {
                return Ok(cell.to_owned());
            }
        }
        if known { Ok(String::new()) } else { Err(format!("expected a column, but found '{column}'")) }
    }
}
