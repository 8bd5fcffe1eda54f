// Made from the core's table of calls by `LIANXIN_UPDATE_TYPES=1 cargo test --workspace --lib typescript`.

/**
 * Assistance to be recorded.
 */
export type AddAssistanceRequest = { 
/**
 * `money`, `goods`, `loan`, `project`, or the Chinese word.
 */
kind: string, 
/**
 * As it is typed: `300`, `300元`, `1.2万元`.
 */
amount?: string | null, 
/**
 * Today where none is given.
 */
date?: string | null, 
/**
 * 资金来源
 */
source?: string | null, 
/**
 * What was given, and why.
 */
text?: string | null, };

/**
 * A diary entry to be begun.
 */
export type AddDiaryEntryRequest = { 
/**
 * Today where none is given.
 */
date?: string | null, 
/**
 * 日记
 */
text: string, 
/**
 * 相关户
 */
households: Array<DocId>, 
/**
 * 相关走访
 */
visits: Array<DocId>, 
/**
 * 相关事项
 */
cases: Array<DocId>, };

/**
 * A household to be registered.
 */
export type AddHouseholdRequest = { 
/**
 * 户编号. With it, two devices that register the same household offline make one record.
 */
code?: string | null, 
/**
 * Division code of the group or village.
 */
area: string, 
/**
 * 住址
 */
address?: string | null, 
/**
 * 户主姓名
 */
head_name?: string | null, 
/**
 * Everything else.
 */
fields: Array<FieldChange>, };

/**
 * A person to be registered in a household.
 */
export type AddPersonRequest = { 
/**
 * 姓名
 */
name: string, 
/**
 * 与户主关系
 */
relation: string, 
/**
 * 身份证号. With it, two devices that register the same person offline make one record.
 */
id_number?: string | null, 
/**
 * Everything else.
 */
fields: Array<FieldChange>, };

/**
 * A visit to be written down.
 */
export type AddVisitRequest = { 
/**
 * `home`, `phone`, `meeting`, `desk`, `reception`, or the Chinese word.
 */
kind: string, 
/**
 * What was seen and heard.
 */
text: string, 
/**
 * Today where none is given.
 */
date?: string | null, 
/**
 * 地点
 */
place?: string | null, 
/**
 * 同去
 */
participants: Array<string>, 
/**
 * What was asked for.
 */
asked?: string | null, 
/**
 * What becomes a case at once.
 */
cases: Array<OpenCaseRequest>, };

/**
 * A visit that was just written, with the cases that it brought.
 */
export type AddedVisitView = { 
/**
 * The visit.
 */
visit: RecordView<VisitFields>, 
/**
 * The cases.
 */
cases: Array<RecordView<CaseFields>>, };

/**
 * An area that has households.
 */
export type AreaFacetView = { 
/**
 * Division code.
 */
code: string, 
/**
 * Its name; the code again where the device does not know it.
 */
name: string, 
/**
 * `county`, `township`, `village` or `group`; empty where the device does not know it.
 */
level: string, 
/**
 * Households in it and below it.
 */
count: number, };

/**
 * 行政区划
 */
export type AreaView = { 
/**
 * Division code.
 */
code: string, 
/**
 * Name.
 */
name: string, 
/**
 * `county`, `township`, `village` or `group`, as the server says.
 */
level: string, 
/**
 * Code of the area above; empty at the top.
 */
parent: string, };

/**
 * 结对帮扶 / 挂钩联户
 */
export type AssignmentView = { 
/**
 * `contact`, `help`, `learning`, `hometown` or `lead`.
 */
kind: string, 
/**
 * For a household.
 */
household: DocId | null, 
/**
 * For an area.
 */
area: string | null, };

/**
 * Assistance as it is read.
 */
export type AssistanceFields = { 
/**
 * 受助户
 */
household: DocId | null, 
/**
 * 登记人
 */
author: UserId | null, 
/**
 * `money`, `goods`, `loan` or `project`.
 */
kind: string | null, 
/**
 * Amount in fen; of goods and projects what they are worth, where that is known.
 */
amount_fen: number | null, 
/**
 * 日期
 */
date: string | null, 
/**
 * 资金来源
 */
source: string | null, 
/**
 * 说明
 */
text: string | null, };

/**
 * Assistance to a household.
 */
export type AssistanceOf = { 
/**
 * The household's id or official code.
 */
household: string, 
/**
 * The assistance.
 */
assistance: AddAssistanceRequest, };

/**
 * A step in the course of a case.
 */
export type CaseEventRequest = { 
/**
 * `accepted`, `assigned`, `acted`, `transferred`, `resolved`, `answered`, `followed_up`, `reopened`, or the
 * Chinese word.
 */
kind: string, 
/**
 * What was done; for a follow-up the villager's words.
 */
text?: string | null, 
/**
 * Today where none is given.
 */
date?: string | null, 
/**
 * To whom or to which office it is handed.
 */
to?: string | null, 
/**
 * For a follow-up: whether the villager is satisfied.
 */
satisfied?: boolean | null, 
/**
 * The visit at which it was done.
 */
visit?: DocId | null, };

/**
 * A case as it is read.
 */
export type CaseFields = { 
/**
 * 户
 */
household: DocId | null, 
/**
 * 登记人
 */
author: UserId | null, 
/**
 * `livelihood`, `hardship` or `dispute`.
 */
ledger: string | null, 
/**
 * 事项
 */
title: string | null, 
/**
 * 具体情况
 */
text: string | null, 
/**
 * 来源
 */
source: string | null, 
/**
 * 登记日期
 */
date: string | null, 
/**
 * 办理期限
 */
due: string | null, 
/**
 * 包案领导
 */
lead: UserId | null, 
/**
 * The course, in an order in which every step stands after those that it follows.
 */
events: Array<EventView>, 
/**
 * 调处涉及人
 */
mediation_people: Array<string>, 
/**
 * 调处涉及户
 */
mediation_households: Array<DocId>, 
/**
 * Amount in fen.
 */
mediation_amount_fen: number | null, 
/**
 * `spoken`, `written` or `none`.
 */
mediation_outcome: string | null, 
/**
 * Folded from the course, never written.
 */
status: Status, 
/**
 * Whether two steps taken at the same time contradict each other.
 */
status_conflict: boolean, };

/**
 * A case for a household.
 */
export type CaseOf = { 
/**
 * The household's id or official code.
 */
household: string, 
/**
 * The case.
 */
case: OpenCaseRequest, 
/**
 * The key of the draft that it was written in.
 */
draft?: string | null, };

/**
 * A category that households have.
 */
export type CategoryFacetView = { 
/**
 * 类别
 */
name: string, 
/**
 * Households with it.
 */
count: number, };

/**
 * 类别
 */
export type CategoryView = { 
/**
 * Code.
 */
code: string, 
/**
 * Chinese name, as households hold it.
 */
name: string, 
/**
 * English name.
 */
name_en: string, };

/**
 * What is done to a field.
 */
export type Change = { "set": string } | { "add": string } | { "remove": string };

/**
 * Changes to a record's fields.
 */
export type Changes = { 
/**
 * The record.
 */
id: DocId, 
/**
 * What is changed.
 */
changes: Array<FieldChange>, 
/**
 * The heads of the state that the person saw.
 */
seen_heads?: Array<string> | null, };

/**
 * One word of a choice.
 */
export type ChoiceView = { 
/**
 * The stored word.
 */
word: string, 
/**
 * Chinese label.
 */
zh: string, 
/**
 * English label.
 */
en: string, };

/**
 * A comment as it is read.
 */
export type CommentFields = { 
/**
 * The household, visit, diary entry or case.
 */
subject: DocId | null, 
/**
 * The household that is meant, or that of a visit or case.
 */
household: DocId | null, 
/**
 * The author of a diary entry; who is asked about a household.
 */
addressee: UserId | null, 
/**
 * 批示人
 */
author: UserId | null, 
/**
 * 日期
 */
date: string | null, 
/**
 * 批示
 */
text: string | null, };

/**
 * One place of a record with more than one value.
 */
export type ConflictView = { 
/**
 * Path in the catalogue; `status` where the course of a case contradicts itself, which another step settles.
 */
field: string, 
/**
 * Chinese label.
 */
zh: string, 
/**
 * English label.
 */
en: string, 
/**
 * Key within a map.
 */
key: string | null, 
/**
 * The values, the one that is shown meanwhile first.
 */
rivals: Array<RivalView>, };

/**
 * What somebody decided on an edit of this device that had been set aside.
 */
export type DecisionView = { 
/**
 * The record.
 */
document: DocId, 
/**
 * What it is.
 */
kind: Kind, 
/**
 * What a list showed of it.
 */
title: string | null, 
/**
 * Whether it was merged after all.
 */
accepted: boolean, 
/**
 * Who decided.
 */
by: UserId | null, 
/**
 * Their name, where this device knows it.
 */
by_name: string | null, 
/**
 * When, milliseconds since 1970.
 */
at_ms: number, 
/**
 * When the edit was made, seconds since 1970.
 */
time_s: number, };

/**
 * The id of one enrolled device.
 */
export type DeviceId = string;

/**
 * A day's diary as its visits and cases tell it, to be added to.
 */
export type DiaryDraftView = { 
/**
 * The day.
 */
date: string, 
/**
 * The entry of this day that there is already.
 */
entry: DocId | null, 
/**
 * In Chinese, a paragraph a visit.
 */
text: string, 
/**
 * 相关户
 */
households: Array<DocId>, 
/**
 * 相关走访
 */
visits: Array<DocId>, 
/**
 * 相关事项
 */
cases: Array<DocId>, };

/**
 * A diary entry as it is read.
 */
export type DiaryEntryFields = { 
/**
 * 记录人
 */
author: UserId | null, 
/**
 * 日期
 */
date: string | null, 
/**
 * 日记
 */
text: string, 
/**
 * 相关户
 */
households: Array<DocId>, 
/**
 * 相关走访
 */
visits: Array<DocId>, 
/**
 * 相关事项
 */
cases: Array<DocId>, 
/**
 * Whether it was handed in; nobody but the author reads it before.
 */
submitted: boolean | null, };

/**
 * The id of a document, whatever its kind.
 */
export type DocId = string;

/**
 * What a person is writing.
 */
export type DraftView = { 
/**
 * The page's name for it.
 */
key: string, 
/**
 * `visit`, `case`, `diary`, …, as the page says.
 */
kind: string, 
/**
 * The household that it is about.
 */
household: DocId | null, 
/**
 * What the page wrote.
 */
body: unknown, 
/**
 * When it was last written, milliseconds since 1970.
 */
updated_ms: number, };

/**
 * A case that somebody has to do something about.
 */
export type DueCaseView = { 
/**
 * The case.
 */
id: DocId, 
/**
 * Its household; where that was merged, the one that goes on.
 */
household: DocId | null, 
/**
 * Name of the household's head.
 */
household_name: string | null, 
/**
 * 事项
 */
title: string, 
/**
 * `livelihood`, `hardship` or `dispute`.
 */
ledger: string | null, 
/**
 * Where it stands.
 */
status: Status, 
/**
 * Since when it stands there.
 */
since: string | null, 
/**
 * Until when it should be done.
 */
due: string | null, 
/**
 * Days until then; negative once they are over.
 */
days_left: number | null, };

/**
 * The id of one entry in a grow-only map, such as an event in the course of a case.
 */
export type EntryId = string;

/**
 * A diary entry.
 */
export type EntryOf = { 
/**
 * The entry.
 */
entry: AddDiaryEntryRequest, 
/**
 * The key of the draft that it was written in.
 */
draft?: string | null, };

/**
 * One step in the course of a case.
 */
export type EventView = { 
/**
 * The step's id.
 */
id: EntryId | null, 
/**
 * `registered`, `accepted`, `assigned`, `acted`, `transferred`, `resolved`, `answered`, `followed_up`, `reopened`.
 */
kind: string | null, 
/**
 * What was done; for a follow-up the villager's words.
 */
text: string | null, 
/**
 * 日期
 */
date: string | null, 
/**
 * 经办人
 */
by: UserId | null, 
/**
 * To whom or to which office it was handed.
 */
to: string | null, 
/**
 * For a follow-up: whether the villager is satisfied.
 */
satisfied: boolean | null, 
/**
 * The visit at which it was done.
 */
visit: DocId | null, 
/**
 * The steps that whoever wrote this one had seen last.
 */
after: Array<EntryId>, };

/**
 * Why a call was not answered. Nothing is changed then. Never holds what was typed.
 */
export type Failure = { 
/**
 * The word for programs.
 */
code: string, 
/**
 * For people, in Chinese.
 */
zh: string, 
/**
 * The same in English.
 */
en: string, 
/**
 * The fields that do not fit.
 */
fields: Array<FieldFailure>, };

/**
 * A change to one field, driven by the catalogue.
 *
 * | text | means |
 * | --- | --- |
 * | `phone=13800000000` | sets a value |
 * | `phone=` | clears it |
 * | `categories+=低保户`, `categories-=低保户` | adds to or removes from a set |
 * | `categories=低保户、残疾` | makes the set exactly that |
 * | `extra.电表号=12` , `extra.电表号=` | sets or removes one entry of a map |
 * | `notes=…` | rewrites a text, keeping what stays the same |
 * | `notes+=…` | adds a line to a text |
 */
export type FieldChange = { 
/**
 * Path in the catalogue.
 */
field: string, 
/**
 * Key within a map.
 */
key?: string | null, 
/**
 * What is done to it.
 */
change: Change, };

/**
 * A field that does not fit.
 */
export type FieldFailure = { 
/**
 * Path in the catalogue.
 */
field: string, 
/**
 * The word for programs.
 */
code: string, 
/**
 * For people, in Chinese.
 */
zh: string, 
/**
 * The same in English.
 */
en: string, };

/**
 * A value that was kept although its check fails.
 */
export type Flag = { 
/**
 * Path in the catalogue.
 */
field: string, 
/**
 * What is wrong with it: the code of a [`Problem`].
 */
code: string, };

/**
 * One value of an entry in a log.
 */
export type FormEntryView = { 
/**
 * Its name in the entry.
 */
key: string, 
/**
 * Chinese label.
 */
zh: string, 
/**
 * English label.
 */
en: string, 
/**
 * What it is.
 */
value: FormTypeView, };

/**
 * A field of a form.
 */
export type FormFieldView = { 
/**
 * Its name in records and in changes.
 */
path: string, 
/**
 * Chinese label.
 */
zh: string, 
/**
 * English label.
 */
en: string, 
/**
 * `one` value, free `text`, a `set`, a `map` or a `log` of entries.
 */
shape: string, 
/**
 * What its values, or keys of a set or map, are; none for a text and a log.
 */
value: FormTypeView | null, 
/**
 * What the values of a map are.
 */
mapped: FormTypeView | null, 
/**
 * What an entry of a log holds.
 */
entry: Array<FormEntryView>, 
/**
 * How carefully it is shown: `plain`, `personal` or `sensitive`.
 */
sensitivity: "plain" | "personal" | "sensitive", 
/**
 * Who may write it: `anchor` (once, at first), `holder`, `author` or `leader`.
 */
write: "anchor" | "holder" | "author" | "leader", };

/**
 * What a value is.
 */
export type FormTypeView = { 
/**
 * `line`, `prose`, `whole`, `fen`, `date`, `phone`, `id_number`, `division`, `point`, `flag`, `choice`, `document`,
 * `user` or `entries`.
 */
name: string, 
/**
 * The words of a choice.
 */
choices: Array<ChoiceView>, 
/**
 * The kind of record that is referred to; none for any.
 */
document: Kind | null, 
/**
 * The longest text, in code points.
 */
chars_max: number | null, };

/**
 * Something that a search found.
 */
export type FoundView = { 
/**
 * The record.
 */
id: DocId, 
/**
 * What it is.
 */
kind: Kind, 
/**
 * What a list shows of it.
 */
title: string, 
/**
 * The household to which it belongs.
 */
household: DocId | null, };

/**
 * One change in the history of a record.
 */
export type HistoryEntryView = { 
/**
 * The record: of a household that others were merged into, theirs too.
 */
document: DocId, 
/**
 * The change's hash.
 */
hash: string, 
/**
 * Who.
 */
user: UserId | null, 
/**
 * Their name.
 */
name: string | null, 
/**
 * When, by the writer's clock, seconds since 1970.
 */
time_s: number, 
/**
 * What it did.
 */
steps: Array<StepView>, };

/**
 * By what a list of households can be narrowed.
 */
export type HouseholdFacetsView = { 
/**
 * The areas that have households, with all above them, by code.
 */
areas: Array<AreaFacetView>, 
/**
 * The categories that there are, the most frequent first.
 */
categories: Array<CategoryFacetView>, };

/**
 * A household as it is read.
 */
export type HouseholdFields = { 
/**
 * 户编号
 */
code: string | null, 
/**
 * Division code of the group or village.
 */
area: string | null, 
/**
 * 住址
 */
address: string | null, 
/**
 * 户主
 */
head: DocId | null, 
/**
 * 户主姓名
 */
head_name: string | null, 
/**
 * 电话
 */
phone: string | null, 
/**
 * Relation to the head, by person.
 */
members: { [key in string]: string }, 
/**
 * 类别
 */
categories: Array<string>, 
/**
 * 住房
 */
housing: string | null, 
/**
 * Yearly income in fen.
 */
income_fen: number | null, 
/**
 * 困难
 */
hardship: string | null, 
/**
 * Point on the map with the name of its system.
 */
point: string | null, 
/**
 * 备注
 */
notes: string, 
/**
 * Further fields of this county.
 */
extra: { [key in string]: string }, 
/**
 * 并入户: the record of the same household that goes on in place of this one.
 */
merged_into: DocId | null, };

/**
 * A household with what belongs to it.
 */
export type HouseholdPageView = { 
/**
 * The household.
 */
household: RecordView<HouseholdFields>, 
/**
 * Name of its area, where the device knows it.
 */
area_name: string | null, 
/**
 * Its people, the head first.
 */
persons: Array<RecordView<PersonFields>>, 
/**
 * Its visits, newest first.
 */
visits: Array<RecordView<VisitFields>>, 
/**
 * Its cases, newest first.
 */
cases: Array<RecordView<CaseFields>>, 
/**
 * What it was given, newest first.
 */
assistance: Array<RecordView<AssistanceFields>>, 
/**
 * Records of the same household that were merged into it, whole: visits, cases, assistance and people above are theirs
 * too.
 */
merged: Array<RecordView<HouseholdFields>>, };

/**
 * A household in a list: light, thousands of them cost nothing.
 */
export type HouseholdRowView = { 
/**
 * Its id.
 */
id: DocId, 
/**
 * 户编号
 */
code: string | null, 
/**
 * 户主姓名; empty where nobody knows it.
 */
head_name: string, 
/**
 * Division code.
 */
area: string | null, 
/**
 * Name of its area, where the device knows it.
 */
area_name: string | null, 
/**
 * 住址
 */
address: string | null, 
/**
 * 电话
 */
phone: string | null, 
/**
 * 类别
 */
categories: Array<string>, 
/**
 * People of it, without those who moved out or died.
 */
persons: number, 
/**
 * Cases that still wait.
 */
open_cases: number, 
/**
 * The day of the last home visit (入户), whoever made it.
 */
last_visit: string | null, 
/**
 * Whether people contradict each other about it.
 */
contradicted: boolean, 
/**
 * Whether something of it, a visit or a case too, is not with the server yet.
 */
waiting: boolean, 
/**
 * Whether its record is still on its way: it can be shown and not edited.
 */
provisional: boolean, };

/**
 * A page of households.
 */
export type HouseholdRowsView = { 
/**
 * How many there are without limit and offset.
 */
total: number, 
/**
 * The page.
 */
rows: Array<HouseholdRowView>, };

/**
 * One thing that a person does to one field.
 */
export type Intention = { "do": "set", 
/**
 * Path in the catalogue.
 */
field: string, 
/**
 * The new value; `None` clears.
 */
value: Value | null, } | { "do": "splice", 
/**
 * Path in the catalogue.
 */
field: string, 
/**
 * Where, in code points.
 */
index: number, 
/**
 * How many code points go.
 */
delete: number, 
/**
 * What comes.
 */
insert: string, } | { "do": "add", 
/**
 * Path in the catalogue.
 */
field: string, 
/**
 * The key.
 */
key: string, } | { "do": "put", 
/**
 * Path in the catalogue.
 */
field: string, 
/**
 * The key.
 */
key: string, 
/**
 * The value.
 */
value: Value, } | { "do": "remove", 
/**
 * Path in the catalogue.
 */
field: string, 
/**
 * The key.
 */
key: string, } | { "do": "append", 
/**
 * Path in the catalogue.
 */
field: string, 
/**
 * The entry's id.
 */
entry: EntryId, 
/**
 * Its values by key.
 */
values: { [key in string]: Value }, };

/**
 * What a document is. The numbers are stored and sent: never reuse one.
 */
export type Kind = "household" | "person" | "case" | "visit" | "diary_entry" | "comment" | "assistance";

/**
 * The one light that people must be able to trust.
 */
export type Light = "safe" | "unsent" | "look";

/**
 * The light and its numbers.
 */
export type LightView = { 
/**
 * What it shows.
 */
state: Light, 
/**
 * Edits that the server does not have.
 */
unsent: number, 
/**
 * Things that a person should look at.
 */
look: number, 
/**
 * Drafts on this device, which are sent to nobody.
 */
drafts: number, 
/**
 * Everything written until then is with the server, milliseconds since 1970.
 */
safe_since_ms: number | null, };

/**
 * Which records of a list. Conditions that a kind does not have select nothing of it.
 */
export type ListFilter = { 
/**
 * Of this household.
 */
household?: DocId | null, 
/**
 * In this area or below it, by division code.
 */
area?: string | null, 
/**
 * With this 类别.
 */
category?: string | null, 
/**
 * Kind of a visit or assistance, ledger of a case.
 */
class?: string | null, 
/**
 * Status of a case; `draft` or `submitted` for a diary entry.
 */
status?: string | null, 
/**
 * Cases that still wait (or no longer).
 */
open?: boolean | null, 
/**
 * Written by this account.
 */
author?: UserId | null, 
/**
 * On this day or later.
 */
date_from?: string | null, 
/**
 * On this day or earlier.
 */
date_to?: string | null, 
/**
 * Only where people contradict each other.
 */
contradicted?: boolean, 
/**
 * Only what a search for this finds.
 */
text?: string | null, 
/**
 * At most so many; all where none is given.
 */
limit?: number | null, 
/**
 * After so many.
 */
offset?: number, };

/**
 * News that were seen.
 */
export type News = { 
/**
 * Their ids.
 */
ids: Array<string>, };

/**
 * What a piece of news is about.
 */
export type NewsKind = "assignment" | "comment" | "case" | "decision";

/**
 * Something that came from others.
 */
export type NewsView = { 
/**
 * By it, it is marked as seen.
 */
id: string, 
/**
 * What it is.
 */
kind: NewsKind, 
/**
 * The record; none for an area.
 */
document: DocId | null, 
/**
 * What the record is.
 */
document_kind: Kind | null, 
/**
 * The household that it belongs to.
 */
household: DocId | null, 
/**
 * What a list shows of the record, or the area's name.
 */
title: string, 
/**
 * The words of a comment or hand-over; for an assignment the word of its kind, for a decision `accepted` or `declined`.
 */
text: string, 
/**
 * From whom, where this device knows the name.
 */
from_name: string | null, 
/**
 * When, milliseconds since 1970.
 */
at_ms: number, };

/**
 * Nothing.
 */
export type Nothing = Record<symbol, never>;

/**
 * An edit that was set aside.
 */
export type Numbered = { 
/**
 * Its number.
 */
number: number, };

/**
 * One day.
 */
export type OfDay = { 
/**
 * Today where none is given.
 */
date?: string | null, };

/**
 * One household.
 */
export type OfHousehold = { 
/**
 * Its id or official code.
 */
household: string, };

/**
 * One record.
 */
export type OfId = { 
/**
 * Its id.
 */
id: DocId, };

/**
 * What a page keeps under a key.
 */
export type OfKey = { 
/**
 * The key.
 */
key: string, };

/**
 * One kind of record.
 */
export type OfKind = { 
/**
 * The kind.
 */
kind: Kind, };

/**
 * What seals a file.
 */
export type OfPassphrase = { 
/**
 * As typed.
 */
passphrase: string, };

/**
 * A matter to be registered.
 */
export type OpenCaseRequest = { 
/**
 * `livelihood`, `hardship`, `dispute`, or the Chinese word.
 */
ledger: string, 
/**
 * 事项
 */
title: string, 
/**
 * 具体情况
 */
text: string, 
/**
 * Where it came from; `visit` for one that a visit brings.
 */
source?: string | null, 
/**
 * Today where none is given.
 */
date?: string | null, 
/**
 * Everything else, such as the people in a mediation.
 */
fields: Array<FieldChange>, };

/**
 * A conflict in the list of all.
 */
export type OpenConflictView = { 
/**
 * The record.
 */
document: DocId, 
/**
 * What it is.
 */
kind: Kind, 
/**
 * What a list shows of it.
 */
title: string, 
/**
 * The household to which it belongs.
 */
household: DocId | null, 
/**
 * Path in the catalogue; `status` where the course of a case contradicts itself, which another step settles.
 */
field: string, 
/**
 * Chinese label.
 */
zh: string, 
/**
 * English label.
 */
en: string, 
/**
 * Key within a map.
 */
key: string | null, 
/**
 * The values, the one that is shown meanwhile first.
 */
rivals: Array<RivalView>, };

/**
 * A person as they are read.
 */
export type PersonFields = { 
/**
 * 所在户
 */
household: DocId | null, 
/**
 * 姓名
 */
name: string | null, 
/**
 * `male` or `female`.
 */
sex: string | null, 
/**
 * 出生日期
 */
birth: string | null, 
/**
 * 身份证号
 */
id_number: string | null, 
/**
 * 电话
 */
phone: string | null, 
/**
 * `home`, `away_work`, `away_study`, `moved_out` or `deceased`.
 */
residence: string | null, 
/**
 * 外出地
 */
away_place: string | null, 
/**
 * 职业
 */
occupation: string | null, 
/**
 * 健康状况
 */
health: string | null, 
/**
 * 类别
 */
categories: Array<string>, 
/**
 * 备注
 */
notes: string, 
/**
 * Further fields of this county.
 */
extra: { [key in string]: string }, };

/**
 * A person for a household.
 */
export type PersonOf = { 
/**
 * The household's id or official code.
 */
household: string, 
/**
 * The person.
 */
person: AddPersonRequest, };

/**
 * What a person often writes.
 */
export type Phrases = { 
/**
 * In the person's order.
 */
phrases: Array<string>, };

/**
 * A receipt as it is kept and shown: hexadecimal, to be checked with `lianxin admin receipt`.
 */
export type ReceiptView = { 
/**
 * The protocol of the frame.
 */
protocol: number, 
/**
 * The device.
 */
device: DeviceId, 
/**
 * The hash of the last frame.
 */
frame: string, 
/**
 * When the server answered, by its clock, milliseconds since 1970.
 */
server_time_ms: number, 
/**
 * SHA-256 of its answer.
 */
answer: string, 
/**
 * Ed25519 by the server's key.
 */
signature: string, };

/**
 * One record.
 */
export type RecordView<Fields> = { 
/**
 * Its id.
 */
id: DocId, 
/**
 * The heads of this state: an edit names them as what the person saw.
 */
heads: Array<string>, 
/**
 * The fields of its kind.
 */
fields: Fields, 
/**
 * Where people contradict each other.
 */
conflicts: Array<ConflictView>, 
/**
 * Values that were kept although their check fails.
 */
flags: Array<Flag>, 
/**
 * Names of the accounts in it, by id.
 */
people: { [key in UserId]: string }, 
/**
 * Edits of it that the server does not have yet.
 */
waiting: number, 
/**
 * 补录: a visit or diary entry that was written days after its day, as its writer's clock had it.
 */
late: boolean, 
/**
 * Phone and ID numbers with their middle hidden, by path: a page shows them whole only when it is asked to.
 */
masked: { [key in string]: string }, };

/**
 * A visit with everything that it brought, to be recorded once.
 */
export type RecordVisitRequest = { 
/**
 * The key of the draft that it was written in.
 */
draft?: string | null, 
/**
 * The household's id or official code.
 */
household: string, 
/**
 * The visit.
 */
request: AddVisitRequest, 
/**
 * What turned out to be otherwise in the household's record.
 */
corrections?: Array<FieldChange>, 
/**
 * The heads of the household's record that the person saw.
 */
seen_heads?: Array<string> | null, };

/**
 * One of the values.
 */
export type RivalView = { 
/**
 * The value.
 */
value: Value, 
/**
 * The value as a person types it.
 */
text: string, 
/**
 * Who set it.
 */
user: UserId | null, 
/**
 * Their name.
 */
name: string | null, 
/**
 * When, by the writer's clock, seconds since 1970; a step in the course of a case has only a day.
 */
time_s: number | null, 
/**
 * The day of a step.
 */
date: string | null, };

/**
 * Which households of the list, light.
 */
export type RowsFilter = { 
/**
 * In this area or below it, by division code.
 */
area?: string | null, 
/**
 * With this 类别.
 */
category?: string | null, 
/**
 * Only what a search for this finds: a name of the head or of a member, pinyin or its initials, part of a phone or
 * code, the address, the group, a category.
 */
text?: string | null, 
/**
 * In which order.
 */
order?: RowsOrder, 
/**
 * At most so many.
 */
limit?: number | null, 
/**
 * After so many.
 */
offset?: number, };

/**
 * The order of a list of households.
 */
export type RowsOrder = "area" | "unseen";

/**
 * What a person is writing.
 */
export type SaveDraftRequest = { 
/**
 * The page's name for it.
 */
key: string, 
/**
 * `visit`, `case`, `diary`, …, as the page likes.
 */
kind: string, 
/**
 * The household that it is about.
 */
household?: DocId | null, 
/**
 * Anything that the page needs to go on writing.
 */
body: unknown, };

/**
 * Where an edit stands that the server did not take.
 */
export type SetAsideState = "refused" | "review" | "declined" | "released";

/**
 * An edit that the server did not take: kept, whole, with its reason.
 */
export type SetAsideView = { 
/**
 * Its number, by which it is made again or let go.
 */
number: number, 
/**
 * The record.
 */
document: DocId, 
/**
 * What it is.
 */
kind: Kind, 
/**
 * What a list shows of it, or showed before it left the device.
 */
title: string | null, 
/**
 * Where it stands.
 */
state: SetAsideState, 
/**
 * The reason as a word.
 */
code: string, 
/**
 * The reason in Chinese.
 */
zh: string, 
/**
 * The reason in English.
 */
en: string, 
/**
 * Who decided.
 */
decided_by: UserId | null, 
/**
 * Their name, where this device knows it.
 */
decided_by_name: string | null, 
/**
 * When, milliseconds since 1970.
 */
decided_at_ms: number | null, 
/**
 * Why it could not be made again although it was released, as the word of an error.
 */
hindrance: string | null, 
/**
 * When the edit was made, seconds since 1970.
 */
time_s: number, 
/**
 * What it meant.
 */
intentions: Array<Intention>, };

/**
 * What settles a conflict.
 */
export type Settling = { 
/**
 * The record.
 */
id: DocId, 
/**
 * Path in the catalogue.
 */
field: string, 
/**
 * Key within a map.
 */
key?: string | null, 
/**
 * The value as a person types it; an empty one clears.
 */
text: string, };

/**
 * Where a case stands. In order: later stands for further on.
 */
export type Status = "registered" | "reopened" | "accepted" | "assigned" | "transferred" | "acting" | "resolved" | "answered" | "closed";

/**
 * Where this device stands.
 */
export type StatusView = { 
/**
 * Whether it belongs to somebody.
 */
enrolled: boolean, 
/**
 * The county's server.
 */
server_url: string | null, 
/**
 * The device.
 */
device: DeviceId | null, 
/**
 * Its user.
 */
user: UserId | null, 
/**
 * The user's name.
 */
user_name: string | null, 
/**
 * The word of the user's role.
 */
role: string | null, 
/**
 * Records on the device.
 */
documents: number, 
/**
 * Edits that the server does not have yet.
 */
unsent: number, 
/**
 * When the oldest of them was made, seconds since 1970.
 */
unsent_since_s: number | null, 
/**
 * The same by kind of record.
 */
unsent_kinds: Array<UnsentView>, 
/**
 * Edits that the server did not take: refused, in review, declined, or released and not made again yet.
 */
set_aside: Array<SetAsideView>, 
/**
 * How many of them are refused.
 */
refused: number, 
/**
 * How many of them wait for the word of whoever answers for the record.
 */
in_review: number, 
/**
 * How many of them were declined.
 */
declined: number, 
/**
 * What others decided on this device's edits since the person last looked.
 */
decisions: Array<DecisionView>, 
/**
 * Records where people contradict each other.
 */
conflicts: number, 
/**
 * When the server last answered, milliseconds since 1970.
 */
last_contact_ms: number | null, 
/**
 * Everything written until then is with the server, milliseconds since 1970.
 */
safe_since_ms: number | null, 
/**
 * The server's signature for that: with it this phone may be lost.
 */
receipt: ReceiptView | null, 
/**
 * When this device was shut out, handed in what it had and forgot everything, milliseconds since 1970.
 */
closed_at_ms: number | null, 
/**
 * By how much this device's clock was ahead of the server's at the last contact (behind it: negative), where that is
 * more than ten minutes.
 */
clock_off_ms: number | null, };

/**
 * A step of a case.
 */
export type StepOf = { 
/**
 * The case.
 */
id: DocId, 
/**
 * The step.
 */
step: CaseEventRequest, 
/**
 * The heads of the state that the person saw.
 */
seen_heads?: Array<string> | null, };

/**
 * What one change did to one field.
 */
export type StepView = { 
/**
 * Path in the catalogue.
 */
field: string, 
/**
 * Chinese label.
 */
zh: string, 
/**
 * English label.
 */
en: string, 
/**
 * Key within a set, map or log.
 */
key: string | null, 
/**
 * What was replaced or taken out.
 */
from: Array<Value>, 
/**
 * What came.
 */
to: Value | null, };

/**
 * One step of a sync loop. Codes and numbers only: nothing that somebody typed.
 */
export type SyncEvent = { "event": "started" } | { "event": "progress", 
/**
 * Changes sent by this sync so far.
 */
sent: number, 
/**
 * Documents received by this sync so far.
 */
received: number, 
/**
 * Edits that the server does not have yet.
 */
waiting: number, } | { "event": "finished", 
/**
 * What the sync brought.
 */
report: SyncReport, 
/**
 * Edits written meanwhile.
 */
waiting: number, } | { "event": "failed", 
/**
 * The word for programs.
 */
code: string, 
/**
 * For people, in Chinese.
 */
zh: string, 
/**
 * The same in English.
 */
en: string, 
/**
 * When it is tried again; none where that needs the range to come back.
 */
retry_in_ms: number | null, } | { "event": "idle", 
/**
 * When it looks for news of others; none while out of range.
 */
next_in_ms: number | null, } | { "event": "closed" };

/**
 * What one round, or several, brought.
 */
export type SyncReport = { 
/**
 * Requests.
 */
rounds: number, 
/**
 * Changes that were sent, each time it was.
 */
sent: number, 
/**
 * Changes that the server now holds.
 */
accepted: number, 
/**
 * Documents that came, or of which something came.
 */
received: number, 
/**
 * Edits that the server refused; `status` shows them.
 */
refused: number, 
/**
 * Edits that were made again because something before them was refused, or because the store was restored.
 */
remade: number, 
/**
 * Documents that left the scope of this device.
 */
left: number, 
/**
 * Documents of a kind that only a newer app knows.
 */
unreadable: number, 
/**
 * Documents whose changes do not fit what is held; everything is asked for again.
 */
unfit: number, 
/**
 * This device was shut out: it handed in what it had and forgot everything.
 */
closed: boolean, 
/**
 * Another round would bring or take more.
 */
more: boolean, 
/**
 * Changes that the server may have lost, or never got, and that were offered again.
 */
offered: number, 
/**
 * What is held differs from what should be; the next round tries to heal it.
 */
repairing: boolean, 
/**
 * What is held differs from what should be, and could not be healed for now.
 */
differs: boolean, 
/**
 * When the server would like to hear from this device again, in seconds; 0 leaves it to the device.
 */
next_seconds: number, };

/**
 * A text for a record.
 */
export type TextOf = { 
/**
 * The record.
 */
id: DocId, 
/**
 * The text.
 */
text: string, 
/**
 * The heads of the state that the person saw.
 */
seen_heads?: Array<string> | null, };

/**
 * The page of the day: what waits, never how diligent somebody was.
 */
export type TodayView = { 
/**
 * Today in China.
 */
day: string, 
/**
 * 该回访: resolved or answered, and the villager has not said yet that it is settled. The most urgent first.
 */
follow_ups: Array<DueCaseView>, 
/**
 * Open cases that wait on this person, the most urgent first.
 */
waiting: Array<DueCaseView>, 
/**
 * 很久没去
 */
unseen: UnseenView, 
/**
 * What came and was not marked as seen, the newest first.
 */
news: Array<NewsView>, };

/**
 * Households of this person that nobody visited at home for long.
 */
export type UnseenView = { 
/**
 * How many.
 */
count: number, 
/**
 * After how many days an ordinary household is one of them; for some categories it is sooner.
 */
days: number, 
/**
 * Those whose last visit is longest ago, or never was, first; a page of them.
 */
households: Array<HouseholdRowView>, };

/**
 * How many edits of one kind of record the server does not have.
 */
export type UnsentView = { 
/**
 * What the records are.
 */
kind: Kind, 
/**
 * How many edits.
 */
count: number, };

/**
 * The id of an account: cadre, supervisor, administrator, auditor, collector.
 */
export type UserId = string;

/**
 * An account.
 */
export type UserView = { 
/**
 * Its id.
 */
id: UserId, 
/**
 * The person's name.
 */
name: string, 
/**
 * The word of the role.
 */
role: string, };

/**
 * A value as people and programs outside see it. References are UUID texts, amounts whole fen.
 */
export type Value = boolean | number | string | Array<string>;

/**
 * A visit as it is read.
 */
export type VisitFields = { 
/**
 * 走访户
 */
household: DocId | null, 
/**
 * 走访人
 */
author: UserId | null, 
/**
 * `home`, `phone`, `meeting`, `desk` or `reception`.
 */
kind: string | null, 
/**
 * 走访日期
 */
date: string | null, 
/**
 * 地点
 */
place: string | null, 
/**
 * 同去
 */
participants: Array<string>, 
/**
 * 看到、听到的
 */
text: string | null, 
/**
 * 提出的要求
 */
asked: string | null, 
/**
 * 登记的诉求
 */
cases: Array<DocId>, };

/**
 * Words to search for.
 */
export type Words = { 
/**
 * As typed.
 */
text: string, };

/** What a page may ask of the core. */
export type Calls = {
  'status.show': { with: Nothing; gives: StatusView };
  'households.list': { with: ListFilter; gives: Array<RecordView<HouseholdFields>> };
  'households.rows': { with: RowsFilter; gives: HouseholdRowsView };
  'households.facets': { with: Nothing; gives: HouseholdFacetsView };
  'households.get': { with: OfHousehold; gives: RecordView<HouseholdFields> };
  'households.show': { with: OfHousehold; gives: HouseholdPageView };
  'persons.list': { with: ListFilter; gives: Array<RecordView<PersonFields>> };
  'persons.show': { with: OfId; gives: RecordView<PersonFields> };
  'visits.list': { with: ListFilter; gives: Array<RecordView<VisitFields>> };
  'visits.show': { with: OfId; gives: RecordView<VisitFields> };
  'cases.list': { with: ListFilter; gives: Array<RecordView<CaseFields>> };
  'cases.show': { with: OfId; gives: RecordView<CaseFields> };
  'cases.rows': { with: ListFilter; gives: Array<DueCaseView> };
  'cases.next': { with: OfId; gives: Array<string> };
  'assistance.list': { with: ListFilter; gives: Array<RecordView<AssistanceFields>> };
  'assistance.show': { with: OfId; gives: RecordView<AssistanceFields> };
  'diary.list': { with: ListFilter; gives: Array<RecordView<DiaryEntryFields>> };
  'diary.show': { with: OfId; gives: RecordView<DiaryEntryFields> };
  'diary.draft': { with: OfDay; gives: DiaryDraftView | null };
  'comments.list': { with: OfId; gives: Array<RecordView<CommentFields>> };
  'conflicts.list': { with: Nothing; gives: Array<OpenConflictView> };
  'history.of': { with: OfId; gives: Array<HistoryEntryView> };
  'search.find': { with: Words; gives: Array<FoundView> };
  'set_aside.list': { with: Nothing; gives: Array<SetAsideView> };
  'reference.areas': { with: Nothing; gives: Array<AreaView> };
  'reference.users': { with: Nothing; gives: Array<UserView> };
  'reference.categories': { with: Nothing; gives: Array<CategoryView> };
  'reference.assignments': { with: Nothing; gives: Array<AssignmentView> };
  'today.show': { with: Nothing; gives: TodayView };
  'light.show': { with: Nothing; gives: LightView };
  'drafts.list': { with: Nothing; gives: Array<DraftView> };
  'drafts.get': { with: OfKey; gives: DraftView | null };
  'phrases.list': { with: Nothing; gives: Array<string> };
  'catalogue.fields': { with: OfKind; gives: Array<FormFieldView> };
  'catalogue.choices': { with: Nothing; gives: { [key in string]: Array<ChoiceView> } };
  'export.unsent': { with: OfPassphrase; gives: Array<number> };
  'drafts.save': { with: SaveDraftRequest; gives: null };
  'drafts.drop': { with: OfKey; gives: null };
  'phrases.set': { with: Phrases; gives: Array<string> };
  'households.add': { with: AddHouseholdRequest; gives: RecordView<HouseholdFields> };
  'households.set': { with: Changes; gives: RecordView<HouseholdFields> };
  'persons.add': { with: PersonOf; gives: RecordView<PersonFields> };
  'persons.set': { with: Changes; gives: RecordView<PersonFields> };
  'visits.record': { with: RecordVisitRequest; gives: AddedVisitView };
  'visits.set': { with: Changes; gives: RecordView<VisitFields> };
  'cases.open': { with: CaseOf; gives: RecordView<CaseFields> };
  'cases.step': { with: StepOf; gives: RecordView<CaseFields> };
  'cases.set': { with: Changes; gives: RecordView<CaseFields> };
  'assistance.add': { with: AssistanceOf; gives: RecordView<AssistanceFields> };
  'assistance.set': { with: Changes; gives: RecordView<AssistanceFields> };
  'diary.add': { with: AddDiaryEntryRequest; gives: RecordView<DiaryEntryFields> };
  'diary.record': { with: EntryOf; gives: RecordView<DiaryEntryFields> };
  'diary.write': { with: TextOf; gives: RecordView<DiaryEntryFields> };
  'diary.set': { with: Changes; gives: RecordView<DiaryEntryFields> };
  'diary.submit': { with: OfId; gives: RecordView<DiaryEntryFields> };
  'conflicts.settle': { with: Settling; gives: Array<ConflictView> };
  'today.seen': { with: News; gives: null };
  'set_aside.retry': { with: Numbered; gives: null };
  'set_aside.dismiss': { with: Numbered; gives: null };
  'set_aside.decisions_seen': { with: Nothing; gives: null };
};
