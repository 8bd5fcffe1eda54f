// The dedicated worker: the core, one open store, its sync. Everything that a page asks goes through here in order.

import init, { install_files, may_write, Store } from '../pkg/lianxin_wasm'
import type { Profile } from '../api'
import * as handoff from '../handoff'
import type { FromWorker, Note, Order, Outcome, Reach, ToWorker } from '../messages'
import type { Failure, StatusView } from '../types'
import { compiled } from './module'
import { SyncLoop } from './sync'
import { post } from './post'
import * as vault from './vault'

interface Open {
  profile: Profile
  deviceKey: CryptoKey
  store: Store
  sync: SyncLoop
}

/** The folder of all stores in the origin's private file system. */
const FOLDER = 'lianxin'
/** A worker that was ended holds its files a moment longer. */
const FILES_WAIT_MS = 3_000

let open: Open | undefined
let reach: Reach = 'online'
let hidden = false
const ready = compiled.then((module) => init({ module_or_path: module }))

function say(message: FromWorker): void {
  self.postMessage(message)
}

/** A trap of the core: memory is as it was at that moment, so nothing is asked of it again. */
function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError
}

function failureOf(error: unknown): Failure {
  if (typeof error === 'string' && error.startsWith('{')) return JSON.parse(error) as Failure
  const full = error instanceof DOMException && error.name === 'QuotaExceededError'
  const code = full ? 'disk_full' : 'storage'
  // The page has the words for these two.
  return { code, zh: '', en: '', fields: [] }
}

async function begin(profile: Profile, key: Uint8Array, deviceKey: CryptoKey): Promise<boolean> {
  await installed(`${FOLDER}/${profile.id}`)
  const store = Store.open(key, reach, performance.now())
  key.fill(0)
  const sync = new SyncLoop(store, {
    sync: (event) => say({ event: 'sync', sync: event }),
    changed: () => say({ event: 'changed' }),
    closed: () => void shutOut(profile.id),
    broken: (error) => (isTrap(error) ? say({ event: 'crashed' }) : undefined),
  })
  open = { profile, deviceKey, store, sync }
  const { enrolled } = status(store)
  await handoff.takeBack(profile.id)
  if (enrolled) start()
  return enrolled
}

function start(): void {
  open?.sync.on(reach)
  if (hidden) open?.sync.hide(true)
}

async function installed(folder: string): Promise<void> {
  const until = performance.now() + FILES_WAIT_MS
  for (;;) {
    try {
      return await install_files(folder)
    } catch (error) {
      if (performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

function status(store: Store): StatusView {
  return JSON.parse(store.call('status.show', '{}')) as StatusView
}

async function enrol(serverUrl: string, code: string): Promise<Outcome> {
  const { store, profile } = opened()
  const { url, typed } = JSON.parse(store.enrol_begin(serverUrl, code)) as { url: string; typed: boolean }
  const came = await post(url, typed, store.body(), new AbortController())
  if (typeof came === 'string') throw JSON.stringify({ code: came, zh: '', en: '', fields: [] } satisfies Failure)
  store.enrol_came(came.status, came.contentType, came.retryAfter, came.body)
  const name = status(store).user_name ?? ''
  const named = (await vault.name(profile.id, { name, serverUrl })) ?? profile
  opened().profile = named
  start()
  return { opened: named, enrolled: true }
}

function opened(): Open {
  if (open === undefined) throw JSON.stringify({ code: 'locked_store', zh: '', en: '', fields: [] } satisfies Failure)
  return open
}

/** Ends the sync, leaves what waits to the service worker, and closes the store. */
async function close(): Promise<void> {
  if (open === undefined) return
  const { profile, deviceKey, store, sync } = open
  open = undefined
  await sync.end()
  try {
    const body = new Uint8Array(store.handoff())
    if (body.length > 0) await handoff.leave(profile.id, `${profile.serverUrl}/v1/sync`, body[0] !== 2, deviceKey, body)
  } finally {
    store.free()
  }
}

/** After the core forgot everything: its files and its key go too. */
async function shutOut(profile: string): Promise<void> {
  await wipe(profile)
  say({ event: 'closed' })
}

async function wipe(profile: string): Promise<void> {
  if (open?.profile.id === profile) {
    const { store, sync } = open
    open = undefined
    void sync.end()
    store.free()
  }
  await vault.forget(profile)
  await handoff.takeBack(profile)
  await removed(profile)
}

async function folder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true })
}

/** Files whose handles are open in this worker go when it ends: then the next one sweeps them. */
async function removed(profile: string): Promise<void> {
  await (await folder()).removeEntry(profile, { recursive: true }).catch(() => undefined)
}

async function sweep(known: Profile[]): Promise<void> {
  for await (const name of (await folder()).keys()) {
    if (!known.some(({ id }) => id === name)) await removed(name)
  }
}

async function isEvicted(profile: string): Promise<boolean> {
  return (await folder()).getDirectoryHandle(profile).then(
    () => false,
    () => true,
  )
}

async function unlock(profile: string, pin: string): Promise<Outcome> {
  if (await isEvicted(profile)) return { why: 'evicted' }
  const opening = await vault.open(profile, pin, Date.now())
  if (opening === undefined) return { why: 'evicted' }
  if ('why' in opening) return opening
  return { opened: opening.profile, enrolled: await begin(opening.profile, opening.key, opening.deviceKey) }
}

async function answer(order: Order): Promise<Outcome> {
  switch (order.do) {
    case 'profiles': {
      const profiles = await vault.profiles()
      if (open === undefined) await sweep(profiles)
      return { profiles }
    }
    case 'create': {
      const made = await vault.create(order.pin, Date.now())
      return { opened: made.profile, enrolled: await begin(made.profile, made.key, made.deviceKey) }
    }
    case 'unlock':
      return unlock(order.profile, order.pin)
    case 'changePin': {
      const opening = await vault.changePin(order.profile, order.oldPin, order.newPin, Date.now())
      if (opening === undefined) return { why: 'evicted' }
      return 'why' in opening ? opening : { done: true }
    }
    case 'enrol':
      return enrol(order.serverUrl, order.code)
    case 'call': {
      const { store, sync } = opened()
      const json = store.call(order.name, order.with)
      if (may_write(order.name)) {
        say({ event: 'changed' })
        sync.on('edited')
      }
      return { json }
    }
    case 'close':
      await close()
      return { done: true }
    case 'wipe':
      await wipe(order.profile)
      return { done: true }
  }
}

function heed(note: Note): void {
  if (note.note === 'reach') reach = note.reach
  if (note.note === 'hidden') hidden = note.hidden
  if (note.note === 'hidden') open?.sync.hide(note.hidden)
  else open?.sync.on(note.note === 'reach' ? note.reach : 'asked')
}

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  await ready
  if ('note' in data) {
    heed(data)
    return
  }
  const { id } = data
  try {
    say({ id, outcome: await answer(data) })
  } catch (error) {
    if (isTrap(error)) say({ event: 'crashed' })
    else say({ id, failure: failureOf(error) })
  }
}
