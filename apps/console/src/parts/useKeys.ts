// The keyboard, for all pages: one listener, and what each key does now. `?` shows it.

import { onScopeDispose, shallowReactive } from 'vue'

/** What a key does while the page is open that says so. */
export interface Key {
  /** As in `KeyboardEvent.key`: `j`, `/`, `Enter`, `Escape`. */
  key: string
  /** The key of its meaning in words. */
  says: string
  /** The key of the group in the help; lists where it is left out. */
  group?: string
  run: (event: KeyboardEvent) => void
  /** Also while somebody types. */
  always?: boolean
}

const known = shallowReactive<Key[]>([])

/** What the keyboard does now; the last that was said counts. */
export const keysNow: readonly Key[] = known

/** Says what keys do, as long as the component is there that calls it. */
export function useKeys(keys: readonly Key[]): void {
  known.push(...keys)
  onScopeDispose(() => {
    for (const key of keys) known.splice(known.indexOf(key), 1)
  })
}

/** Whether what has the focus takes this key for itself. */
function isTaken(event: KeyboardEvent): boolean {
  const at = event.target instanceof HTMLElement ? event.target : null
  if (!at) return false
  if (at.isContentEditable || at.closest('input:not([type=checkbox]):not([type=radio]), textarea, select')) return true
  return event.key === 'Enter' && at.closest('a, button, [role=button], [role=treeitem]') !== null
}

/** Whether a dialog is over the page. One that was closed may still stand in it, unseen. */
function isCovered(): boolean {
  const dialogs = document.querySelectorAll('dialog[open], [role=dialog][aria-modal=true]')
  return [...dialogs].some((dialog) => dialog.getClientRects().length > 0)
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
  const found = known.findLast((key) => key.key === event.key && (key.always || !(isTaken(event) || isCovered())))
  if (!found) return
  event.preventDefault()
  found.run(event)
}

/** Begins to listen; once for the whole console. */
export function watchKeys(): void {
  window.addEventListener('keydown', press)
}
