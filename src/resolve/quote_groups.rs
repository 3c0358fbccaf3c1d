//! The same words quoted in several articles.
//!
//! In: the quotes of each article. Out: a group for each, whose id is made of the words of the quote
//! that was published first. Marks, capitals, white space and a comma at the end do not matter; a quote
//! that was cut at one end, six words or more, is in the group of the longer one.

use crate::records::{Extracted, Quote};
use rayon::iter::{IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSliceMut as _;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

/// Words that two quotes must begin or end with alike before they are compared.
const ENDS: usize = 6;
/// Quotes of one beginning that each is compared with.
pub(crate) const WINDOW: usize = 8;

/// What grouping needs of one quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct QuoteWords {
    /// Hash of all its words.
    pub whole: u64,
    /// Hash of its first six words; 0 where it has fewer.
    pub head: u32,
    /// Hash of its last six words; 0 where it has fewer.
    pub tail: u32,
    /// Words that are kept of it for comparison: all or, where it has fewer than six, none.
    pub kept: u32,
}

/// The quotes of one article, in their order, and the words that are kept of them, one quote after the other.
#[must_use]
pub fn of_article(extracted: &Extracted) -> (Vec<QuoteWords>, Vec<u32>) {
    let mut kept = Vec::new();
    let quote = |q: &Quote| {
        let words = words(q, &extracted.article.text);
        let quote = of_words(&words);
        if quote.kept > 0 {
            kept.extend(words.into_iter().map(short));
        }
        quote
    };
    (extracted.quotes.iter().map(quote).collect(), kept)
}

/// A word's hash as it is kept: quotes that are compared by it begin or end alike, so that half of it will do.
#[expect(clippy::cast_possible_truncation, reason = "half of a hash")]
const fn short(word: u64) -> u32 {
    word as u32
}

fn of_words(words: &[u64]) -> QuoteWords {
    let mixed =
        |words: &[u64]| words.iter().fold(0u64, |h, w| (h ^ w).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23));
    #[expect(clippy::cast_possible_truncation, reason = "any 32 bits will do; 0 means none")]
    let end = |words: Option<&[u64]>| words.map_or(0, |w| (mixed(w) as u32).max(1));
    QuoteWords {
        whole: mixed(words),
        head: end(words.get(..ENDS)),
        tail: end(words.len().checked_sub(ENDS).and_then(|from| words.get(from..))),
        kept: if words.len() < ENDS { 0 } else { u32::try_from(words.len()).unwrap_or(0) },
    }
}

/// Hashes of the words of a quote: letters and digits, capitals aside.
pub(crate) fn words(quote: &Quote, text: &str) -> Vec<u64> {
    let mut out = Vec::new();
    let mut word: Vec<u8> = Vec::with_capacity(32);
    let mut end = |word: &mut Vec<u8>| {
        if !word.is_empty() {
            out.push(xxh3_64(word));
            word.clear();
        }
    };
    for part in &quote.parts {
        for ch in part.of(text).chars() {
            if ch.is_ascii_alphanumeric() {
                word.push(ch.to_ascii_lowercase() as u8);
            } else if ch.is_ascii() {
                if ch != '\'' {
                    end(&mut word);
                }
            } else if ch.is_alphanumeric() {
                for low in ch.to_lowercase() {
                    word.extend_from_slice(low.encode_utf8(&mut [0; 4]).as_bytes());
                }
            } else if !matches!(ch, '’' | '‘') {
                end(&mut word);
            }
        }
        end(&mut word);
    }
    out
}

/// The group of every quote: the `whole` of the quote that stands for it.
///
/// `starts[a]` is where the quotes of article `a` begin in `quotes`; `words` holds what is kept of all of them, one after
/// the other; `order` lists the articles, the earliest first. Near linear: each quote is compared with a few of those
/// that begin or end alike.
#[must_use]
pub fn find(quotes: &[QuoteWords], words: &[u32], starts: &[usize], order: &[u32]) -> Vec<u64> {
    // Different quotes, in the order in which they were first published.
    let mut at: FxHashMap<u64, usize> = FxHashMap::default();
    let mut firsts: Vec<usize> = Vec::new();
    for &article in order {
        let from = starts[article as usize];
        let to = starts.get(article as usize + 1).copied().unwrap_or(quotes.len());
        for quote in from..to {
            at.entry(quotes[quote].whole).or_insert_with(|| {
                firsts.push(quote);
                firsts.len() - 1
            });
        }
    }
    let ends = quotes.iter().scan(0, |end, q| {
        *end += q.kept as usize;
        Some(*end)
    });
    let ends: Vec<usize> = ends.collect();
    let words_of = |i: usize| &words[ends[firsts[i]] - quotes[firsts[i]].kept as usize..ends[firsts[i]]];
    // All that begin alike stand together, then all that end alike.
    let keyed_by = |end: u64, of: fn(&QuoteWords) -> u32| {
        let keyed = firsts.iter().enumerate().map(move |(i, &q)| ((end << 32) | u64::from(of(&quotes[q])), i));
        keyed.filter(|k| k.0 & u64::from(u32::MAX) != 0)
    };
    let mut keyed: Vec<(u64, usize)> = keyed_by(0, |q| q.head).chain(keyed_by(1, |q| q.tail)).collect();
    keyed.par_sort_unstable();
    let blocks: Vec<&[(u64, usize)]> = keyed.chunk_by(|a, b| a.0 == b.0).filter(|b| b.len() > 1).collect();
    let pairs_of = |block: &&[(u64, usize)]| {
        let (mut compared, mut pairs) = (Vec::<(usize, &[u32])>::with_capacity(WINDOW), Vec::new());
        for &(_, i) in *block {
            let own = words_of(i);
            let same = compared.iter().find(|(_, other)| is_part(own, other));
            pairs.extend(same.map(|(other, _)| (i, *other)));
            if compared.len() < WINDOW {
                compared.push((i, own));
            }
        }
        pairs
    };
    let pairs: Vec<(usize, usize)> = blocks.par_iter().with_min_len(256).flat_map_iter(pairs_of).collect();
    let mut lead: Vec<usize> = (0..firsts.len()).collect();
    for (a, b) in pairs {
        let (a, b) = (root(&mut lead, a), root(&mut lead, b));
        lead[a.max(b)] = a.min(b);
    }
    for i in 0..lead.len() {
        lead[i] = root(&mut lead, i);
    }
    quotes.iter().map(|q| at.get(&q.whole).map_or(q.whole, |&i| quotes[firsts[lead[i]]].whole)).collect()
}

pub(crate) fn root(lead: &mut [usize], of: usize) -> usize {
    let mut at = of;
    while lead[at] != at {
        lead[at] = lead[lead[at]];
        at = lead[at];
    }
    at
}

/// Whether the shorter one begins or ends the longer one.
pub(crate) fn is_part<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    long.starts_with(short) || long.ends_with(short)
}

/// The group's id.
#[must_use]
pub fn id(whole: u64) -> String {
    format!("w{whole:016x}")
}

#[cfg(test)]
mod tests {
    use crate::records::{Extracted, Quote, QuoteType, SegmentKind, Span, SpeakerKind, SpeakerResolution};
    use crate::resolve::{ArticleNo, Resolver, marked, summarise};
    use std::borrow::Cow;

    fn article(id: &str, quoted: &[&str]) -> Extracted {
        let mut extracted = marked::extracted(id, Some(crate::records::Day(1)), &quoted.join("\n\n"));
        let mut at = 0;
        for quote in quoted {
            extracted.quotes.push(Quote {
                parts: vec![Span::new(at, at + quote.len())],
                quote_type: QuoteType::Direct,
                speaker: None,
                speaker_mention: None,
                speaker_kind: SpeakerKind::Unknown,
                speaker_resolution: SpeakerResolution::None,
                cue: None,
                cue_lemma: None,
                addressee: None,
                addressee_mention: None,
                is_closed: true,
                close_inferred_by: None,
                nested_in: None,
                segment: SegmentKind::Body,
                sentence: 0,
                paragraph: 0,
                confidence: 1.0,
                rule: Cow::Borrowed("test"),
            });
            at += quote.len() + 2;
        }
        extracted
    }

    fn groups(articles: &[Extracted]) -> Vec<String> {
        let mut resolver = Resolver::default();
        for one in articles {
            resolver.add(summarise(one));
        }
        let r = resolver.finish(&|n: ArticleNo| Ok(articles[n.0 as usize].article.clone())).unwrap();
        (0u32..)
            .zip(articles)
            .flat_map(|(i, a)| (0u32..).zip(&a.quotes).map(move |(q, _)| (i, q)))
            .map(|(i, q)| r.quote_group(ArticleNo(i), q))
            .collect()
    }

    #[test]
    fn the_same_words_are_one_group_whatever_their_marks() {
        let got = groups(&[article("a", &["We will not move"]), article("b", &["We will not move,", "We will move"])]);
        assert_eq!(got[0], got[1]);
        assert_ne!(got[0], got[2]);
    }

    #[test]
    fn a_quote_that_was_cut_is_in_the_group_of_the_longer_one() {
        let long = "The tunnel will not be dug under this river while I live here, she said";
        let got = groups(&[
            article("a", &[long]),
            article("b", &["The tunnel will not be dug under this river …"]),
            article("c", &["be dug under this river while I live here, she said"]),
            article("d", &["The tunnel will not be dug by anybody else at all"]),
            article("e", &["The tunnel"]),
        ]);
        assert_eq!((&got[0], &got[0]), (&got[1], &got[2]));
        assert_ne!(got[0], got[3]);
        assert_ne!(got[0], got[4]);
    }
}
