-- The county's word on what it held of a document: by it a county that lost that knows it again, whoever wrote it.
CREATE TABLE voucher (
    document BLOB NOT NULL,
    tips     BLOB NOT NULL,   -- hashes in order, one after the other
    tag      BLOB NOT NULL,
    PRIMARY KEY (document, tips)
) STRICT, WITHOUT ROWID;

-- An edit that was set aside, as it was handed in: a county that was put back to an older copy may have forgotten it. again: it
-- is handed in once more.
ALTER TABLE outbox ADD COLUMN chunk BLOB;
ALTER TABLE outbox ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_again ON outbox (document) WHERE again;
