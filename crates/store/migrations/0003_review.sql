-- What became of a refused change, and where its document would belong.
--
-- state: 'refused' until the reason is gone, 'review' while somebody who answers for the document has to say, then
-- 'accepted', 'declined' or 'released'. household, area and owner are those of the document as the change would leave it:
-- of a document that the county holds its own row counts, which may have moved since.

ALTER TABLE refusal ADD COLUMN state TEXT NOT NULL DEFAULT 'refused'
    CHECK (state IN ('refused', 'review', 'accepted', 'declined', 'released'));
ALTER TABLE refusal ADD COLUMN frame_counter INTEGER;
ALTER TABLE refusal ADD COLUMN household BLOB CHECK (length(household) = 16);
ALTER TABLE refusal ADD COLUMN area TEXT;
ALTER TABLE refusal ADD COLUMN owner BLOB CHECK (length(owner) = 16);
ALTER TABLE refusal ADD COLUMN decided_by BLOB REFERENCES user (id);
ALTER TABLE refusal ADD COLUMN decided_at_ms INTEGER;
ALTER TABLE refusal ADD COLUMN decided_seq INTEGER;
ALTER TABLE refusal ADD COLUMN reason TEXT;

-- What was handed in for documents that had left the scope waits for somebody's word from now on.
UPDATE refusal SET state = 'review' WHERE code = 'out_of_scope';

CREATE INDEX refusal_in_review ON refusal (seq) WHERE state = 'review';
CREATE INDEX refusal_decided ON refusal (device, decided_seq) WHERE decided_seq IS NOT NULL;
