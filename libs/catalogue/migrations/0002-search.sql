-- Looking for offers among ten thousand: their words, each stemmed; every word that occurs, to guess a mistyped one from; and
-- how many offers there are of each kind, so that nobody counts them anew for every page. See docs/adr/0024.
CREATE EXTENSION IF NOT EXISTS btree_gin;

-- A word of the title weighs more than one of the summary.
ALTER TABLE catalogue.offer ADD COLUMN words tsvector NOT NULL
  GENERATED ALWAYS AS (setweight(to_tsvector('english', title), 'A') || to_tsvector('english', summary)) STORED;
DROP INDEX catalogue.offer_text;
CREATE INDEX offer_words ON catalogue.offer USING gin (operator_id, words) WITH (fastupdate = off);
-- The order of a list: plans by their tiers, then the rest by title.
CREATE INDEX offer_order ON catalogue.offer (operator_id, (kind <> 'plan'), coalesce(tier, 2147483647), title, offer_id);
CREATE INDEX offer_provider ON catalogue.offer (operator_id, provider_id);

CREATE TABLE catalogue.word (
  operator_id uuid NOT NULL REFERENCES platform.operator,
  -- So that words with one beginning follow one another, whatever the database's own order.
  word text COLLATE "C" NOT NULL,
  PRIMARY KEY (operator_id, word)
);
CREATE INDEX word_alike ON catalogue.word USING gin (operator_id, word gin_trgm_ops) WITH (fastupdate = off);
SELECT platform.protect('catalogue.word', 'shared', verbs => 'SELECT, INSERT');

-- How many offers share what one can filter by, and the day from which they are offered no more (null: no such day). A null
-- stands for all: each is counted once with everything, once without its provider, once by its provider alone, since most
-- pages need no more than the few rows of these two.
CREATE TABLE catalogue.offer_count (
  operator_id uuid NOT NULL REFERENCES platform.operator,
  kind text,
  need text,
  accepts text[],
  provider_id uuid,
  withdrawn_on date,
  offers integer NOT NULL,
  UNIQUE NULLS NOT DISTINCT (operator_id, kind, need, accepts, provider_id, withdrawn_on)
);
CREATE INDEX offer_count_provider ON catalogue.offer_count (operator_id, provider_id);
SELECT platform.protect('catalogue.offer_count', 'shared');

CREATE FUNCTION catalogue.note_offers() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- In one order, so that two who publish at once wait for each other in turn.
  INSERT INTO catalogue.word (operator_id, word)
    SELECT DISTINCT operator_id, unnest(tsvector_to_array(to_tsvector('simple', title || ' ' || summary))) FROM offers_after
    ORDER BY 1, 2 ON CONFLICT DO NOTHING;
  INSERT INTO catalogue.offer_count AS held (operator_id, kind, need, accepts, provider_id, withdrawn_on, offers)
    SELECT operator_id, kind, need, accepts, provider_id, withdrawn_on, count(*) FROM offers_after
     GROUP BY operator_id, withdrawn_on, GROUPING SETS ((kind, need, accepts, provider_id), (kind, need, accepts), (provider_id))
     ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT (operator_id, kind, need, accepts, provider_id, withdrawn_on) DO UPDATE SET offers = held.offers + excluded.offers;
  IF TG_OP = 'UPDATE' THEN
    UPDATE catalogue.offer_count held SET offers = held.offers - gone.offers
      FROM (SELECT operator_id, kind, need, accepts, provider_id, withdrawn_on, count(*)::integer AS offers FROM offers_before
             GROUP BY operator_id, withdrawn_on, GROUPING SETS ((kind, need, accepts, provider_id), (kind, need, accepts), (provider_id))) gone
     WHERE held.operator_id = gone.operator_id AND (held.kind, held.need, held.accepts, held.provider_id, held.withdrawn_on)
       IS NOT DISTINCT FROM (gone.kind, gone.need, gone.accepts, gone.provider_id, gone.withdrawn_on);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER note_published AFTER INSERT ON catalogue.offer
  REFERENCING NEW TABLE AS offers_after FOR EACH STATEMENT EXECUTE FUNCTION catalogue.note_offers();
CREATE TRIGGER note_changed AFTER UPDATE ON catalogue.offer
  REFERENCING OLD TABLE AS offers_before NEW TABLE AS offers_after FOR EACH STATEMENT EXECUTE FUNCTION catalogue.note_offers();

-- What was published before.
SET LOCAL ROLE middletier_system;
INSERT INTO catalogue.word (operator_id, word)
  SELECT DISTINCT operator_id, unnest(tsvector_to_array(to_tsvector('simple', title || ' ' || summary))) FROM catalogue.offer;
INSERT INTO catalogue.offer_count (operator_id, kind, need, accepts, provider_id, withdrawn_on, offers)
  SELECT operator_id, kind, need, accepts, provider_id, withdrawn_on, count(*) FROM catalogue.offer
   GROUP BY operator_id, withdrawn_on, GROUPING SETS ((kind, need, accepts, provider_id), (kind, need, accepts), (provider_id));
RESET ROLE;

-- The operator's offers in which each typed word occurs, or one that begins with it; of a typed word that begins none, one of the `nearest`
-- that are at least so `alike`. `titled`: all of them in the title. It acts as the system role, because under a policy PostgreSQL
-- uses an index only for operators that it knows to keep secrets, and neither full text's nor pg_trgm's are among them. It
-- looks at the operator of the transaction alone, and says ids: who may read the offers is for their policy to say.
CREATE FUNCTION catalogue.matching(typed text[], alike real, nearest integer)
  RETURNS TABLE (offer_id uuid, titled boolean) LANGUAGE sql STABLE SECURITY DEFINER ROWS 20
  SET search_path = public, pg_temp SET pg_trgm.similarity_threshold = 0.25 AS $$
  WITH meant AS (
    SELECT string_agg(format('%L:*', each.word), ' | ') AS anywhere, string_agg(format('%L:*A', each.word), ' | ') AS in_title
      FROM unnest(typed) WITH ORDINALITY AS one (word, position), LATERAL (
        SELECT one.word
        UNION ALL
        (SELECT near.word FROM catalogue.word near
          WHERE near.operator_id = (SELECT platform.operator_id()) AND near.word % one.word AND similarity(near.word, one.word) >= alike
            AND NOT EXISTS (SELECT FROM catalogue.word known WHERE known.operator_id = (SELECT platform.operator_id())
              AND known.word >= one.word AND known.word < one.word || chr(1114111))
          ORDER BY similarity(near.word, one.word) DESC, near.word LIMIT nearest)) each
     GROUP BY one.position),
  asked AS MATERIALIZED (
    SELECT to_tsquery('english', string_agg('(' || anywhere || ')', ' & ')) AS anywhere,
           to_tsquery('english', string_agg('(' || in_title || ')', ' & ')) AS in_title FROM meant)
  SELECT o.offer_id, o.words @@ asked.in_title FROM asked, catalogue.offer o
   WHERE o.operator_id = (SELECT platform.operator_id()) AND o.words @@ asked.anywhere
$$;
REVOKE ALL ON FUNCTION catalogue.matching FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalogue.matching TO middletier_app;
GRANT CREATE ON SCHEMA catalogue TO middletier_system;
ALTER FUNCTION catalogue.matching OWNER TO middletier_system;
REVOKE CREATE ON SCHEMA catalogue FROM middletier_system;
