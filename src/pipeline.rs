//! The five stages in order: articles in parallel up to extract, resolve sees them all.
//!
//! One article is followed through [`article`] and [`extract`]. [`build`] runs the whole: a reader
//! thread cuts the inputs into chunks, workers turn each article into a [`Blob`], the
//! blobs are spilled to a [`Pack`] in the order of reading; resolve takes the summaries in the order of
//! article ids; rows are rendered in parallel and appended in key order. Only one chunk a worker
//! and what resolve holds are in memory.

mod build;
mod collected;
mod shard;
mod write_tables;

pub use build::{Job, Outcome, build};
pub use collected::duplicate;
pub use shard::{Shard, merge};

use crate::config::ExtractOptions;
use crate::extract::{Layout, dates, names, places, quotes};
use crate::records::{Article, Extracted, Mention, Quote, RawArticle, Reject, Role, Severity, Stage};
use crate::{normalise, read, resolve};

/// One article through normalise and extract, up to what it needs of no other article.
///
/// None when nothing readable is left; `rejects` then says why. Doubts about an article that is readable are
/// moved to its own `rejects`.
#[must_use]
pub fn article(raw: RawArticle, options: &ExtractOptions, rejects: &mut Vec<Reject>) -> Option<Extracted> {
    let raw = read::finish(raw, options, rejects)?;
    let article = normalise::normalise(raw, options, rejects)?;
    let mut extracted = guarded(article, |article| extract_with(article, options));
    for reject in &mut extracted.rejects {
        reject.article_id = Some(extracted.article.id.clone());
        reject.source_path.clone_from(&extracted.article.source_path);
        reject.source_record.clone_from(&extracted.article.source_record);
    }
    extracted.rejects.append(rejects);
    Some(extracted)
}

/// Keeps an article on which an extractor gives up: one bug must not cost a night's run.
fn guarded(article: Article, extract: impl FnOnce(Article) -> Extracted) -> Extracted {
    let kept = article.clone();
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| extract(article))).unwrap_or_else(|_| {
        let layout = Layout::of(&kept);
        let mut bare = assemble(kept, &layout);
        bare.rejects.push(Reject {
            source_path: String::new(),
            source_record: None,
            article_id: None,
            severity: Severity::Warning,
            stage: Stage::Extract,
            code: "extraction_failed".into(),
            message: "an extractor gave up on this article, a bug of ours; it is kept without its finds".to_owned(),
            byte_offset: None,
        });
        bare
    })
}

/// An article in which nothing was looked for yet.
fn assemble(article: Article, layout: &Layout) -> Extracted {
    Extracted {
        n_sentences: u32::try_from(layout.sentences.len()).unwrap_or(u32::MAX),
        n_paragraphs: u32::try_from(layout.paragraphs.len()).unwrap_or(u32::MAX),
        n_words: layout.n_words(),
        signature: resolve::near_duplicates::signature(&article, layout),
        article,
        mentions: Vec::new(),
        dates: Vec::new(),
        quotes: Vec::new(),
        entities: Vec::new(),
        rejects: Vec::new(),
    }
}

/// Extract and the part of resolve that looks at one article only.
#[must_use]
pub fn extract(article: Article) -> Extracted {
    extract_with(article, &ExtractOptions::default())
}

/// [`extract`], told which roles of names become mentions.
#[must_use]
pub fn extract_with(mut article: Article, options: &ExtractOptions) -> Extracted {
    let layout = Layout::of(&article);
    let (mut mentions, mut entities, mut quotes, mut dates) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut rejects = Vec::new();
    if article.is_english() {
        let inside = options.roles.as_ref().is_some_and(|roles| roles.contains(&Role::InName));
        let how = names::Options { inside, ..names::Options::default() };
        mentions = names::find_using(names::weights::shipped(), &article, &layout, how);
        places::resolve(&article, &layout, &mut mentions);
        if let Some(roles) = &options.roles {
            mentions.retain(|m| roles.contains(&m.role));
        }
        entities = resolve::within::join(&article, &layout, &mut mentions);
        quotes = quotes::find(&article, &layout, &mentions, &entities);
        one_quote_a_span(&mut quotes);
        let found = dates::find(&article, &layout, &quotes);
        dates = found.dates;
        rejects = found.rejects;
        article.published_weekday = article.published_weekday.or(found.published_weekday);
        place_in_quotes(&mut mentions, &quotes);
        for quote in &quotes {
            let local = quote.speaker_mention.and_then(|m| mentions.get(m as usize)?.local);
            if let Some(entity) = local.and_then(|l| entities.get_mut(l as usize)) {
                entity.n_quotes += 1;
            }
        }
    }
    Extracted { mentions, dates, quotes, entities, rejects, ..assemble(article, &layout) }
}

/// Ids are made from spans: of two quotations with the same span, which damaged text can give, the first stands.
fn one_quote_a_span(quotes: &mut Vec<Quote>) {
    let mut seen: rustc_hash::FxHashMap<crate::records::Span, u32> = rustc_hash::FxHashMap::default();
    // Index before -> index after; a dropped one points to the one that stands for it.
    let mut moved = Vec::with_capacity(quotes.len());
    let mut kept = 0;
    for quote in quotes.iter() {
        let to = *seen.entry(quote.span()).or_insert_with(|| {
            kept += 1;
            kept - 1
        });
        moved.push(to);
    }
    if seen.len() == quotes.len() {
        return;
    }
    let mut next = 0;
    let mut i = 0;
    quotes.retain(|_| {
        let stands = moved[i] == next;
        next += u32::from(stands);
        i += 1;
        stands
    });
    for (no, quote) in (0u32..).zip(quotes) {
        quote.nested_in = quote.nested_in.map(|n| moved[n as usize]).filter(|n| *n != no);
    }
}

/// Tells every mention which quotation it stands in: the shortest that holds it.
fn place_in_quotes(mentions: &mut [Mention], quotes: &[Quote]) {
    // Few quotes hold a mention: mentions and parts are both in text order, so each part is met once.
    let mut parts: Vec<(crate::records::Span, usize, u32)> =
        quotes.iter().zip(0u32..).flat_map(|(q, i)| q.parts.iter().map(move |p| (*p, q.span().len(), i))).collect();
    parts.sort_unstable_by_key(|(span, len, i)| (span.start, *len, *i));
    let longest = parts.iter().map(|(span, ..)| span.len()).max().unwrap_or(0);
    for mention in mentions {
        let end = parts.partition_point(|(span, ..)| span.start <= mention.span.start);
        mention.quote = parts[..end]
            .iter()
            .rev()
            .take_while(|(span, ..)| span.start as usize + longest >= mention.span.end as usize)
            .filter(|(span, ..)| span.contains(mention.span))
            .min_by_key(|(_, len, i)| (*len, *i))
            .map(|(.., i)| *i);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Buffers and what is known of words are kept by each thread: what it read before must not show.
    #[test]
    fn what_a_thread_read_before_changes_nothing() {
        let corpora = [
            ("names", include_str!("extract/names/en/corpus.tsv")),
            ("quotes", include_str!("extract/quotes/en/corpus.tsv")),
            ("dates", include_str!("extract/dates/corpus.tsv")),
        ];
        let mut texts: Vec<String> = corpora
            .iter()
            .flat_map(|(name, corpus)| crate::corpus::rows(name, corpus))
            .filter_map(|row| row.cells.last().map(|text| text.replace('⏎', "\n")))
            .collect();
        texts.push("CNN's reporters told ITV’s viewers so, he'd SAID'S.".to_owned());
        texts.push("He told CNN and ITV viewers, she said.".to_owned());
        assert!(texts.len() > 300);
        let read = |order: Vec<usize>| -> Vec<Option<Extracted>> {
            let texts = texts.clone();
            let reader = move || {
                let mut found = vec![None; texts.len()];
                for i in order {
                    found[i] = Some(extract(normalise::plain(&texts[i])));
                }
                found
            };
            std::thread::spawn(reader).join().unwrap()
        };
        let (forward, backward) = (read((0..texts.len()).collect()), read((0..texts.len()).rev().collect()));
        for (text, (a, b)) in texts.iter().zip(forward.iter().zip(&backward)) {
            assert_eq!(a, b, "{text}");
        }
    }

    #[test]
    fn an_article_on_which_an_extractor_gives_up_is_kept_with_a_warning() {
        let article = normalise::plain("The port reopened.");
        let kept = guarded(article.clone(), |_| panic!("a bug, made for this test"));
        assert_eq!((kept.article.text.as_str(), kept.n_words, kept.mentions.len()), (article.text.as_str(), 3, 0));
        let codes: Vec<&str> = kept.rejects.iter().map(|r| r.code.as_ref()).collect();
        assert_eq!(codes, ["extraction_failed"]);
        assert!(guarded(article, extract).rejects.is_empty());
    }
}
