-- What a device has not heard of yet is found by its number, in every sync: without these each sync looks through all
-- assignments and duties of the county.

CREATE INDEX assignment_by_seq ON assignment (seq) WHERE ended_seq IS NULL;
CREATE INDEX duty_by_seq ON duty (seq) WHERE ended_seq IS NULL;
