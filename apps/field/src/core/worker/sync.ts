// Carries out what the core's sync loop says: posts, waits, tells. Holds no timer while the page is hidden.

import type { SyncEvent } from '../api'
import type { Store } from '../pkg/lianxin_wasm'
import type { Reach } from '../messages'
import { post } from './post'

type Act =
  | { act: 'post'; url: string; typed: boolean }
  | { act: 'under_way' }
  | { act: 'wait'; until_ms: number | null }
  | { act: 'end' }

export interface Told {
  sync(event: SyncEvent): void
  changed(): void
  closed(): void
  /** The core ended in the middle. */
  broken(error: unknown): void
}

export class SyncLoop {
  private timer: ReturnType<typeof setTimeout> | undefined
  private running = false
  private hidden = false
  private ended = false
  private under: AbortController | undefined

  constructor(
    private readonly store: Store,
    private readonly told: Told,
  ) {}

  on(event: 'edited' | 'asked' | Reach): void {
    if (this.ended) return
    this.store.sync_on(performance.now(), event, dice())
    if (this.store.sync_is_stranded()) this.under?.abort()
    void this.go()
  }

  /** Hidden, nothing is waited for; but what was just written goes now rather than after its pause. */
  hide(hidden: boolean): void {
    this.hidden = hidden
    if (hidden) clearTimeout(this.timer)
    else void this.go()
  }

  /** No act after this: the store is about to be closed. */
  async end(): Promise<void> {
    this.ended = true
    clearTimeout(this.timer)
    this.under?.abort()
    while (this.running) await this.turn
  }

  private turn: Promise<void> = Promise.resolve()

  private go(): Promise<void> {
    if (this.running || this.ended) return this.turn
    this.running = true
    this.turn = this.run()
      .catch((error: unknown) => this.told.broken(error))
      .finally(() => {
        this.running = false
      })
    return this.turn
  }

  private async run(): Promise<void> {
    clearTimeout(this.timer)
    while (!this.ended) {
      const act = JSON.parse(this.store.sync_next(performance.now(), dice())) as Act
      this.tell()
      if (act.act === 'post') {
        await this.exchange(act.url, act.typed)
        continue
      }
      if (act.act === 'wait' && act.until_ms !== null && !this.hidden) {
        // Longer pauses than a timer can hold are looked at again.
        const ms = Math.min(Math.max(0, act.until_ms - performance.now()) + 1, 2 ** 31 - 1)
        this.timer = setTimeout(() => void this.go(), ms)
      }
      return
    }
  }

  private async exchange(url: string, typed: boolean): Promise<void> {
    this.under = new AbortController()
    const came = await post(url, typed, this.store.body(), this.under)
    this.under = undefined
    if (this.ended) return
    const now = performance.now()
    if (typeof came === 'string') this.store.sync_lost(now, dice(), came)
    else this.store.sync_came(now, dice(), came.status, came.contentType, came.retryAfter, came.body)
    this.tell()
  }

  private tell(): void {
    for (const event of JSON.parse(this.store.sync_told()) as SyncEvent[]) {
      if (event.event === 'progress' || event.event === 'finished') this.told.changed()
      this.told.sync(event)
      if (event.event === 'closed') this.told.closed()
    }
  }
}

function dice(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
}
