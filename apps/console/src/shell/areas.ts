// The places in the reader's scope, read once a session.

import { computed, readonly, ref } from 'vue'
import { answer, api } from '@/api/client'
import { toFailure, type Failure } from '@/api/failure'
import type { Area } from '@/api/types'

const ROWS_MAX = '200'

const all = ref<Area[]>([])
const failed = ref<Failure | null>(null)
let reading: Promise<void> | null = null

export const areas = readonly(all)
export const areasFailure = readonly(failed)

const byCode = computed(() => new Map(all.value.map((area) => [area.code, area])))

async function readAll(): Promise<void> {
  const read: Area[] = []
  let cursor: string | undefined
  do {
    const page = await answer(api.GET('/v1/areas', { params: { query: { limit: ROWS_MAX, cursor } } }))
    read.push(...page.rows)
    cursor = page.next ?? undefined
  } while (cursor)
  all.value = read
}

/** Reads them, if they were not read yet. */
export function needAreas(): Promise<void> {
  reading ??= readAll().then(
    () => {
      failed.value = null
    },
    (thrown: unknown) => {
      reading = null
      failed.value = toFailure(thrown)
    },
  )
  return reading
}

/** Forgets them: they were changed, or somebody else is here. */
export function forgetAreas(): void {
  reading = null
  all.value = []
}

/** A place by its code. */
export function areaOf(code: string | null | undefined): Area | undefined {
  return code ? byCode.value.get(code) : undefined
}

/** From the widest place that is known down to this one. */
export function areaPath(code: string | null | undefined): Area[] {
  const path: Area[] = []
  for (let area = areaOf(code); area && !path.includes(area); area = areaOf(area.parent)) path.unshift(area)
  return path
}
