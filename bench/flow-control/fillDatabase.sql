-- 60,000 pages of 1 KB and a million activity counters in random order, as on a site that has run for years.
INSERT INTO pages_page (slug, title, body, version, updated_at)
SELECT 'p-' || lpad(i::text, 5, '0'), 'Page ' || i,
  (SELECT string_agg(md5(i::text || '/' || j), '') FROM generate_series(1, 32) AS j), 1, now()
FROM generate_series(0, 59999) AS i;
INSERT INTO pages_activity (slug, events, edits)
SELECT 'a-' || lpad(i::text, 7, '0'), 0, 0 FROM generate_series(0, 999999) AS i ORDER BY md5(i::text);
VACUUM ANALYZE;
CHECKPOINT;
