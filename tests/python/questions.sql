-- The twelve questions of an analyst, as they are asked of the sample. Run by test_questions.py; `-- N title` begins one.
-- 1 Most-quoted people a week, each syndicated story and repeated quote once
SELECT date_trunc('week', a.published_date) AS week, p.name, count(DISTINCT q.quote_group_id) AS quotes
FROM quotes q JOIN articles a USING (article_id) JOIN people p ON p.entity_id = q.speaker_id
WHERE a.is_canonical AND q.segment = 'body' GROUP BY ALL ORDER BY week, quotes DESC, name;
-- 2 Who is quoted in their own words, who is paraphrased
SELECT speaker_kind, quote_type, count(*) AS n, round(100.0 * count(*) / sum(count(*)) OVER (PARTITION BY speaker_kind), 1) AS pct
FROM quotes GROUP BY 1, 2 ORDER BY 1, 2;
-- 3 Map of an organisation: places in the same sentence, not demonyms, not metonyms
SELECT pl.name, pl.latitude, pl.longitude, count(DISTINCT m.article_id) AS articles
FROM organisations g JOIN mentions o ON o.entity_id = g.entity_id
JOIN mentions m ON m.article_id = o.article_id AND m.sentence_no = o.sentence_no AND m.kind = 'place' AND m.role = 'literal'
JOIN places pl ON pl.entity_id = m.entity_id
WHERE g.name = 'Keep the Coast Coalition' AND pl.latitude IS NOT NULL GROUP BY ALL ORDER BY articles DESC, name;
-- 4 Which days the news is about, and how late it reports them
SELECT d.start_date AS day, count(DISTINCT a.cluster_id) AS stories, median(date_diff('day', d.start_date, a.published_date)) AS lag
FROM dates d JOIN articles a USING (article_id)
WHERE d.granularity = 'day' AND NOT d.is_fuzzy AND d.start_date <= a.published_date GROUP BY ALL ORDER BY day;
-- 5 Promises: who said what would happen by when
SELECT q.speaker, d.start_date, d.end_date, q.quote FROM dates d JOIN quotes q ON q.quote_id = d.quote_id
JOIN articles a ON a.article_id = q.article_id WHERE a.is_canonical AND d.start_date > a.published_date ORDER BY d.start_date;
-- 6 Acronyms that mean more than one body
SELECT e.alias, count(DISTINCT e.entity_id) AS bodies, string_agg(DISTINCT o.name, ' | ' ORDER BY o.name) AS names
FROM aliases e JOIN organisations o USING (entity_id) WHERE e.alias_kind = 'acronym' GROUP BY e.alias HAVING bodies > 1 ORDER BY 1;
-- 7 Same words, different mouths
SELECT quote_group_id, any_value(quote) AS quote, count(DISTINCT speaker_id) AS speakers, count(DISTINCT article_id) AS articles
FROM quotes WHERE speaker_id IS NOT NULL AND speaker_kind <> 'group' GROUP BY 1 HAVING speakers > 1;
-- 8 Written about a country from elsewhere
SELECT a.article_id, a.dateline, count(*) AS mentions FROM articles a JOIN mentions m USING (article_id)
JOIN places p ON p.entity_id = m.entity_id LEFT JOIN places dl ON dl.entity_id = a.dateline_entity_id
WHERE p.country_code = 'SY' AND m.role = 'literal' AND dl.country_code IS DISTINCT FROM 'SY' GROUP BY ALL HAVING mentions >= 3
ORDER BY a.article_id;
-- 9 Can I trust the dates of this source?
SELECT coalesce(a.outlet, '?') AS outlet, a.published_source, count(*) AS dates,
  count(*) FILTER (d.start_date IS NULL AND d.timex_type IN ('DATE', 'TIME')) AS unanchored, count(*) FILTER (d.alt_value IS NOT NULL) AS ambiguous
FROM dates d JOIN articles a USING (article_id) GROUP BY ALL ORDER BY unanchored DESC, 1, 2;
-- 10 What changed since last night (attach last night's tables as schema prev)
SELECT coalesce(n.article_id, o.article_id) AS article_id, count(*) FILTER (o.quote_id IS NULL) AS added, count(*) FILTER (n.quote_id IS NULL) AS lost,
  count(*) FILTER (o.quote_id IS NOT NULL AND n.quote_id IS NOT NULL AND o.speaker_id IS DISTINCT FROM n.speaker_id) AS respoken
FROM prev.quotes o FULL JOIN quotes n ON n.quote_id = o.quote_id GROUP BY 1 HAVING added + lost + respoken > 0 ORDER BY 1;
-- 11 How a wire story spread
SELECT cluster_id, arg_min(outlet, published_at) AS first_outlet, count(*) AS copies, date_diff('hour', min(published_at), max(published_at)) AS hours
FROM articles GROUP BY 1 HAVING copies > 2 ORDER BY copies DESC;
-- 12 Citation sheet for one person: words, context, exact place
SELECT a.source_path, q.start, q.end, substring(a.text, greatest(q.start - 80, 0) + 1, least(q.start, 80)) AS before, q.quote, q.cue, q.is_closed, q.confidence
FROM quotes q JOIN articles a USING (article_id) JOIN people p ON p.entity_id = q.speaker_id WHERE p.name = 'Marta Keel' ORDER BY ALL;
