//! Corpus files beside the rules: tab-separated rows, `#` comments. For tests only.

/// One row of a corpus or rule file.
#[derive(Debug)]
pub struct Row<'a> {
    /// File and line, for messages.
    pub at: String,
    /// The columns.
    pub cells: Vec<&'a str>,
}

/// Rows of a tab-separated file: `#` lines and blank lines are skipped, and so is the header row.
pub fn rows<'a>(file: &str, text: &'a str) -> impl Iterator<Item = Row<'a>> {
    let file = file.to_owned();
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')).skip(1).map(
        move |(i, line)| Row {
            at: format!("src/{file}:{}", i + 1),
            cells: line.split('\t').map(str::trim_end).collect(),
        },
    )
}
