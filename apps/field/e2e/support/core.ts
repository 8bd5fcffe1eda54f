// The core as the app ships it, without the app: its worker in a phone's browser, asked one thing at a time.

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { apps } from '@lianxin/county/program'
import type { FromWorker, Note, Order, Outcome } from '../../src/core/messages'
import type { Failure } from '../../src/core/types'
import { Phone } from './phone'

const PIN = '135790'

/** What came of it: what the page would get, or why it was not done. */
export type Came = { outcome: Outcome } | { failure: Failure }

interface Asking {
  ask(order: Order): Promise<Came>
  note(note: Note): void
  /** Resolves with the failure of the next sync that ends, or with nothing. */
  synced(): Promise<Failure | undefined>
  /** Ends the worker. */
  end(): void
}

/** A phone with the worker and nothing else. Its network is off but for a sync that is asked for: the worker would sync by itself. */
export class CorePhone {
  private profile: string | undefined

  private constructor(private readonly phone: Phone) {}

  static async unpack(url: string): Promise<CorePhone> {
    return new CorePhone(await Phone.unpack({ app: `${url}/field/` }))
  }

  get faults(): readonly string[] {
    return this.phone.faults
  }

  async open(): Promise<Came> {
    const assets = await readdir(join(apps, 'field/assets'))
    const worker = assets.find((name) => /^worker-.*\.js$/.test(name))
    if (worker === undefined) throw new Error('the built app has no worker')
    const { profile } = this
    // A page of the server's that starts nothing of its own. It stays when the worker ends: there may be no server then.
    const page = profile === undefined ? await this.phone.open('manifest.webmanifest') : this.phone.page
    await page.evaluate(begin, `/field/assets/${worker}`)
    const came = await this.ask(profile === undefined ? { do: 'create', pin: PIN } : { do: 'unlock', profile, pin: PIN })
    if ('outcome' in came && 'opened' in came.outcome) this.profile = came.outcome.opened.id
    return came
  }

  async close(): Promise<Came> {
    const came = await this.ask({ do: 'close' })
    await this.phone.page.evaluate(() => (window as unknown as Asking).end())
    return came
  }

  ask(order: Order): Promise<Came> {
    return this.phone.page.evaluate((order) => (window as unknown as Asking).ask(order), order)
  }

  sync(): Promise<Failure | undefined> {
    return this.phone.page.evaluate(async () => {
      const core = window as unknown as Asking
      const synced = core.synced()
      core.note({ note: 'reach', reach: 'online' })
      const failure = await synced
      core.note({ note: 'reach', reach: 'offline' })
      return failure
    })
  }

  async discard(): Promise<void> {
    await this.phone.discard()
  }
}

/** Runs in the page. */
function begin(script: string): void {
  const worker = new Worker(script, { type: 'module', name: 'core' })
  const asked = new Map<number, (came: Came) => void>()
  const ended: ((failure: Failure | undefined) => void)[] = []
  let last = 0
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if ('id' in data) {
      asked.get(data.id)?.('outcome' in data ? { outcome: data.outcome } : { failure: data.failure })
      asked.delete(data.id)
    } else if (data.event === 'sync') {
      const { sync } = data
      if (sync.event !== 'finished' && sync.event !== 'failed') return
      const failure = sync.event === 'failed' ? { code: sync.code, zh: sync.zh, en: sync.en, fields: [] } : undefined
      for (const tell of ended.splice(0)) tell(failure)
    }
  }
  const core: Asking = {
    ask: (order) =>
      new Promise((came) => {
        last += 1
        asked.set(last, came)
        worker.postMessage({ id: last, ...order })
      }),
    note: (note) => worker.postMessage(note),
    synced: () => new Promise((tell) => ended.push(tell)),
    end: () => worker.terminate(),
  }
  Object.assign(window, core)
  core.note({ note: 'reach', reach: 'offline' })
}
