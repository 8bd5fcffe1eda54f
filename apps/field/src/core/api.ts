// What a page may ask of the device: the core, its lock, its sync. The work is done in a dedicated worker; every answer is a
// promise. Nothing here holds rules.

import type { Calls, Failure, StatusView, SyncEvent } from './types'

export type { Failure, SyncEvent } from './types'

/** One account on this phone: a store of its own under a key of its own. Names no villager. */
export interface Profile {
  id: string
  /** The cadre's name; empty until the enrolment is done. */
  name: string
  serverUrl: string
  lastUsedMs: number
}

/** Where the device stands between closed and open. */
export type LockState =
  /** Nobody's store is open: choose a profile and unlock it, or make one. */
  | { state: 'locked'; profiles: Profile[] }
  /** A store is open. `enrolled` is false between making a profile and the server's answer. */
  | { state: 'open'; profile: Profile; enrolled: boolean }
  /** Another tab has the store. `takeOver()` brings it here. */
  | { state: 'elsewhere' }
  /** This tab's store was taken over by another tab. `takeOver()` brings it back. */
  | { state: 'taken' }
  /** The core ended unexpectedly. `restart()` begins it anew; what was saved is there. */
  | { state: 'crashed' }

/** What became of an attempt to unlock. */
export type Unlocking =
  | { opened: true }
  /** Wrong PIN: the next attempt is let in after `waitMs`. */
  | { opened: false; why: 'wrong_pin'; waitMs: number }
  /** Too early after wrong attempts. */
  | { opened: false; why: 'wait'; waitMs: number }
  /** The profile is known and its store is gone: the browser cleared it. Enrol again. */
  | { opened: false; why: 'evicted' }
  | { opened: false; why: 'failed'; failure: Failure }

/** Room on the phone, in bytes, and whether the browser promised to keep it. */
export interface Room {
  used: number
  quota: number
  persisted: boolean
}

export interface DeviceEvents {
  lock: LockState
  /** Records changed: by an own edit or by what a sync brought. */
  changed: null
  sync: SyncEvent
}

export interface Device {
  readonly lock: LockState
  /** Asks the core. Rejects with a `CallError`. */
  call<Name extends keyof Calls>(name: Name, with_: Calls[Name]['with']): Promise<Calls[Name]['gives']>
  on<Name extends keyof DeviceEvents>(name: Name, listener: (event: DeviceEvents[Name]) => void): () => void

  /** What is still to be saved before the store closes, the page is hidden, or another tab takes over. */
  beforeClose(save: () => Promise<void>): () => void

  /** Begins a profile with its own store; it is open then, and not enrolled yet. */
  create(pin: string): Promise<void>
  /** With the one-time code of a link; the first sync starts by itself. Rejects with a `CallError`. */
  enrol(serverUrl: string, code: string): Promise<void>
  unlock(profile: string, pin: string): Promise<Unlocking>
  /** Closes the store; the key is forgotten. What is unsent is left, sealed, to the service worker. */
  closeStore(): Promise<void>
  changePin(oldPin: string, newPin: string): Promise<Unlocking>
  /** Removes a profile with its store, for good. */
  wipe(profile: string): Promise<void>

  takeOver(): Promise<void>
  restart(): Promise<void>

  /** A wish: it goes by itself. */
  syncNow(): void
  status(): Promise<StatusView>
  room(): Promise<Room>
  /** Asks the browser to keep the data. */
  persist(): Promise<boolean>
}

/** Why the core did not do what was asked. Nothing is changed then. */
export class CallError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.code)
    this.name = 'CallError'
  }
}
