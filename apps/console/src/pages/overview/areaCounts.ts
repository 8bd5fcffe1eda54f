// What waits in each area, for the tree: open cases and contradictions. Read when somebody comes in, and anew some time after something
// arrived, a level at a time as far as the tree shows them.

import { answer, api } from '@/api/client'
import type { Schemas } from '@/api/types'
import { areaCounts } from '@/shell/pieces'
import { listenToNews } from '@/live/live'

const LEVELS = 3
/** Figures of a whole county are not counted anew for each visit that arrives. */
const AGAIN_MS = 20_000

type Place = Schemas['PlaceView']

async function level(parent: string | undefined): Promise<Place[]> {
  const { rows } = await answer(api.GET('/v1/areas/tree', { params: { query: { parent } } }))
  return rows
}

async function readAll(counts: Map<string, number>, parents: readonly (string | undefined)[], left: number): Promise<void> {
  const below: string[] = []
  for (const parent of parents) {
    for (const place of await level(parent)) {
      counts.set(place.code, place.open_cases + place.conflicts)
      if (place.has_children) below.push(place.code)
    }
  }
  if (left > 1) await readAll(counts, below, left - 1)
}

/** Begins to count; what it returns ends it. */
export function beginAreaCounts(): () => void {
  let ended = false
  let timer: number | undefined

  async function count(): Promise<void> {
    const counts = new Map<string, number>()
    try {
      await readAll(counts, [undefined], LEVELS)
      if (!ended) areaCounts.value = counts
    } catch {
      // The tree stands without counts; the next arrival tries again.
    }
  }

  const stop = listenToNews(() => {
    timer ??= window.setTimeout(() => {
      timer = undefined
      void count()
    }, AGAIN_MS)
  })
  void count()
  return () => {
    ended = true
    stop()
    window.clearTimeout(timer)
    areaCounts.value = new Map()
  }
}
