//! The same words quoted in several articles.
//!
//! In: the quotes of each article. Out: a group id for each, made of its words, so that the same
//! words have the same id in every run. Marks, capitals, white space and a comma at the end do not matter.

use crate::records::{Extracted, Quote};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

/// What grouping needs of one quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct QuoteWords {
    /// Hash of all its words.
    pub whole: u64,
}

/// The quotes of one article, in their order.
#[must_use]
pub fn of_article(extracted: &Extracted) -> Vec<QuoteWords> {
    extracted.quotes.iter().map(|q| of_quote(q, &extracted.article.text)).collect()
}

fn of_quote(quote: &Quote, text: &str) -> QuoteWords {
    let mut hash = Xxh3::new();
    let mut buffer = [0u8; 4];
    let mut gap = false;
    for part in &quote.parts {
        for ch in part.of(text).chars() {
            if ch.is_alphanumeric() {
                if std::mem::take(&mut gap) {
                    hash.update(b" ");
                }
                for ch in ch.to_lowercase() {
                    hash.update(ch.encode_utf8(&mut buffer).as_bytes());
                }
            } else if !matches!(ch, '\'' | '’' | '‘') {
                gap = true;
            }
        }
        gap = true;
    }
    QuoteWords { whole: hash.digest() }
}

/// The group's id.
#[must_use]
pub fn id(words: QuoteWords) -> String {
    format!("w{:016x}", words.whole)
}
