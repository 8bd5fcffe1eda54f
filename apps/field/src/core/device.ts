// The page's side of the worker: one tab has the store, and everything is asked of its worker.

import { CallError, type Device, type DeviceEvents, type LockState, type Profile, type Room, type Unlocking } from './api'
import { HANDOFF_TAG } from './handoff'
import type { FromWorker, Note, Order, Outcome, Reach, ToWorker } from './messages'
import type { Calls, Failure, StatusView } from './types'

/** Held by the one tab that has the store. */
const LOCK = 'lianxin-store'
/** How long a tab may take to give the store up before it is taken from it: it may be frozen. */
const YIELD_MS = 3_000

type Listener<Name extends keyof DeviceEvents> = (event: DeviceEvents[Name]) => void

interface Asked {
  resolve(outcome: Outcome): void
  reject(error: CallError): void
}

export class BrowserDevice implements Device {
  lock: LockState = { state: 'locked', profiles: [] }
  private worker: Worker | undefined
  private asked = new Map<number, Asked>()
  private nextId = 0
  private release: (() => void) | undefined
  private readonly tabs = new BroadcastChannel('lianxin-tabs')
  private readonly listeners: { [Name in keyof DeviceEvents]: Set<Listener<Name>> } = {
    lock: new Set(),
    changed: new Set(),
    sync: new Set(),
  }
  private readonly closing = new Set<() => Promise<void>>()

  /** Begins: takes the store for this tab if no other has it. */
  async begin(): Promise<void> {
    this.tabs.onmessage = ({ data }: MessageEvent<string>) => {
      if (data === 'give' && this.release !== undefined) void this.giveUp()
    }
    for (const name of ['online', 'offline']) addEventListener(name, () => this.note({ note: 'reach', reach: reach() }))
    document.addEventListener('visibilitychange', () => void this.visibility())
    if (await this.acquire({ ifAvailable: true })) await this.locked()
    else this.become({ state: 'elsewhere' })
  }

  async call<Name extends keyof Calls>(name: Name, with_: Calls[Name]['with']): Promise<Calls[Name]['gives']> {
    const outcome = await this.ask({ do: 'call', name, with: JSON.stringify(with_) })
    if (!('json' in outcome)) throw unexpected()
    return JSON.parse(outcome.json) as Calls[Name]['gives']
  }

  on<Name extends keyof DeviceEvents>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.listeners[name] as Set<Listener<Name>>
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  beforeClose(save: () => Promise<void>): () => void {
    this.closing.add(save)
    return () => this.closing.delete(save)
  }

  async create(pin: string): Promise<void> {
    this.isOpen(await this.ask({ do: 'create', pin }))
  }

  async enrol(serverUrl: string, code: string): Promise<void> {
    this.isOpen(await this.ask({ do: 'enrol', serverUrl, code }))
  }

  async unlock(profile: string, pin: string): Promise<Unlocking> {
    try {
      const outcome = await this.ask({ do: 'unlock', profile, pin })
      if ('why' in outcome) return { opened: false, ...outcome }
      this.isOpen(outcome)
      return { opened: true }
    } catch (error) {
      if (error instanceof CallError) return { opened: false, why: 'failed', failure: error.failure }
      throw error
    }
  }

  async closeStore(): Promise<void> {
    await this.close()
    await this.locked()
  }

  async changePin(oldPin: string, newPin: string): Promise<Unlocking> {
    if (this.lock.state !== 'open') throw unexpected()
    const outcome = await this.ask({ do: 'changePin', profile: this.lock.profile.id, oldPin, newPin })
    return 'why' in outcome ? { opened: false, ...outcome } : { opened: true }
  }

  async wipe(profile: string): Promise<void> {
    await this.ask({ do: 'wipe', profile })
    await this.locked()
  }

  async takeOver(): Promise<void> {
    this.tabs.postMessage('give')
    const patience = AbortSignal.timeout(YIELD_MS)
    const given = await this.acquire({ signal: patience }).catch(() => false)
    if (!given) await this.acquire({ steal: true })
    await this.locked()
  }

  async restart(): Promise<void> {
    await this.locked()
  }

  syncNow(): void {
    this.note({ note: 'asked' })
  }

  status(): Promise<StatusView> {
    return this.call('status.show', {})
  }

  async room(): Promise<Room> {
    const { usage = 0, quota = 0 } = await navigator.storage.estimate()
    return { used: usage, quota, persisted: await navigator.storage.persisted() }
  }

  persist(): Promise<boolean> {
    return navigator.storage.persist()
  }

  /** Resolves with whether this tab has the lock; it then holds it until `release`. */
  private acquire(options: LockOptions): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const held = (lock: Lock | null) => {
        resolve(lock !== null)
        return lock === null ? undefined : new Promise<void>((release) => (this.release = release))
      }
      navigator.locks.request(LOCK, options, held).catch((error: unknown) => {
        reject(error)
        // Taken from this tab while it was frozen.
        if (this.release !== undefined) this.taken()
      })
    })
  }

  private async giveUp(): Promise<void> {
    await this.close()
    this.taken()
  }

  private taken(): void {
    this.stop()
    this.release?.()
    this.release = undefined
    this.become({ state: 'taken' })
  }

  /** A fresh worker, and the profiles: also what is left of an earlier worker's memory is gone. */
  private async locked(): Promise<void> {
    this.stop()
    const outcome = await this.ask({ do: 'profiles' })
    this.become({ state: 'locked', profiles: 'profiles' in outcome ? outcome.profiles : [] })
  }

  private async close(): Promise<void> {
    if (this.lock.state !== 'open') return
    await Promise.allSettled([...this.closing].map((save) => save()))
    await this.ask({ do: 'close' }).catch(() => undefined)
    await handOff()
  }

  private isOpen(outcome: Outcome): void {
    if (!('opened' in outcome)) throw unexpected()
    this.become({ state: 'open', profile: outcome.opened, enrolled: outcome.enrolled })
  }

  private become(lock: LockState): void {
    this.lock = lock
    for (const listener of this.listeners.lock) listener(lock)
  }

  private async visibility(): Promise<void> {
    const hidden = document.visibilityState === 'hidden'
    if (hidden) await Promise.allSettled([...this.closing].map((save) => save()))
    this.note({ note: 'hidden', hidden })
  }

  private ask(order: Order): Promise<Outcome> {
    const worker = this.running()
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject })
      worker.postMessage({ id, ...order } satisfies ToWorker)
    })
  }

  private note(note: Note): void {
    this.worker?.postMessage(note)
  }

  private running(): Worker {
    if (this.worker !== undefined) return this.worker
    this.worker = new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module', name: 'core' })
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.heard(data)
    this.worker.onerror = () => this.crashed()
    this.note({ note: 'reach', reach: reach() })
    this.note({ note: 'hidden', hidden: document.visibilityState === 'hidden' })
    return this.worker
  }

  private heard(message: FromWorker): void {
    if ('id' in message) {
      const asked = this.asked.get(message.id)
      this.asked.delete(message.id)
      if ('outcome' in message) asked?.resolve(message.outcome)
      else asked?.reject(new CallError(message.failure))
      return
    }
    if (message.event === 'sync') for (const listener of this.listeners.sync) listener(message.sync)
    if (message.event === 'changed') for (const listener of this.listeners.changed) listener(null)
    if (message.event === 'crashed') this.crashed()
    if (message.event === 'closed') void this.locked()
  }

  private crashed(): void {
    this.stop()
    this.become({ state: 'crashed' })
  }

  /** Ends the worker; what was asked of it and not answered has failed. */
  private stop(): void {
    this.worker?.terminate()
    this.worker = undefined
    const asked = [...this.asked.values()]
    this.asked.clear()
    for (const { reject } of asked) reject(new CallError(ended))
  }
}

const ended: Failure = { code: 'core_ended', zh: '', en: '', fields: [] }

function unexpected(): CallError {
  return new CallError({ code: 'bad_call', zh: '', en: '', fields: [] })
}

/** Asks for the service worker's `sync` event, where the browser has it. */
async function handOff(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration()
  await worker?.sync?.register(HANDOFF_TAG).catch(() => undefined)
}

function reach(): Reach {
  if (!navigator.onLine) return 'offline'
  return navigator.connection?.saveData === true ? 'metered' : 'online'
}

declare global {
  interface Navigator {
    /** Network Information API: Chromium only. */
    readonly connection?: { readonly saveData?: boolean }
  }
  interface ServiceWorkerRegistration {
    /** Background Sync: Chromium only. */
    readonly sync?: { register(tag: string): Promise<void> }
  }
}

/** The one device of this page. */
export const device: Device & { begin(): Promise<void> } = new BrowserDevice()

export type { Profile }
