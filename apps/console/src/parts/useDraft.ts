import { reactive } from 'vue'

// What somebody began to write, by a name: it outlives the dialog, the page, a lock and an expired session.
const kept = new Map<string, object>()

export interface Draft<T extends object> {
  /** What is written; bind the inputs to it. */
  value: T
  /** Begins anew: it was sent, or is not wanted. */
  discard: () => void
}

/**
 * What is being written under a name such as `comment:ID`. The same name gives the same text back, wherever it is asked for, until
 * it is discarded.
 */
export function useDraft<T extends object>(name: string, blank: () => T): Draft<T> {
  const value = (kept.get(name) ?? reactive(blank())) as T
  kept.set(name, value)
  const discard = () => {
    Object.assign(value, blank())
  }
  return { value, discard }
}

/** Forgets everything: another person is here. */
export function forgetDrafts(): void {
  kept.clear()
}
