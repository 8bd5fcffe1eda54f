// The core of Lianxin for Node.js.

import type { Calls, DocId, Failure, Kind, StatusView, SyncEvent, SyncReport } from './calls.js'

export type * from './calls.js'

/** Whether bytes come at once, cost money, or do not come. */
export type Reach = 'offline' | 'metered' | 'online'

/** Something happened in a store. */
export type StoreEvent =
  /** Records were written, here or by others, or left the device. */
  | { changed: { id: DocId; kind: Kind; household: DocId | null }[] }
  /** A sync took a step. */
  | { sync: SyncEvent }
  /** In so many records people contradict each other now. */
  | { conflicts: number }

/** Why something was not done. Nothing is changed then. */
export class LianxinError extends Error {
  /** The word for programs; `closed` after `close`, `internal` for a defect of the core, `misuse` for an argument that is none. */
  readonly code: string
  /** For people, in Chinese. */
  readonly zh: string
  /** The same in English. */
  readonly en: string
  /** The fields that do not fit. */
  readonly fields: Failure['fields']
}

/** Ends what it was got for. */
export interface Subscription {
  cancel(): void
}

/**
 * One device's records: a folder, encrypted as a whole with a key of 32 random bytes. Keep the key where the system keeps
 * secrets: without it the store cannot be opened, and nobody can bring it back.
 */
export class Store {
  /** Opens the store in a folder, or begins one there. */
  constructor(folder: string, key: Uint8Array)
  /** Makes a call of the table. Calls are answered in the order in which they were made. */
  call<Name extends keyof Calls>(name: Name, given?: Calls[Name]['with']): Promise<Calls[Name]['gives']>
  /** The same by a name and JSON that are known only when it runs. */
  callText(name: string, given: string): Promise<unknown>
  /** The same, holding the thread: for scripts. */
  callSync<Name extends keyof Calls>(name: Name, given?: Calls[Name]['with']): Calls[Name]['gives']
  /** Enrols this device with a one-time code. */
  enrol(serverUrl: string, code: string, options?: { signal?: AbortSignal }): Promise<StatusView>
  /** Exchanges with the server until both sides have everything. Ending it is as harmless as a cut: it rejects with `stopped`. */
  sync(options?: { progress?: (soFar: SyncReport) => void; signal?: AbortSignal }): Promise<SyncReport>
  /** Watches the store. What the callback throws is written to the console. */
  observe(callback: (event: StoreEvent) => void): Subscription
  /** Begins to sync by itself: after an edit, when the network is back, else on a schedule. */
  startBackground(reach?: Reach): void
  /** Tells the background sync what the network is. */
  reach(reach: Reach): void
  /** Tells the background sync that a person wants it now. */
  syncSoon(): void
  /** Ends the background sync. */
  stopBackground(): Promise<void>
  /** Closes the store; resolves when nothing has the file open. May be called again. */
  close(): Promise<void>
}
