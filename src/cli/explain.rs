//! `copydesk explain`.

use super::print;
use clap::Args;
use copydesk::config::{Config, ExtractOptions};
use copydesk::extract::places::gazetteer;
use copydesk::read::{Item, SourceFile};
use copydesk::records::{Extracted, Kind, RawArticle, Span};
use copydesk::{Error, Result, pipeline, read};
use std::cmp::Reverse;
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

/// Show one article with everything that was found in it: span, kind, value, rule, confidence.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  copydesk explain article.txt
  copydesk explain dump.jsonl --article wire-0042 --published 2024-03-14")]
pub struct Explain {
    /// File with the article.
    file: PathBuf,
    /// Id of the article, in a file that holds several [default: the first].
    #[arg(long, value_name = "ID")]
    article: Option<String>,
    /// Day of publication where the article carries none.
    #[arg(long, value_name = "DATE")]
    published: Option<String>,
    /// Colour: on a terminal, always or never.
    #[arg(long, value_name = "WHEN", default_value = "auto", value_parser = ["auto", "always", "never"])]
    color: String,
}

impl Explain {
    pub fn run(&self) -> Result<ExitCode> {
        let config = Config { published: self.published.clone(), ..Config::default() };
        let options = config.extract_options()?;
        let files = read::find(std::slice::from_ref(&self.file))?;
        let Some(extracted) = self.first(&files, &options)? else {
            let problem = "expected an article, but found none that can be read".to_owned();
            return Err(Error::Dataset { path: self.file.clone(), problem });
        };
        let colour = match self.color.as_str() {
            "always" => true,
            "never" => false,
            _ => std::io::stdout().is_terminal(),
        };
        print(&page(&extracted, colour));
        Ok(ExitCode::SUCCESS)
    }

    fn first(&self, files: &[SourceFile], options: &ExtractOptions) -> Result<Option<Extracted>> {
        let mut found: Option<RawArticle> = None;
        for file in files {
            let mut sink = |item: Item| {
                if let Item::Article(raw) = item
                    && self.article.as_ref().is_none_or(|id| raw.id.as_ref() == Some(id))
                {
                    found = Some(*raw);
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            };
            read::read(file, options, &mut sink)?;
            if found.is_some() {
                break;
            }
        }
        Ok(found.and_then(|raw| pipeline::article(raw, options, &mut Vec::new())))
    }
}

const DATE: &str = "33";
const QUOTE: &str = "4";

/// Terminal colour of a kind of name.
const fn colour_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "36",
        Kind::Organisation => "35",
        Kind::Place => "32",
    }
}

/// The article with marks in its text, then a line for everything found, in text order.
fn page(extracted: &Extracted, colour: bool) -> String {
    let article = &extracted.article;
    let text = article.text.as_str();
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}  {}  published {} ({})  language {}  {} repairs\n",
        article.id,
        article.source_path,
        article.published_date.map_or("unknown".to_owned(), |d| d.to_string()),
        article.published_source.as_str(),
        article.lang.as_deref().unwrap_or("unknown"),
        article.n_repairs
    );
    let _ = writeln!(out, "{}\n", if colour { coloured(extracted) } else { text.to_owned() });
    let mut lines: Vec<(Span, String)> =
        article.segments.iter().map(|s| (s.span, format!("segment       {}", s.kind.as_str()))).collect();
    lines.extend(mention_lines(extracted));
    lines.extend(date_lines(extracted));
    lines.extend(quote_lines(extracted));
    lines.sort_by_key(|(span, _)| (span.start, Reverse(span.end)));
    for (span, line) in lines {
        let words: String = span.of(text).chars().map(|c| if c == '\n' { '⏎' } else { c }).take(50).collect();
        let _ = writeln!(out, "{:>6}-{:<6} {words:<50} {line}", span.start, span.end);
    }
    for reject in &extracted.rejects {
        let _ = writeln!(out, "{} {}: {}", reject.severity.as_str(), reject.code, reject.message);
    }
    out
}

fn mention_lines(extracted: &Extracted) -> Vec<(Span, String)> {
    let text = extracted.article.text.as_str();
    let line = |m: &copydesk::records::Mention| {
        let name = m.local.and_then(|l| extracted.entities.get(l as usize)).map_or("?", |e| e.name.as_str());
        let mut line = format!("{:<13} {} -> {name}", m.kind.as_str(), m.role.as_str());
        if let Some(place) = m.place.map(|id| gazetteer().place(id)) {
            let (country, admin1) = (place.country_code.unwrap_or("-"), place.admin1_code.unwrap_or("-"));
            let _ = write!(line, " [{country} {admin1} {:.3},{:.3}]", place.latitude, place.longitude);
        }
        for (what, span) in [("title", m.title), ("modifier", m.modifier), ("described as", m.description)] {
            if let Some(span) = span {
                let _ = write!(line, ", {what} '{}'", span.of(text));
            }
        }
        let _ = write!(line, "  rule {} confidence {:.2}", m.rule, m.confidence);
        (m.span, line)
    };
    extracted.mentions.iter().map(line).collect()
}

fn date_lines(extracted: &Extracted) -> Vec<(Span, String)> {
    let line = |d: &copydesk::records::DateMention| {
        let interval = match (d.start_date, d.end_date) {
            (Some(a), Some(b)) => format!(" {a} to {b}"),
            _ => String::new(),
        };
        let other = d.alt_value.as_ref().map(|a| format!(" or {a}")).unwrap_or_default();
        let line = format!(
            "{:<13} {}{interval} anchor {}{other}  rule {} confidence {:.2}",
            d.timex_type.as_str(),
            d.value.as_deref().unwrap_or("NULL"),
            d.anchor_kind.as_str(),
            d.rule,
            d.confidence
        );
        (d.span, line)
    };
    extracted.dates.iter().map(line).collect()
}

fn quote_lines(extracted: &Extracted) -> Vec<(Span, String)> {
    let text = extracted.article.text.as_str();
    let line = |q: &copydesk::records::Quote| {
        let local = q.speaker_mention.and_then(|m| extracted.mentions.get(m as usize)?.local);
        let name = local
            .and_then(|l| extracted.entities.get(l as usize))
            .map_or_else(String::new, |e| format!(" = {}", e.name));
        let line = format!(
            "quote         {} by {}{name} ({}, {}) cue {} {}  rule {} confidence {:.2}",
            q.quote_type.as_str(),
            q.speaker.map_or("unknown", |s| s.of(text)),
            q.speaker_kind.as_str(),
            q.speaker_resolution.as_str(),
            q.cue.map_or("-", |c| c.of(text)),
            if q.is_closed { "closed" } else { "not closed" },
            q.rule,
            q.confidence
        );
        (q.span(), line)
    };
    extracted.quotes.iter().map(line).collect()
}

/// The text with terminal colours: quotes underlined, names and dates coloured.
fn coloured(extracted: &Extracted) -> String {
    let text = extracted.article.text.as_str();
    let marked = extracted
        .mentions
        .iter()
        .map(|m| (m.span, colour_of(m.kind)))
        .chain(extracted.dates.iter().map(|d| (d.span, DATE)))
        .chain(extracted.quotes.iter().flat_map(|q| &q.parts).map(|p| (*p, QUOTE)));
    let mut edges: Vec<(u32, bool, &str)> =
        marked.flat_map(|(span, code)| [(span.start, true, code), (span.end, false, code)]).collect();
    edges.sort_by_key(|(at, opens, _)| (*at, *opens));
    let mut out = String::with_capacity(text.len() * 2);
    let mut open: Vec<&str> = Vec::new();
    let mut last = 0usize;
    for (at, opens, code) in edges {
        out.push_str(&text[last..at as usize]);
        last = at as usize;
        if opens {
            open.push(code);
            let _ = write!(out, "\u{1b}[{code}m");
        } else {
            if let Some(i) = open.iter().rposition(|c| *c == code) {
                open.remove(i);
            }
            out.push_str("\u{1b}[0m");
            for code in &open {
                let _ = write!(out, "\u{1b}[{code}m");
            }
        }
    }
    out.push_str(&text[last..]);
    out
}
