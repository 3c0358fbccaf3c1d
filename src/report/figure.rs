//! One figure of the report: rows, the query that gives them, and a drawing where one helps.

use super::html::{Page, escape};

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A count.
    Count(u64),
    /// A measure, with the decimals that matter.
    Real(f64, usize),
    /// NULL.
    None,
}

impl Cell {
    /// Words, or NULL.
    #[must_use]
    pub fn maybe(text: Option<&str>) -> Self {
        text.map_or(Self::None, |text| Self::Text(text.to_owned()))
    }

    /// As it is shown; NULL is nothing.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(n) => n.to_string(),
            Self::Real(x, decimals) => format!("{x:.decimals$}"),
            Self::None => String::new(),
        }
    }

    const fn is_number(&self) -> bool {
        matches!(self, Self::Count(_) | Self::Real(..))
    }
}

/// How the table of a figure is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// With a box that filters its rows.
    Filtered,
    /// As it is.
    Plain,
    /// Folded away: the drawing says the same.
    Folded,
}

/// One figure.
#[derive(Debug)]
pub struct Figure {
    /// Name in the page; the tests know it.
    pub id: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What it shows and how to read it.
    pub about: String,
    /// The query that gives its rows, in DuckDB's SQL with every table as a view.
    pub sql: String,
    /// Names of the columns.
    pub columns: &'static [&'static str],
    /// What the query gives.
    pub rows: Vec<Vec<Cell>>,
    /// HTML or SVG above the table.
    pub drawing: String,
    /// How the table is shown.
    pub shown: Shown,
}

impl Figure {
    /// Writes it to the page.
    pub fn write(&self, page: &mut Page) {
        let id = self.id;
        page.push(&format!("<section class=\"figure\" id=\"{id}\" aria-labelledby=\"{id}-title\">\n"));
        page.push(&format!("<h2 id=\"{id}-title\">{}</h2>\n<p>{}</p>\n", escape(self.title), escape(&self.about)));
        if self.rows.is_empty() {
            page.push("<p class=\"none\">The dataset has no rows for this.</p>\n");
        } else {
            page.push(&self.drawing);
            match self.shown {
                Shown::Filtered => {
                    page.push(&format!(
                        "<p class=\"filter\"><label for=\"{id}-filter\">Filter</label> <input id=\"{id}-filter\" \
                         type=\"search\" data-table=\"{id}-table\" autocomplete=\"off\"> \
                         <output for=\"{id}-filter\">{} rows</output></p>\n",
                        self.rows.len()
                    ));
                    self.table(page);
                }
                Shown::Plain => self.table(page),
                Shown::Folded => {
                    page.push("<details><summary>Table</summary>\n");
                    self.table(page);
                    page.push("</details>\n");
                }
            }
        }
        page.push(&format!(
            "<details class=\"sql\"><summary>SQL</summary><pre tabindex=\"0\"><code>{}</code></pre></details>\n</section>\n",
            escape(&self.sql)
        ));
    }

    fn table(&self, page: &mut Page) {
        let (id, title) = (self.id, escape(self.title));
        page.push(&format!(
            "<div class=\"scroll\" role=\"region\" aria-label=\"{title}: table\" tabindex=\"0\"><table id=\"{id}-table\"><thead><tr>"
        ));
        for (i, column) in self.columns.iter().enumerate() {
            let class = class(self.rows.first().and_then(|row| row.get(i)));
            page.push(&format!("<th scope=\"col\"{class}><button type=\"button\">{}</button></th>", escape(column)));
        }
        page.push("</tr></thead>\n<tbody>\n");
        for row in &self.rows {
            page.push("<tr>");
            for cell in row {
                let class = class(Some(cell));
                page.push(&format!("<td{class}>{}</td>", escape(&cell.shown())));
            }
            page.push("</tr>\n");
        }
        page.push("</tbody></table></div>\n");
    }
}

/// Numbers stand to the right.
fn class(cell: Option<&Cell>) -> &'static str {
    if cell.is_some_and(Cell::is_number) { " class=\"n\"" } else { "" }
}
