-- Households that were merged: the one that goes on in place of this one.
ALTER TABLE row ADD COLUMN merged_into BLOB;
CREATE INDEX row_merged_into ON row (merged_into) WHERE merged_into IS NOT NULL;
