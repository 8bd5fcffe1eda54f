// The keys of the stores. A store's key is 32 random bytes. It is kept sealed twice: by what Argon2id makes of the PIN, and by a
// WebCrypto key that the browser does not give out. A copy of the files alone opens nothing, and neither does a PIN alone.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Profile } from '../api'
import { pin_wait_ms } from '../pkg/lianxin_wasm'
import { compiled } from './module'
import type { Asked } from './stretch'

interface Sealed {
  innerIv: Uint8Array<ArrayBuffer>
  outerIv: Uint8Array<ArrayBuffer>
  bytes: ArrayBuffer
}

interface Entry extends Profile {
  salt: Uint8Array<ArrayBuffer>
  /** AES-GCM, not extractable. */
  deviceKey: CryptoKey
  sealed: Sealed
  /** Wrong PINs in a row: raised before each attempt, so that ending the browser in the middle gains nothing. */
  failures: number
  lastTryMs: number
}

interface Schema extends DBSchema {
  profiles: { key: string; value: Entry }
}

export type Opening =
  | { key: Uint8Array<ArrayBuffer>; profile: Profile; deviceKey: CryptoKey }
  | { why: 'wrong_pin' | 'wait'; waitMs: number }

let opened: Promise<IDBPDatabase<Schema>> | undefined

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('lianxin-profiles', 1, {
    upgrade: (db) => void db.createObjectStore('profiles', { keyPath: 'id' }),
  })
  return opened
}

function shown({ id, name, serverUrl, lastUsedMs }: Entry): Profile {
  return { id, name, serverUrl, lastUsedMs }
}

function random(bytes: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(bytes))
}

async function pinKey(pin: string, salt: Uint8Array): Promise<CryptoKey> {
  const raw = await stretched(pin, salt)
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

/** What Argon2id makes of a PIN. */
async function stretched(pin: string, salt: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const module = await compiled
  const worker = new Worker(new URL('./stretch.ts', import.meta.url), { type: 'module', name: 'pin' })
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Uint8Array<ArrayBuffer>>) => resolve(data)
      worker.onerror = () => reject(new Error('the PIN could not be stretched'))
      worker.postMessage({ module, pin, salt } satisfies Asked)
    })
  } finally {
    worker.terminate()
  }
}

async function seal(key: Uint8Array<ArrayBuffer>, pin: CryptoKey, device: CryptoKey): Promise<Sealed> {
  const [innerIv, outerIv] = [random(12), random(12)]
  const inner = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: innerIv }, pin, key)
  const bytes = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: outerIv }, device, inner)
  return { innerIv, outerIv, bytes }
}

/** The profiles, the last used one first. */
export async function profiles(): Promise<Profile[]> {
  const all = await (await database()).getAll('profiles')
  return all.map(shown).sort((a, b) => b.lastUsedMs - a.lastUsedMs)
}

/** Begins a profile; its key is in the answer and nowhere else as it is. */
export async function create(pin: string, nowMs: number): Promise<Extract<Opening, { key: unknown }>> {
  const [key, salt] = [random(32), random(16)]
  const deviceKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const sealed = await seal(key, await pinKey(pin, salt), deviceKey)
  const entry: Entry = {
    id: crypto.randomUUID(),
    name: '',
    serverUrl: '',
    lastUsedMs: nowMs,
    salt,
    deviceKey,
    sealed,
    failures: 0,
    lastTryMs: 0,
  }
  await (await database()).put('profiles', entry)
  return { key, profile: shown(entry), deviceKey }
}

/** The key of a profile, for its PIN. Each wrong one makes the next wait longer. */
export async function open(id: string, pin: string, nowMs: number): Promise<Opening | undefined> {
  const entry = await attempt(id, nowMs)
  if (entry === undefined || 'why' in entry) return entry
  const key = await unsealed(entry, pin)
  if (key === undefined) return { why: 'wrong_pin', waitMs: pin_wait_ms(entry.failures) }
  const kept: Entry = { ...entry, failures: 0, lastUsedMs: nowMs }
  await (await database()).put('profiles', kept)
  return { key, profile: shown(kept), deviceKey: entry.deviceKey }
}

/** Seals the same key by another PIN. */
export async function changePin(id: string, oldPin: string, newPin: string, nowMs: number): Promise<Opening | undefined> {
  const opening = await open(id, oldPin, nowMs)
  if (opening === undefined || !('key' in opening)) return opening
  const db = await database()
  const salt = random(16)
  const sealed = await seal(opening.key, await pinKey(newPin, salt), opening.deviceKey)
  const entry = await db.get('profiles', id)
  if (entry === undefined) return undefined
  await db.put('profiles', { ...entry, salt, sealed })
  return opening
}

export async function name(id: string, called: { name: string; serverUrl: string }): Promise<Profile | undefined> {
  const db = await database()
  const entry = await db.get('profiles', id)
  if (entry === undefined) return undefined
  const kept = { ...entry, ...called }
  await db.put('profiles', kept)
  return shown(kept)
}

export async function forget(id: string): Promise<void> {
  await (await database()).delete('profiles', id)
}

/** Counts an attempt before it is made, in one transaction. */
async function attempt(id: string, nowMs: number): Promise<Entry | { why: 'wait'; waitMs: number } | undefined> {
  const change = (await database()).transaction('profiles', 'readwrite')
  const entry = await change.store.get(id)
  if (entry === undefined) return undefined
  // A clock that was set back does not shorten the wait.
  const passedMs = Math.max(0, nowMs - entry.lastTryMs)
  const waitMs = pin_wait_ms(entry.failures) - passedMs
  if (waitMs > 0) {
    if (nowMs < entry.lastTryMs) await change.store.put({ ...entry, lastTryMs: nowMs })
    await change.done
    return { why: 'wait', waitMs }
  }
  const tried = { ...entry, failures: entry.failures + 1, lastTryMs: nowMs }
  await change.store.put(tried)
  await change.done
  return tried
}

async function unsealed(entry: Entry, pin: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { innerIv, outerIv, bytes } = entry.sealed
  const inner = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: outerIv }, entry.deviceKey, bytes)
  try {
    const stretched = await pinKey(pin, entry.salt)
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: innerIv }, stretched, inner))
  } catch (error) {
    // What AES-GCM says of a key that does not fit.
    if (error instanceof DOMException && error.name === 'OperationError') return undefined
    throw error
  }
}
