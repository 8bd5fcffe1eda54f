-- Offices that people belong to; what people are found by; passwords that an administrator gave out; and the names that
-- categories had.

CREATE TABLE unit (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    area TEXT NOT NULL REFERENCES area (code),
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX unit_by_name ON unit (area, name);

ALTER TABLE user ADD COLUMN unit BLOB REFERENCES unit (id);
CREATE INDEX user_by_unit ON user (unit) WHERE unit IS NOT NULL;

-- Search tokens of the name, made by the model; none for an account that was last written before this column: they are made
-- when it is read.
ALTER TABLE user ADD COLUMN tokens TEXT;

-- A password that somebody else knows: until then (seconds since 1970) it opens the account once, to choose another one.
ALTER TABLE user ADD COLUMN password_once_until_s INTEGER;

-- Records keep the word that somebody wrote; whoever asks for a category finds it under each word that it had.
CREATE TABLE former_category (
    name TEXT PRIMARY KEY,
    code TEXT NOT NULL REFERENCES category (code)
) STRICT, WITHOUT ROWID;

-- The order in which a county lists its categories, which begins as that in which they were added.
ALTER TABLE category ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
UPDATE category SET rank = place;
