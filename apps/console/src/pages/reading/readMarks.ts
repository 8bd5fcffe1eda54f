// Which entries somebody has opened: known to this browser alone, told to nobody.

import { shallowRef } from 'vue'

/** The oldest are forgotten first; they are then unread again, far down the list. */
const MARKS_MAX = 5_000

function name(user: string): string {
  return `lianxin.read.${user}`
}

function load(user: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name(user)) ?? '[]')
    return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string') : []
  } catch {
    return []
  }
}

function keep(user: string, marks: readonly string[]): void {
  try {
    localStorage.setItem(name(user), JSON.stringify(marks))
  } catch {
    // A browser that keeps nothing shows everything as unread the next time: nothing is lost by it.
  }
}

export interface ReadMarks {
  isRead: (id: string) => boolean
  mark: (id: string, read: boolean) => void
}

/** The marks of this person in this browser. */
export function useReadMarks(user: string): ReadMarks {
  const marks = shallowRef<ReadonlySet<string>>(new Set(load(user)))

  function mark(id: string, read: boolean) {
    if (marks.value.has(id) === read) return
    // Another window may have marked meanwhile.
    const kept = load(user).filter((old) => old !== id)
    const next = read ? [...kept, id].slice(-MARKS_MAX) : kept
    keep(user, next)
    marks.value = new Set(next)
  }

  return { isRead: (id) => marks.value.has(id), mark }
}
