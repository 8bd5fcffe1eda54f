// What the page and the worker say to each other.

import type { Profile, SyncEvent } from './api'
import type { Failure } from './types'

/** What the worker can be asked; each is answered once. */
export type Order =
  | { do: 'profiles' }
  | { do: 'create'; pin: string }
  | { do: 'unlock'; profile: string; pin: string }
  | { do: 'changePin'; profile: string; oldPin: string; newPin: string }
  | { do: 'enrol'; serverUrl: string; code: string }
  | { do: 'call'; name: string; with: string }
  | { do: 'close' }
  | { do: 'wipe'; profile: string }

/** What the worker is told; not answered. */
export type Note = { note: 'reach'; reach: Reach } | { note: 'asked' } | { note: 'hidden'; hidden: boolean }

/** The network, as the core's schedule knows it. */
export type Reach = 'offline' | 'metered' | 'online'

export type ToWorker = ({ id: number } & Order) | Note

/** What comes of an order. `json` is the core's own text, parsed by the page. */
export type Outcome =
  | { json: string }
  | { profiles: Profile[] }
  | { opened: Profile; enrolled: boolean }
  | { why: 'wrong_pin' | 'wait'; waitMs: number }
  | { why: 'evicted' }
  | { done: true }

export type FromWorker =
  | { id: number; outcome: Outcome }
  | { id: number; failure: Failure }
  | { event: 'sync'; sync: SyncEvent }
  | { event: 'changed' }
  /** The shut-out device has forgotten everything; its profile is gone. */
  | { event: 'closed' }
  /** The core ended: this worker can do nothing more. */
  | { event: 'crashed' }
