// What somebody began to write: in memory while the page lives, and sealed in the browser, so that neither a lock, nor an expired session,
// nor a browser that ends takes it away.

import { effectScope, reactive, toRaw, watch } from 'vue'
import { openSealed, type Sealed } from './sealed'

/** A pause in the typing after which it is kept. */
const RESTS_MS = 300

const live = new Map<string, object>()
const scope = effectScope(true)
let opened = ''
let sealed: Sealed | null = null

/** Opens what this person began before. Called once more it changes nothing, unless a new password has brought another key. */
export async function openDrafts(user: string, key: string): Promise<void> {
  if (opened === user + key) return
  opened = user + key
  // Without a secure context there is no cryptography: drafts live as long as the page.
  sealed = globalThis.crypto?.subtle ? await openSealed(localStorage, user, key, Date.now()).catch(() => null) : null
  // What is being written now is kept under the new key.
  for (const [name, value] of live) await sealed?.write(name, toRaw(value))
}

/** The draft of this name, as it was left. */
export function draftOf<T extends object>(name: string, blank: () => T): T {
  const known = live.get(name)
  if (known) return known as T
  const before = sealed?.read(name) as Partial<T> | undefined
  const value = reactive({ ...blank(), ...before }) as T
  live.set(name, value)
  const empty = JSON.stringify(blank())
  let timer: number | undefined
  scope.run(() =>
    watch(
      () => JSON.stringify(value),
      (text) => {
        window.clearTimeout(timer)
        timer = window.setTimeout(() => void (text === empty ? sealed?.remove(name) : sealed?.write(name, toRaw(value))), RESTS_MS)
      },
    ),
  )
  return value
}

/** The names of the drafts that hold something, to offer them again. */
export function draftNames(): string[] {
  return [...(sealed?.all().keys() ?? [])]
}
