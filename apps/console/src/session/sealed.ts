// What is kept of drafts in the browser: sealed, so that it says nothing to who is not that person.

export interface Sealed {
  read: (name: string) => unknown
  /** Everything that was kept, by name. */
  all: () => ReadonlyMap<string, unknown>
  write: (name: string, value: unknown) => Promise<void>
  remove: (name: string) => Promise<void>
}

interface Kept {
  name: string
  value: unknown
  at: number
}

/** What was begun so long ago is given up. */
const KEPT_MS = 30 * 24 * 3_600_000
const IV_BYTES = 12

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, (char) => char.charCodeAt(0))
}

function textOf(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

/** The drafts of this person: AES-GCM under a key that only their session brings. What cannot be opened is removed. */
export async function openSealed(storage: Storage, owner: string, keyText: string, nowMs: number): Promise<Sealed> {
  const prefix = `lianxin.draft.${owner}.`
  const key = await crypto.subtle.importKey('raw', bytesOf(keyText), 'AES-GCM', false, ['encrypt', 'decrypt'])
  const found = new Map<string, unknown>()

  async function place(name: string): Promise<string> {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(keyText + name))
    return prefix + textOf(new Uint8Array(digest)).slice(0, 22)
  }

  async function open(at: string): Promise<Kept | null> {
    try {
      const bytes = bytesOf(storage.getItem(at) ?? '')
      const [iv, rest] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES)]
      const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, rest)
      return JSON.parse(new TextDecoder().decode(plain)) as Kept
    } catch {
      return null
    }
  }

  for (const at of Array.from({ length: storage.length }, (_, index) => storage.key(index))) {
    if (!at?.startsWith(prefix)) continue
    const kept = await open(at)
    if (kept && nowMs - kept.at < KEPT_MS) found.set(kept.name, kept.value)
    else storage.removeItem(at)
  }

  return {
    read: (name) => found.get(name),
    all: () => found,
    async write(name, value) {
      found.set(name, value)
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
      const plain = new TextEncoder().encode(JSON.stringify({ name, value, at: nowMs } satisfies Kept))
      const cipher = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain))
      storage.setItem(await place(name), textOf(new Uint8Array([...iv, ...cipher])))
    },
    async remove(name) {
      found.delete(name)
      storage.removeItem(await place(name))
    },
  }
}
