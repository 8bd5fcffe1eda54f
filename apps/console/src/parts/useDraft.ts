import { draftOf } from '@/session/drafts'

export interface Draft<T extends object> {
  /** What is written; bind the inputs to it. */
  value: T
  /** Begins anew: it was sent, or is not wanted. */
  discard: () => void
}

/**
 * What is being written under a name such as `comment:ID`. The same name gives the same text back, wherever it is asked for, until it is
 * discarded: after the dialog was closed, after a lock, after the browser ended. Plain values only.
 */
export function useDraft<T extends object>(name: string, blank: () => T): Draft<T> {
  const value = draftOf(name, blank)
  return { value, discard: () => void Object.assign(value, blank()) }
}
