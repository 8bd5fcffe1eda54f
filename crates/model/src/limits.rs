//! Every bound on what comes from outside, in one place. Units are in the names.
//!
//! A device checks them before it writes, the server before it believes: the same number on both sides, so that
//! what a phone accepted offline is never refused for its size when it arrives.

/// Longest single-line value (names, addresses, titles), in Unicode code points.
pub const LINE_CHARS_MAX: usize = 200;
/// Longest prose value (a visit's words, a diary, notes), in Unicode code points.
pub const PROSE_CHARS_MAX: usize = 20_000;
/// The largest amount of money, in fen: 100 亿元. Far above a county's funds, far below where JavaScript's numbers lose a
/// fen.
pub const AMOUNT_FEN_MAX: i64 = 1_000_000_000_000;
/// Entries in one set or map of a document (members, categories, participants).
pub const ENTRIES_MAX: usize = 500;
/// Entries in the course of one case.
pub const EVENTS_MAX: usize = 1_000;
/// Bytes of one key in a set or map.
pub const KEY_BYTES_MAX: usize = 120;

/// Bytes of one change chunk as sent.
pub const CHANGE_BYTES_MAX: usize = 256 * 1024;
/// Bytes of one change chunk after inflating.
pub const CHANGE_INFLATED_BYTES_MAX: usize = 1024 * 1024;
/// Operations in one change. A full diary typed in one go is one operation a code point.
pub const CHANGE_OPS_MAX: u64 = 25_000;
/// Dependencies of one change.
pub const CHANGE_DEPS_MAX: usize = 64;
/// Other actors named in one change.
pub const CHANGE_ACTORS_MAX: usize = 64;
/// How far `start_op` of a change may lie beyond the highest operation among what it depends on.
pub const START_OP_GAP_MAX: u64 = 1_000_000;
/// Highest operation counter in a document: far below where Automerge's 32-bit arithmetic ends.
pub const OP_COUNTER_MAX: u64 = 100_000_000;
/// Levels of concurrency that one device may open beside its own last edit to a document.
pub const ACTOR_LEVEL_MAX: u8 = 16;
/// Changes in one document.
pub const DOCUMENT_CHANGES_MAX: u64 = 100_000;
/// Latest time of a change: the end of the year 9999 in milliseconds. Beyond it the differences that Automerge stores
/// between times could overflow in a later, honest change.
pub const CHANGE_TIME_MAX: i64 = 253_402_300_799_999;
/// Operations in one document. Bytes alone do not bound them: run lengths hold 25,000 equal ones in a hundred bytes.
pub const DOCUMENT_OPS_MAX: u64 = 500_000;
/// How deep objects may lie in one another; the root is 0. Whoever walks a document may recurse.
pub const DOCUMENT_DEPTH_MAX: usize = 8;
/// Installs of one device whose changes are still taken: a phone is not restored more often, and the list is searched
/// for every change.
pub const INSTALLS_MAX: u32 = 64;
/// Lives of a device that may have been lost since the copy that it was restored from, and are still known for its own.
pub const LOST_LIVES_MAX: u32 = 16;
/// So many frames of a device are followed back to find out whose answers it saw. What it wrote before it may be sent again.
pub const FRAMES_FOLLOWED_MAX: usize = 1_000;
/// Bytes of one document, saved without compression.
pub const DOCUMENT_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Bytes of one sync request body.
pub const SYNC_BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Bytes of one sync answer that a device accepts.
pub const SYNC_ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bytes of change chunks that a device puts into one request.
pub const SYNC_BATCH_BYTES_MAX: usize = 512 * 1024;
/// Bytes of change chunks that a server puts into one answer when the device names no budget, and at most.
pub const SYNC_BUDGET_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The window that a weak cell on a ridge gives before it is lost again, in milliseconds.
pub const SYNC_WINDOW_MS: u64 = 40_000;
/// Bytes of change chunks in a request while nothing is known of the way: with an answer of
/// [`SYNC_DOWN_BYTES_DEFAULT`] it passes the window at 20 kbit/s.
pub const SYNC_UP_BYTES_DEFAULT: usize = 32 * 1024;
/// Bytes of documents in an answer while nothing is known of the way.
pub const SYNC_DOWN_BYTES_DEFAULT: usize = 48 * 1024;
/// However often a round is cut, a frame may hold this many bytes: below it the headers cost more than the content.
pub const SYNC_FRAME_BYTES_MIN: usize = 4 * 1024;
/// The longest that a server, or whoever answers in its place, may put a device off, in seconds.
pub const RETRY_AFTER_SECONDS_MAX: u32 = 3_600;
/// The longest time until a device comes again that a server may hint at, in seconds.
pub const NEXT_SECONDS_MAX: u32 = 24 * 3_600;
/// Documents named in one request.
pub const SYNC_DOCUMENTS_MAX: usize = 2_000;
/// Vouchers in one request: more than one for each document, since a document can come in pieces.
pub const SYNC_VOUCHERS_MAX: usize = 4_000;
/// Changes that one voucher names.
pub const VOUCHER_TIPS_MAX: usize = 256;
/// Changes in one request.
pub const SYNC_CHANGES_MAX: usize = 10_000;
/// Bytes of one actor as Automerge names it.
pub const ACTOR_BYTES_MAX: usize = 32;
/// Bytes of a sketch of what a device holds: a list of 65,000 documents.
pub const SKETCH_BYTES_MAX: usize = 512 * 1024;
/// Bytes of changes that are kept of a device that was shut out: a thief who has the key shall not fill the disk.
pub const REVOKED_KEPT_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Code points of the reason that somebody gives for a decision on a refused change.
pub const REASON_CHARS_MAX: usize = 500;
/// Characters of the reason for which a masked value is shown, or a list taken out, at the least: a word and not a dot.
pub const ACCESS_REASON_CHARS_MIN: usize = 4;
/// Refusals that are looked at for one page of those that a person may see.
pub const REFUSALS_SCANNED_MAX: usize = 5_000;
/// Decisions that a device remembers until its person has seen them, and at most.
pub const DECISIONS_REMEMBERED_MAX: u32 = 200;
/// Drafts on one device.
pub const DRAFTS_MAX: u64 = 200;
/// Bytes of one draft: a visit with the longest texts and several cases.
pub const DRAFT_BYTES_MAX: usize = 512 * 1024;
/// Bytes of the key of a draft, which a page makes.
pub const DRAFT_KEY_BYTES_MAX: usize = 120;
/// Drafts that became records and are remembered, so that none becomes two.
pub const DRAFTS_REMEMBERED_MAX: u32 = 1_000;
/// Bytes of a file with what a device had not sent.
pub const EXPORT_BYTES_MAX: usize = 96 * 1024 * 1024;
/// Characters of the passphrase of such a file.
pub const PASSPHRASE_CHARS_MIN: usize = 8;
/// Quick phrases of one person.
pub const PHRASES_MAX: usize = 40;
/// Code points of one quick phrase.
pub const PHRASE_CHARS_MAX: usize = 60;
/// Days for which something is news.
pub const NEWS_DAYS_MAX: i64 = 30;
/// Rows of each list on the page of the day.
pub const TODAY_ROWS_MAX: usize = 200;
/// News that are marked as seen in one go.
pub const NEWS_SEEN_MAX: usize = 1_000;
/// Bytes of one pack after decompression.
pub const PACK_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Streams of events at once.
pub const LIVE_STREAMS_MAX: usize = 256;
/// Streams of events of one person at once: windows that they left open.
pub const LIVE_STREAMS_OF_ONE_MAX: usize = 8;
/// Records that are told of one by one between two looks at what arrived.
pub const LIVE_ARRIVALS_MAX: u32 = 200;
/// Of these, records that one listener is told of; of the others only the number.
pub const LIVE_TOLD_MAX: usize = 50;
/// Days without a home visit that a list of households is filtered by, at most.
pub const UNSEEN_DAYS_MAX: i32 = 3_650;

/// Seconds for which a request that set fields is known when it comes again.
pub const REQUESTS_REMEMBERED_SECONDS: i64 = 30 * 24 * 3600;
/// Days over which a deadline is looked for: three years, more than any list of days off.
pub const CALENDAR_WALK_DAYS_MAX: u32 = 1_100;
/// Listed days of a county's calendar: some forty a year.
pub const CALENDAR_DAYS_MAX: usize = 1_000;
/// Code points of the name of such a day.
pub const DAY_NAME_CHARS_MAX: usize = 20;
/// Working days that a case may stand in one status at most.
pub const DEADLINE_DAYS_MAX: u32 = 250;
/// Cases that are assigned in one request: about a quarter of a second in which devices wait.
pub const CASES_ASSIGNED_MAX: usize = 100;
/// Cases of each step on a board; the list of that step has the rest.
pub const BOARD_ROWS_MAX: u32 = 50;
/// Bytes of a JSON request body.
pub const JSON_BODY_BYTES_MAX: usize = 64 * 1024;
/// Rows in one page of a list.
pub const PAGE_ROWS_MAX: u32 = 200;
/// Rows in one page of a list when the caller names none.
pub const PAGE_ROWS_DEFAULT: u32 = 50;
/// Rows of one file that a list is taken out into: the people of a county. More are asked for by area or period.
pub const EXPORT_ROWS_MAX: u32 = 100_000;
/// Rows of a list that is printed: some eighty pages.
pub const PRINT_ROWS_MAX: u64 = 2_000;
/// Matters of each list in a weekly report.
pub const REPORT_MATTERS_MAX: u32 = 100;
/// Savings of a weekly report that are listed.
pub const REPORT_VERSIONS_MAX: u32 = 50;
/// Code points of a search query.
pub const QUERY_CHARS_MAX: usize = 100;
/// Search terms taken from one query.
pub const QUERY_TERMS_MAX: usize = 16;
/// Characters of a search token after its namespace, for pinyin, digits and words: about eight syllables.
pub const TOKEN_CHARS_MAX: usize = 24;
/// Search tokens kept for one document.
pub const SEARCH_TOKENS_MAX: usize = 4_000;
/// Readings tried for a name with characters that have several.
pub const PINYIN_READINGS_MAX: usize = 16;

/// Days after a restore in which devices may hand in what others wrote.
pub const RECOVERY_DAYS_MAX: u32 = 60;

/// Days that a visit or diary entry may lie before the day on which it was written without being called late (补录): the
/// evening after a walk and the morning after it are ordinary.
pub const LATE_DAYS_MIN: i32 = 2;
/// Milliseconds that a device's clock may be off, or its claim lie after the receipt, before that is said.
pub const CLOCK_SKEW_MS_MAX: i64 = 10 * 60 * 1000;

/// Households that are compared with each other in one go: a township's, twice.
pub const DUPLICATE_HOUSEHOLDS_MAX: usize = 5_000;
/// Households that may share a phone, an address or a member before that says nothing any more: an old people's home, the
/// number of the village office.
pub const DUPLICATE_SHARED_MAX: usize = 4;
/// Pairs of likely duplicates in one answer.
pub const DUPLICATE_PAIRS_MAX: usize = 200;
/// Links from household to household that are followed.
pub const MERGED_LINKS_MAX: usize = 1_000;

/// Bytes of one roster file.
pub const ROSTER_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Bytes of one roster file after it is unpacked.
pub const ROSTER_UNPACKED_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Rows of one roster file.
pub const ROSTER_ROWS_MAX: usize = 200_000;
/// Columns of one roster file.
pub const ROSTER_COLUMNS_MAX: usize = 200;
/// Code points of one roster cell.
pub const ROSTER_CELL_CHARS_MAX: usize = 4_000;

/// Seconds that an enrolment code lives.
pub const ENROL_CODE_SECONDS: i64 = 600;
/// Seconds that an access token lives.
pub const ACCESS_TOKEN_SECONDS: i64 = 600;
/// Seconds that a refresh token lives unused.
pub const REFRESH_TOKEN_SECONDS: i64 = 30 * 24 * 3600;
/// Seconds that a session of the console lives unused: a page that somebody works in renews it every ten minutes, and one that
/// nobody works in any more is over, whatever became of the page.
pub const WEB_SESSION_SECONDS: i64 = 30 * 60;
/// Wrong passwords in a row before a login is locked.
pub const LOGIN_FAILURES_MAX: u32 = 5;
/// Seconds that a login stays locked.
pub const LOGIN_LOCK_SECONDS: i64 = 900;
/// Seconds for which a password that an administrator gave out opens an account.
pub const PASSWORD_ONCE_SECONDS: i64 = 3 * 24 * 3600;
/// Bytes of a password.
pub const PASSWORD_BYTES_MAX: usize = 256;
/// Characters of a new password.
pub const PASSWORD_CHARS_MIN: usize = 10;

/// Views of lists that one person keeps.
pub const VIEWS_MAX: usize = 50;
/// Characters of the name of one.
pub const VIEW_NAME_CHARS_MAX: usize = 60;
/// Bytes of the name of the page that it is of.
pub const VIEW_PAGE_BYTES_MAX: usize = 40;
/// Bytes of its query.
pub const VIEW_QUERY_BYTES_MAX: usize = 2_000;

/// Households that an administrator moves or hands over in one operation: about two seconds in which devices wait.
pub const ADMIN_HOUSEHOLDS_MAX: usize = 1_000;

/// People who are put into an office in one operation.
pub const ADMIN_PEOPLE_MAX: usize = 1_000;
/// Records in which one operation writes the name of today of a category that was renamed: about a second in which devices wait.
pub const ADMIN_RECORDS_MAX: u32 = 500;
/// Categories of a county.
pub const CATEGORIES_MAX: usize = 200;
/// Characters of a category's name.
pub const CATEGORY_CHARS_MAX: usize = 20;
/// Rows of a roster that are shown before it is imported.
pub const ROSTER_ROWS_SHOWN_MAX: usize = 20;
/// Problems of a roster that one answer names.
pub const ROSTER_PROBLEMS_SHOWN_MAX: usize = 500;

/// Memory for one guess of a PIN, in KiB: with two passes what OWASP names as the least, since the phones are slow.
pub const PIN_MEMORY_KIB: u32 = 19 * 1_024;
/// Passes over it.
pub const PIN_PASSES: u32 = 2;
