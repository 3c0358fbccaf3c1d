//! The five stages in order: articles in parallel up to extract, resolve sees them all.

use crate::config::ExtractOptions;
use crate::extract::{Layout, dates, names, places, quotes};
use crate::records::{Article, Extracted, Mention, Quote, RawArticle, Reject};
use crate::{normalise, resolve};

/// One article through normalise and extract, up to what it needs of no other article.
///
/// None when nothing readable is left; `rejects` then says why.
#[must_use]
pub fn article(raw: RawArticle, options: &ExtractOptions, rejects: &mut Vec<Reject>) -> Option<Extracted> {
    let article = normalise::normalise(raw, options, rejects)?;
    Some(extract(article))
}

/// Extract and the part of resolve that looks at one article only.
#[must_use]
pub fn extract(mut article: Article) -> Extracted {
    let layout = Layout::of(&article);
    let (mut mentions, mut entities, mut quotes, mut dates) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut rejects = Vec::new();
    if article.is_english() {
        mentions = names::find(&article, &layout);
        places::resolve(&article, &layout, &mut mentions);
        entities = resolve::within::join(&article, &layout, &mut mentions);
        quotes = quotes::find(&article, &layout, &mentions, &entities);
        let found = dates::find(&article, &layout, &quotes);
        dates = found.dates;
        rejects = found.rejects;
        article.published_weekday = article.published_weekday.or(found.published_weekday);
        place_in_quotes(&mut mentions, &quotes);
        for quote in &quotes {
            let local = quote.speaker_mention.and_then(|m| mentions[m as usize].local);
            if let Some(local) = local {
                entities[local as usize].n_quotes += 1;
            }
        }
    }
    let signature = resolve::near_duplicates::signature(&article, &layout);
    Extracted {
        n_sentences: u32::try_from(layout.sentences.len()).unwrap_or(u32::MAX),
        n_paragraphs: u32::try_from(layout.paragraphs.len()).unwrap_or(u32::MAX),
        n_words: layout.n_words(),
        article,
        mentions,
        dates,
        quotes,
        entities,
        signature,
        rejects,
    }
}

/// Tells every mention which quotation it stands in: the shortest that holds it.
fn place_in_quotes(mentions: &mut [Mention], quotes: &[Quote]) {
    for mention in mentions {
        mention.quote = quotes
            .iter()
            .enumerate()
            .filter(|(_, q)| q.parts.iter().any(|p| p.contains(mention.span)))
            .min_by_key(|(i, q)| (q.span().len(), *i))
            .and_then(|(i, _)| u32::try_from(i).ok());
    }
}
