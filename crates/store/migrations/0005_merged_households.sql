-- Households that were merged. merged_into: as the record says; survivor: the household that stands for this one after all
-- links are followed, none for one that stands for itself.
ALTER TABLE document ADD COLUMN merged_into BLOB;
ALTER TABLE document ADD COLUMN survivor BLOB;
CREATE INDEX document_merged_into ON document (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX document_survivor ON document (survivor) WHERE survivor IS NOT NULL;

-- The device's clock less the server's when the frame came; none where the device did not say.
ALTER TABLE frame ADD COLUMN clock_skew_ms INTEGER;
