-- Protocol 2: a key that signs receipts, what a repair compares, and how long a restored county takes from devices what
-- others wrote.

ALTER TABLE county ADD COLUMN server_secret BLOB CHECK (length(server_secret) = 32);
ALTER TABLE county ADD COLUMN recovering_until_s INTEGER;

-- In which protocol a frame was written: by it an auditor reads what was signed.
ALTER TABLE frame ADD COLUMN protocol INTEGER NOT NULL DEFAULT 1;

-- Made of id and heads, a 64-bit number; 0 until the server has computed it for a document that is older than this column.
ALTER TABLE document ADD COLUMN item INTEGER NOT NULL DEFAULT 0;
-- A digest adds the items of whole areas up, in every sync.
CREATE INDEX document_item ON document (area, item) WHERE area IS NOT NULL;
CREATE INDEX document_item_missing ON document (id) WHERE item = 0;
