//! One article, with what was resolved about it, as rows of the tables that hold articles' parts.

use super::digits;
use crate::records::{CodePoints, Extracted, Kind, Span};
use crate::resolve::{ArticleNo, Entity, Resolution};
use crate::tables::articles::ArticleRow;
use crate::tables::dates::DateRow;
use crate::tables::mentions::MentionRow;
use crate::tables::quote_parts::QuotePartRow;
use crate::tables::quotes::QuoteRow;
use crate::tables::rejects::RejectRow;
use crate::tables::segments::SegmentRow;
use compact_str::CompactString;

/// Rows of many articles, table by table.
#[derive(Debug, Default)]
pub struct Rows {
    /// `articles`.
    pub articles: Vec<ArticleRow>,
    /// `segments`.
    pub segments: Vec<SegmentRow>,
    /// `mentions`.
    pub mentions: Vec<MentionRow>,
    /// `dates`.
    pub dates: Vec<DateRow>,
    /// `quotes`.
    pub quotes: Vec<QuoteRow>,
    /// `quote_parts`.
    pub quote_parts: Vec<QuotePartRow>,
}

impl Rows {
    /// Empties every table; their room stays.
    pub fn clear(&mut self) {
        let Self { articles, segments, mentions, dates, quotes, quote_parts } = self;
        articles.clear();
        segments.clear();
        mentions.clear();
        dates.clear();
        quotes.clear();
        quote_parts.clear();
    }

    /// Adds the rows of `articles` and `segments`; `points` are those of the article's text.
    pub fn add_article(
        &mut self,
        extracted: &Extracted,
        points: &CodePoints<'_>,
        no: ArticleNo,
        resolution: &Resolution,
    ) {
        let article = &extracted.article;
        let article_id = CompactString::from(&article.id);
        for (segment_no, segment) in (0u32..).zip(&article.segments) {
            let (start, end) = points.span(segment.span);
            let kind = segment.kind.as_str();
            self.segments.push(SegmentRow { article_id: article_id.clone(), segment_no, kind, start, end });
        }
        let (cluster_id, is_canonical) = resolution.cluster(no);
        let dateline_entity = article.dateline.and_then(|span| {
            let inside = extracted.mentions.iter().find(|m| m.span.overlaps(span) && m.kind == Kind::Place)?;
            resolution.entity(no, inside.local?)
        });
        self.articles.push(ArticleRow {
            article_id: article.id.clone(),
            source_path: article.source_path.clone(),
            source_record: article.source_record.clone(),
            url: article.url.clone(),
            outlet: article.outlet.clone(),
            title: article.title.clone(),
            byline: article.byline.clone(),
            section: article.section.clone(),
            text: article.text.clone(),
            raw_hash: article.raw_hash.clone(),
            text_hash: article.text_hash.clone(),
            encoding: article.encoding.clone(),
            n_repairs: article.n_repairs,
            lang: article.lang.clone(),
            published_date: article.published_date.map(|d| d.0),
            published_at: article.published_at,
            published_source: article.published_source.as_str(),
            published_weekday: article.published_weekday,
            dateline: article.dateline.map(|s| s.of(&article.text).to_owned()),
            dateline_entity_id: dateline_entity.map(|e| e.entity_id.clone()),
            agency: article.agency.clone(),
            n_chars: points.total(),
            n_words: extracted.n_words,
            n_sentences: extracted.n_sentences,
            n_paragraphs: extracted.n_paragraphs,
            cluster_id: cluster_id.to_owned(),
            is_canonical,
        });
    }

    /// Adds the rows of `mentions`, `dates`, `quotes` and `quote_parts`, in the order of their ids; `points` are those of
    /// the article's text.
    pub fn add_found(
        &mut self,
        extracted: &Extracted,
        points: &CodePoints<'_>,
        no: ArticleNo,
        resolution: &Resolution,
    ) {
        let article = &extracted.article;
        let text = article.text.as_str();
        let article_id = CompactString::from(&article.id);
        let quote_ids: Vec<CompactString> = extracted
            .quotes
            .iter()
            .map(|q| {
                let (start, end) = points.span(q.span());
                id(&article.id, "quote", start, end)
            })
            .collect();
        let quote_id = |index: Option<u32>| index.and_then(|i| quote_ids.get(i as usize)).cloned();
        let entity = |local: Option<u32>| local.and_then(|l| resolution.entity(no, l));
        let owned = |span: Span| CompactString::from(span.of(text));
        let short = |text: &Option<String>| text.as_deref().map(CompactString::from);

        // All ids of an article begin alike: only what follows is compared.
        let after = article.id.len() + 1;

        let first = self.mentions.len();
        for mention in &extracted.mentions {
            let (start, end) = points.span(mention.span);
            let named = entity(mention.local).map_or(mention.kind, |e| e.kind);
            let kind = shown_kind(mention.kind, named).as_str();
            self.mentions.push(MentionRow {
                mention_id: id(&article.id, kind, start, end),
                article_id: article_id.clone(),
                kind,
                entity_id: entity(mention.local).map(|e| CompactString::from(&e.entity_id)),
                surface: owned(mention.span),
                start,
                end,
                role: mention.role.as_str(),
                modifier: mention.modifier.map(owned),
                segment: mention.segment.as_str(),
                sentence_no: mention.sentence,
                paragraph_no: mention.paragraph,
                quote_id: quote_id(mention.quote),
                confidence: rounded(mention.confidence),
                rule: mention.rule.clone(),
            });
        }
        self.mentions[first..].sort_by(|a, b| tail(&a.mention_id, after).cmp(tail(&b.mention_id, after)));

        let first = self.dates.len();
        for date in &extracted.dates {
            let (start, end) = points.span(date.span);
            self.dates.push(DateRow {
                date_id: id(&article.id, "date", start, end),
                article_id: article_id.clone(),
                surface: owned(date.span),
                start,
                end,
                timex_type: date.timex_type.as_str(),
                value: short(&date.value),
                r#mod: date.modifier.clone(),
                start_date: date.start_date.map(|d| d.0),
                end_date: date.end_date.map(|d| d.0),
                start_at: date.start_at,
                granularity: date.granularity.map(crate::records::Granularity::as_str),
                is_fuzzy: date.is_fuzzy,
                anchor_kind: date.anchor_kind.as_str(),
                anchor_date: date.anchor_date.map(|d| d.0),
                direction: date.direction.map(crate::records::Direction::as_str),
                alt_value: short(&date.alt_value),
                segment: date.segment.as_str(),
                sentence_no: date.sentence,
                quote_id: quote_id(date.quote),
                confidence: rounded(date.confidence),
                rule: date.rule.clone(),
            });
        }
        self.dates[first..].sort_by(|a, b| tail(&a.date_id, after).cmp(tail(&b.date_id, after)));

        let (first, first_part) = (self.quotes.len(), self.quote_parts.len());
        for (i, quote) in extracted.quotes.iter().enumerate() {
            let (start, end) = points.span(quote.span());
            let speaker = quote.speaker.map(|s| points.span(s));
            let cue = quote.cue.map(|s| points.span(s));
            let local_of = |mention: Option<u32>| mention.and_then(|m| extracted.mentions.get(m as usize)?.local);
            let speaking = |e: &&Entity| resolution.may_speak(e);
            let speaker_entity = entity(local_of(quote.speaker_mention)).filter(speaking);
            let addressee_entity = entity(local_of(quote.addressee_mention)).filter(speaking);
            let quote_id_here = &quote_ids[i];
            let index = u32::try_from(i).unwrap_or(u32::MAX);
            self.quotes.push(QuoteRow {
                quote_id: quote_id_here.clone(),
                article_id: article_id.clone(),
                quote: joined(text, &quote.parts),
                start,
                end,
                quote_type: quote.quote_type.as_str(),
                speaker: quote.speaker.map(owned),
                speaker_start: speaker.map(|s| s.0),
                speaker_end: speaker.map(|s| s.1),
                speaker_id: speaker_entity.map(|e| CompactString::from(&e.entity_id)),
                speaker_name: speaker_entity.map(|e| CompactString::from(&e.name)),
                speaker_kind: quote.speaker_kind.as_str(),
                speaker_resolution: quote.speaker_resolution.as_str(),
                cue: quote.cue.map(owned),
                cue_start: cue.map(|s| s.0),
                cue_end: cue.map(|s| s.1),
                cue_lemma: quote.cue_lemma.clone(),
                addressee: quote.addressee.map(owned),
                addressee_id: addressee_entity.map(|e| CompactString::from(&e.entity_id)),
                n_parts: u32::try_from(quote.parts.len()).unwrap_or(u32::MAX),
                is_closed: quote.is_closed,
                close_inferred_by: quote.close_inferred_by.map(crate::records::CloseInferredBy::as_str),
                nested_in: quote_id(quote.nested_in),
                quote_group_id: resolution.quote_group(no, index).into(),
                segment: quote.segment.as_str(),
                sentence_no: quote.sentence,
                paragraph_no: quote.paragraph,
                confidence: rounded(quote.confidence),
                rule: quote.rule.clone(),
            });
            for (part_no, part) in (0u32..).zip(&quote.parts) {
                let (start, end) = points.span(*part);
                self.quote_parts.push(QuotePartRow {
                    quote_id: quote_id_here.clone(),
                    part_no,
                    article_id: article_id.clone(),
                    start,
                    end,
                });
            }
        }
        self.quotes[first..].sort_by(|a, b| tail(&a.quote_id, after).cmp(tail(&b.quote_id, after)));
        self.quote_parts[first_part..]
            .sort_by(|a, b| tail(&a.quote_id, after).cmp(tail(&b.quote_id, after)).then(a.part_no.cmp(&b.part_no)));
    }
}

/// The kind of a mention, now that it is known what it names. What all mentions of a name say that it is repairs one that was
/// taken for something else; a place that stands for a team or a government stays a place.
#[must_use]
pub fn shown_kind(found: Kind, named: Kind) -> Kind {
    if [found, named].contains(&Kind::Place) { found } else { named }
}

/// `<article_id>:<kind>:<start>-<end>`
#[must_use]
pub fn id(article_id: &str, kind: &str, start: u32, end: u32) -> CompactString {
    let mut id = CompactString::with_capacity(article_id.len() + kind.len() + 16);
    id.push_str(article_id);
    id.push(':');
    id.push_str(kind);
    id.push(':');
    digits::push(start, &mut id);
    id.push('-');
    digits::push(end, &mut id);
    id
}

fn tail(id: &str, from: usize) -> &[u8] {
    &id.as_bytes()[from..]
}

/// The parts of a quotation as one text: paragraphs stay apart, what a cue had split is joined by a space.
#[must_use]
pub fn joined(text: &str, parts: &[Span]) -> String {
    let mut out = String::new();
    let mut last: Option<Span> = None;
    for part in parts {
        if let Some(last) = last {
            let between = &text[last.end as usize..(part.start as usize).max(last.end as usize)];
            out.push_str(if between.contains("\n\n") { "\n\n" } else { " " });
        }
        out.push_str(part.of(text));
        last = Some(*part);
    }
    out
}

/// Three decimals: more would claim a precision that no calibration has.
fn rounded(share: f32) -> f32 {
    (share.clamp(0.0, 1.0) * 1000.0).round() / 1000.0
}

/// A reject as a row; the id is made from what it says, so that it does not move when others come or go.
#[must_use]
pub fn reject(reject: &crate::records::Reject) -> RejectRow {
    let mut hash = blake3::Hasher::new();
    for part in [
        reject.source_path.as_str(),
        reject.source_record.as_deref().unwrap_or(""),
        reject.article_id.as_deref().unwrap_or(""),
        &reject.code,
        &reject.message,
    ] {
        hash.update(part.as_bytes());
        hash.update(&[0]);
    }
    hash.update(&reject.byte_offset.unwrap_or(u64::MAX).to_le_bytes());
    RejectRow {
        reject_id: format!("r{}", &hash.finalize().to_hex()[..16]),
        source_path: reject.source_path.clone(),
        source_record: reject.source_record.clone(),
        article_id: reject.article_id.clone(),
        severity: reject.severity.as_str(),
        stage: reject.stage.as_str(),
        code: reject.code.clone(),
        message: reject.message.clone(),
        byte_offset: reject.byte_offset.and_then(|b| i64::try_from(b).ok()),
    }
}
