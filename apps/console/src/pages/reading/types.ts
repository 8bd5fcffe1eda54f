import type { Schemas } from '@/api/types'

export type Visit = Schemas['RecordView_VisitView']
export type DiaryEntry = Schemas['RecordView_DiaryEntryView']
export type Comment = Schemas['RecordView_CommentView']

/** What a reading list shows of a visit or an entry. */
export type Entry = Visit | DiaryEntry

/** The words of an entry: what was seen, or the day's account. */
export function wordsOf(entry: Entry): string {
  return entry.fields.text ?? ''
}
