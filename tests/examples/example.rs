//! The examples as they are written down, and as the input of a run.

use crate::facts::Fact;
use std::path::Path;

/// One example: articles, and what must come of them.
#[derive(Debug)]
pub struct Example {
    /// Name that the list of known misses uses.
    pub id: String,
    /// What it shows.
    pub about: String,
    articles: Vec<Article>,
    /// What must come of it.
    pub facts: Vec<Fact>,
}

/// One article, as a file of its own or as a record.
#[derive(Debug, Default)]
struct Article {
    name: String,
    fields: Vec<(String, String)>,
    is_seed: bool,
    lines: Vec<String>,
}

/// Reads a file of examples.
pub fn all(file: &str) -> Result<Vec<Example>, String> {
    let mut examples: Vec<Example> = Vec::new();
    for (i, line) in file.lines().enumerate() {
        let at = |problem: String| format!("line {}: {problem}", i + 1);
        let (mark, rest) = line.split_at_checked(1).unwrap_or((line, ""));
        if mark == "#" || line.trim().is_empty() {
            continue;
        }
        if let Some(head) = line.strip_prefix(":: ") {
            let (id, about) = head.split_once(' ').ok_or_else(|| at("expected ':: ID about'".to_owned()))?;
            examples.push(Example {
                id: id.to_owned(),
                about: about.to_owned(),
                articles: Vec::new(),
                facts: Vec::new(),
            });
            continue;
        }
        let example = examples.last_mut().ok_or_else(|| at("expected ':: ID about' first".to_owned()))?;
        match mark {
            "@" => example.articles.push(Article::from_head(rest.trim())),
            "|" => {
                if example.articles.is_empty() {
                    example.articles.push(Article::from_head("a published=2024-03-14"));
                }
                let article = example.articles.last_mut().expect("one was pushed");
                article.lines.push(rest.strip_prefix(' ').unwrap_or(rest).to_owned());
            }
            _ => example.facts.push(Fact::read(line).map_err(at)?),
        }
    }
    Ok(examples)
}

impl Article {
    fn from_head(head: &str) -> Self {
        let mut words = head.split(' ');
        let mut article = Self { name: words.next().unwrap_or_default().to_owned(), ..Self::default() };
        for word in words {
            match word.split_once('=') {
                Some((field, value)) if !value.is_empty() => {
                    article.fields.push((field.to_owned(), value.to_owned()));
                }
                Some(_) => {}
                None => article.is_seed = word == "seed",
            }
        }
        article
    }

    /// The text with its escapes undone.
    fn bytes(&self) -> Vec<u8> {
        let text = self.lines.join("\n");
        let mut out = Vec::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(i) = rest.find('\\') {
            out.extend_from_slice(&rest.as_bytes()[..i]);
            rest = &rest[i + 1..];
            let (taken, bytes) = match rest.as_bytes().first() {
                Some(b'n') => (1, b"\n".to_vec()),
                Some(b'r') => (1, b"\r".to_vec()),
                Some(b'x') => (3, vec![u8::from_str_radix(&rest[1..3], 16).expect("two hexadecimal digits")]),
                Some(b'u') => {
                    let end = rest.find('}').expect("a closing brace");
                    let code = u32::from_str_radix(&rest[2..end], 16).expect("hexadecimal digits");
                    (end + 1, char::from_u32(code).expect("a character").to_string().into_bytes())
                }
                _ => (0, b"\\".to_vec()),
            };
            out.extend(bytes);
            rest = &rest[taken..];
        }
        out.extend_from_slice(rest.as_bytes());
        out
    }
}

impl Example {
    /// Writes the articles where a run finds them.
    pub fn write(&self, input: &Path, seeds: &Path) {
        std::fs::create_dir_all(input).expect("a folder");
        let mut records = String::new();
        for article in &self.articles {
            if article.is_seed {
                let (from, to) = (seeds.join(&article.name), input.join(&article.name));
                std::fs::copy(from, to).expect("a seed article");
            } else if article.name.contains('.') {
                std::fs::write(input.join(&article.name), article.bytes()).expect("a file");
            } else {
                let text = String::from_utf8(article.bytes()).expect("\\x stands only in files");
                let mut record = serde_json::json!({"id": article.name, "text": text});
                for (field, value) in &article.fields {
                    record[field] = value.as_str().into();
                }
                records.push_str(&record.to_string());
                records.push('\n');
            }
        }
        if !records.is_empty() {
            std::fs::write(input.join("articles.jsonl"), records).expect("a file");
        }
    }
}
