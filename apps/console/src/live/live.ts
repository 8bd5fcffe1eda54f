// What arrives from the mountains, for every page: one stream a window, opened while somebody is here.

import { onScopeDispose, readonly, ref, shallowRef } from 'vue'
import type { Schemas } from '@/api/types'
import { areaPath } from '@/shell/areas'
import { renew, token } from '@/session/session'
import { eventsOf, type ServerEvent } from './events'

export type Arrival = Schemas['ArrivalView']

/** What a page may be told. */
export interface News {
  arrivals: readonly Arrival[]
  /** More came than is told one by one, or something was missed: what is shown may be old in any place. */
  more: boolean
}

const KEPT = 30
const AGAIN_MS = 1_000
const AGAIN_MS_MAX = 60_000
/** What comes close together is told together. */
const GATHER_MS = 300

const lately = shallowRef<readonly Arrival[]>([])
const open = ref(false)
const listeners = new Set<(news: News) => void>()

let gathered: Arrival[] = []
let gatheredMore = false
let timer: number | undefined

/** The last arrivals, the latest first. */
export const arrivals = readonly(lately)
/** Whether the stream is open: what is shown is of now. */
export const isLive = readonly(open)

/** Calls back with what arrives, until what it returns is called. */
export function listenToNews(told: (news: News) => void): () => void {
  listeners.add(told)
  return () => void listeners.delete(told)
}

/** The same, as long as the component is there that says so. */
export function useNews(told: (news: News) => void): void {
  onScopeDispose(listenToNews(told))
}

/** Whether an arrival lies in an area, or in any where none is named. */
export function liesIn(arrival: Arrival, area: string): boolean {
  return area === '' || areaPath(arrival.area).some((place) => place.code === area)
}

function tell(): void {
  timer = undefined
  const news = { arrivals: gathered, more: gatheredMore }
  const fresh = new Set(gathered.map((arrival) => arrival.id))
  const kept = lately.value.filter((arrival) => !fresh.has(arrival.id))
  lately.value = [...[...gathered].reverse(), ...kept].slice(0, KEPT)
  gathered = []
  gatheredMore = false
  listeners.forEach((told) => told(news))
}

function take(event: ServerEvent): void {
  if (event.name === 'arrived') gathered.push(JSON.parse(event.data) as Arrival)
  else if (event.name === 'more' || event.name === 'reset') gatheredMore = true
  else return
  timer ??= window.setTimeout(tell, GATHER_MS)
}

async function listen(signal: AbortSignal): Promise<void> {
  let last = ''
  let waitMs = AGAIN_MS
  while (!signal.aborted) {
    try {
      const shown = await token()
      const headers: Record<string, string> = { authorization: `Bearer ${shown}` }
      if (last) headers['last-event-id'] = last
      const response = await fetch('/v1/live', { headers, signal })
      if (response.status === 401) {
        await renew(shown)
        continue
      }
      if (response.status === 403) return
      if (response.ok && response.body) {
        open.value = true
        for await (const event of eventsOf(response.body, (id) => (last = id))) {
          waitMs = AGAIN_MS
          take(event)
        }
      }
    } catch {
      // The network went, or the server: it is tried again below.
    }
    open.value = false
    if (!signal.aborted) await pause(waitMs, signal)
    waitMs = Math.min(waitMs * 2, AGAIN_MS_MAX)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((go) => {
    const wait = window.setTimeout(go, ms)
    signal.addEventListener('abort', () => {
      window.clearTimeout(wait)
      go()
    })
  })
}

/** Begins to listen; what it returns ends it and forgets what came. */
export function beginLive(): () => void {
  const ends = new AbortController()
  void listen(ends.signal)
  return () => {
    ends.abort()
    window.clearTimeout(timer)
    timer = undefined
    gathered = []
    gatheredMore = false
    lately.value = []
    open.value = false
  }
}
