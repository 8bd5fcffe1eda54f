-- The first version of a county's store.
--
-- `seq` columns hold numbers of the county's one sequence. Ids are 16 bytes, keys and hashes 32. Moments are seconds or
-- milliseconds since 1970, as the name says.

CREATE TABLE county (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL
) STRICT;

-- Places. moved_seq: when the place came to lie where it lies.
CREATE TABLE area (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    level TEXT NOT NULL,
    parent TEXT REFERENCES area (code) DEFERRABLE INITIALLY DEFERRED,
    seq INTEGER NOT NULL,
    moved_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX area_by_parent ON area (parent, code);
CREATE INDEX area_by_seq ON area (seq);

-- Where a place lay before it moved: devices must give up what left their scope by it.
CREATE TABLE moved_area (
    seq INTEGER PRIMARY KEY,
    area TEXT NOT NULL REFERENCES area (code),
    parent TEXT NOT NULL
) STRICT;

CREATE TABLE category (
    place INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    seq INTEGER NOT NULL
) STRICT;
INSERT INTO category (code, name, name_en, seq) VALUES
    ('dibao', '低保户', 'minimum living allowance', 1),
    ('wubao', '五保户', 'five guarantees', 1),
    ('tekun', '特困', 'extreme hardship', 1),
    ('tuopin', '脱贫户', 'lifted out of poverty', 1),
    ('jiance', '监测户', 'monitored against falling back', 1),
    ('canji', '残疾', 'disability', 1),
    ('dabing', '大病', 'serious illness', 1),
    ('dujulaoren', '独居老人', 'elderly living alone', 1),
    ('liushouertong', '留守儿童', 'left-behind children', 1),
    ('liushoufunv', '留守妇女', 'left-behind women', 1),
    ('liushoulaoren', '留守老人', 'left-behind elderly', 1),
    ('laodangyuan', '老党员', 'old party member', 1),
    ('zhifunengren', '致富能人', 'able entrepreneur', 1);

CREATE TABLE user (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    area TEXT NOT NULL REFERENCES area (code),
    password_hash TEXT,
    disabled INTEGER NOT NULL DEFAULT 0,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX user_by_area ON user (area);
CREATE INDEX user_by_seq ON user (seq);

-- Who answers for what; the kind `account` stands for the area of the account of somebody who leads.
CREATE TABLE assignment (
    seq INTEGER PRIMARY KEY,
    user BLOB NOT NULL REFERENCES user (id),
    kind TEXT NOT NULL,
    household BLOB CHECK (length(household) = 16),
    area TEXT REFERENCES area (code),
    ended_seq INTEGER,
    CHECK ((household IS NULL) <> (area IS NULL))
) STRICT;
CREATE INDEX assignment_by_user ON assignment (user, ended_seq);
CREATE UNIQUE INDEX assignment_standing_household ON assignment (household, user, kind)
    WHERE ended_seq IS NULL AND household IS NOT NULL;
CREATE UNIQUE INDEX assignment_standing_area ON assignment (area, user, kind)
    WHERE ended_seq IS NULL AND area IS NOT NULL;

CREATE TABLE enrol_code (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    user BLOB NOT NULL REFERENCES user (id),
    expires_at_s INTEGER NOT NULL,
    used_by_key BLOB CHECK (length(used_by_key) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user BLOB NOT NULL REFERENCES user (id),
    public_key BLOB NOT NULL UNIQUE CHECK (length(public_key) = 32),
    install INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    acknowledged BLOB CHECK (length(acknowledged) = 32),
    enrolled_at_ms INTEGER NOT NULL,
    last_contact_ms INTEGER,
    revoked_at_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX device_by_user ON device (user, enrolled_at_ms);

CREATE TABLE actor (
    actor BLOB PRIMARY KEY CHECK (length(actor) = 16),
    user BLOB NOT NULL REFERENCES user (id),
    device BLOB REFERENCES device (id),
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What devices signed, for whoever checks who wrote what.
CREATE TABLE frame (
    device BLOB NOT NULL REFERENCES device (id),
    counter INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    previous BLOB CHECK (length(previous) = 32),
    signature BLOB NOT NULL,
    bytes BLOB NOT NULL,
    received_at_ms INTEGER NOT NULL,
    PRIMARY KEY (device, counter)
) STRICT;
CREATE UNIQUE INDEX frame_by_hash ON frame (device, hash);

-- One row a document: where it belongs, how far it is, and what lists are filtered and ordered by. household, area and
-- owner are no foreign keys: a person may arrive before their household. Empty texts stand for none where a list is
-- ordered by them. moved_seq: when its place last changed, also when its household came and gave it its area; 0 for never.
-- entered_seq: the same, or its first change.
CREATE TABLE document (
    no INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    kind INTEGER NOT NULL,
    household BLOB,
    area TEXT,
    owner BLOB,
    author BLOB,
    subject BLOB,
    code TEXT NOT NULL,
    date TEXT NOT NULL,
    class TEXT,
    status TEXT,
    title TEXT NOT NULL,
    private INTEGER NOT NULL,
    conflicts INTEGER NOT NULL,
    head_seq INTEGER NOT NULL,
    entered_seq INTEGER NOT NULL,
    moved_seq INTEGER NOT NULL,
    touched_seq INTEGER NOT NULL GENERATED ALWAYS AS (max(head_seq, entered_seq)) STORED,
    changes INTEGER NOT NULL,
    snapshot_seq INTEGER NOT NULL,
    snapshot_bytes INTEGER NOT NULL,
    log_bytes INTEGER NOT NULL
) STRICT;
-- The feed: what changed in a scope.
CREATE INDEX document_feed_area ON document (area, touched_seq) WHERE area IS NOT NULL;
CREATE INDEX document_feed_household ON document (household, touched_seq) WHERE household IS NOT NULL;
CREATE INDEX document_feed_owner ON document (owner, touched_seq) WHERE owner IS NOT NULL;
-- The lists.
CREATE INDEX document_list_date ON document (kind, date, id);
CREATE INDEX document_list_code ON document (kind, code, id);
CREATE INDEX document_list_title ON document (kind, title, id);
CREATE INDEX document_list_changed ON document (kind, head_seq, id);
CREATE INDEX document_list_area ON document (kind, area, date, id);
CREATE INDEX document_list_author ON document (author, date, id) WHERE author IS NOT NULL;
CREATE INDEX document_list_subject ON document (subject) WHERE subject IS NOT NULL;
CREATE INDEX document_list_conflicts ON document (kind, id) WHERE conflicts > 0;

CREATE TABLE moved_document (
    seq INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES document (no),
    household BLOB,
    area TEXT,
    owner BLOB,
    PRIMARY KEY (seq, document)
) STRICT, WITHOUT ROWID;

-- The record as it is read, in JSON. tokens_digest spares writing the search index where nothing in it changed.
CREATE TABLE record (
    document INTEGER PRIMARY KEY REFERENCES document (no),
    json TEXT NOT NULL,
    tokens_digest BLOB NOT NULL
) STRICT;

CREATE TABLE document_category (
    category TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES document (no),
    PRIMARY KEY (category, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_category_by_document ON document_category (document);

-- Tokens are made by the model, so the tokenizer has nothing to decide; rowid is document.no.
CREATE VIRTUAL TABLE search USING fts5 (
    tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

-- Changes are only ever appended; their order is that of the sequence.
CREATE TABLE change (
    seq INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document (no),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    actor BLOB NOT NULL CHECK (length(actor) = 16),
    device BLOB REFERENCES device (id),
    frame_counter INTEGER,
    bytes BLOB NOT NULL
) STRICT;
CREATE INDEX change_by_document ON change (document);
CREATE UNIQUE INDEX change_by_hash ON change (document, hash);

CREATE TABLE snapshot (
    document INTEGER PRIMARY KEY REFERENCES document (no),
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE refusal (
    seq INTEGER PRIMARY KEY,
    document BLOB NOT NULL,
    kind INTEGER NOT NULL,
    chunk BLOB NOT NULL,
    chunk_digest BLOB NOT NULL,
    hash BLOB,
    code TEXT NOT NULL,
    device BLOB NOT NULL REFERENCES device (id),
    user BLOB NOT NULL REFERENCES user (id),
    received_at_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX refusal_once ON refusal (device, document, chunk_digest, code);
CREATE INDEX refusal_by_user ON refusal (user);

-- The course of refresh tokens: the last one of a session has the session's generation.
CREATE TABLE session (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user BLOB NOT NULL REFERENCES user (id),
    device BLOB REFERENCES device (id),
    generation INTEGER NOT NULL,
    created_at_s INTEGER NOT NULL,
    expires_at_s INTEGER NOT NULL,
    revoked_at_s INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_user ON session (user);
CREATE INDEX session_by_device ON session (device) WHERE device IS NOT NULL;

CREATE TABLE refresh_token (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    session BLOB NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_token_by_session ON refresh_token (session, generation);

CREATE TABLE signing_key (
    kid TEXT PRIMARY KEY,
    private_der BLOB NOT NULL,
    state TEXT NOT NULL,
    created_at_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE login_attempt (
    login_hash BLOB PRIMARY KEY CHECK (length(login_hash) = 32),
    failures INTEGER NOT NULL,
    locked_until_s INTEGER,
    tried_at_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the roster import last wrote into a document.
CREATE TABLE roster_row (
    document INTEGER PRIMARY KEY REFERENCES document (no),
    row_hash BLOB NOT NULL CHECK (length(row_hash) = 32),
    heads BLOB NOT NULL
) STRICT;
