-- The county's word on what it held of a document: by it a county that lost that knows it again, whoever wrote it.
CREATE TABLE voucher (
    document BLOB NOT NULL,
    tips     BLOB NOT NULL,   -- hashes in order, one after the other
    tag      BLOB NOT NULL,
    PRIMARY KEY (document, tips)
) STRICT, WITHOUT ROWID;
