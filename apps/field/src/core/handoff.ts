// One signed frame of what waits, left by the closed app for the service worker to post. It lies sealed by the profile's
// WebCrypto key: the service worker can open it without the PIN, a copy of the files cannot.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

interface Frame {
  profile: string
  url: string
  /** Whether the body needs its content type said. */
  typed: boolean
  key: CryptoKey
  iv: Uint8Array<ArrayBuffer>
  bytes: ArrayBuffer
}

interface Schema extends DBSchema {
  frames: { key: string; value: Frame }
}

/** The tag of the service worker's `sync` event. */
export const HANDOFF_TAG = 'lianxin-handoff'

function database(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>('lianxin-handoff', 1, {
    upgrade: (db) => void db.createObjectStore('frames', { keyPath: 'profile' }),
  })
}

/** Leaves a frame; the last one of a profile holds all that waits, so it replaces the one before. */
export async function leave(profile: string, url: string, typed: boolean, key: CryptoKey, body: BufferSource): Promise<void> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const bytes = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, body)
  const db = await database()
  await db.put('frames', { profile, url, typed, key, iv, bytes })
  db.close()
}

/** Takes back what was left: the app syncs by itself again. */
export async function takeBack(profile: string): Promise<void> {
  const db = await database()
  await db.delete('frames', profile)
  db.close()
}

/**
 * Posts what was left. A frame that got an answer, whatever it said, is done with: the app asks again for what it missed.
 * Rejects where the network is not there, so that the browser tries again later.
 */
export async function post(): Promise<void> {
  const db = await database()
  for (const frame of await db.getAll('frames')) {
    const body = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: frame.iv }, frame.key, frame.bytes)
    await fetch(frame.url, {
      method: 'POST',
      body,
      headers: frame.typed ? { 'content-type': 'application/x-protobuf' } : {},
      redirect: 'error',
      cache: 'no-store',
      credentials: 'omit',
    })
    await db.delete('frames', frame.profile)
  }
  db.close()
}
