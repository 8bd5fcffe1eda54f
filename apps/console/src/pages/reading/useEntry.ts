import { onScopeDispose, watch } from 'vue'
import { useKeys } from '@/parts/useKeys'
import type { Opened } from '@/parts/useOpened'
import { person } from '@/session/session'
import { useReadMarks, type ReadMarks } from './readMarks'

/** An entry counts as opened once somebody has stayed with it; who steps through with j has read nothing. */
const STAYS_MS = 1_200

/** Marks what was opened, and gives the keys of reading beside those of the list. */
export function useEntry(opened: Opened): ReadMarks {
  const marks = useReadMarks(person.value?.id ?? '')
  let timer: number | undefined

  watch(opened.id, (id) => {
    window.clearTimeout(timer)
    if (id) timer = window.setTimeout(() => marks.mark(id, true), STAYS_MS)
  }, { immediate: true })
  onScopeDispose(() => window.clearTimeout(timer))

  useKeys([
    {
      key: 'u',
      says: 'reading.keys.unread',
      run: () => {
        window.clearTimeout(timer)
        if (opened.id.value) marks.mark(opened.id.value, !marks.isRead(opened.id.value))
      },
    },
    {
      key: 'c',
      says: 'reading.keys.comment',
      run: () => document.querySelector<HTMLTextAreaElement>('[data-comment]')?.focus(),
    },
  ])
  return marks
}
