import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { toFailure, type Failure } from '@/api/failure'

/** One page of a list, as every list of the server answers. */
export interface Page<T> {
  rows: T[]
  next?: string | null
  total?: number | null
}

export interface Paged<T> {
  /** The rows that were read so far. */
  rows: ShallowRef<readonly T[]>
  /** How many there are in all, where the server counts. */
  total: Ref<number | null>
  /** The first page is under way. */
  loading: Ref<boolean>
  /** A further page is under way. */
  loadingMore: Ref<boolean>
  failure: ShallowRef<Failure | null>
  /** How often the list was read from its beginning: what had come before is in it. */
  readings: Ref<number>
  /** There is no further page. */
  complete: Ref<boolean>
  /** Reads the next page; does nothing while one is under way or none is left. */
  more: () => Promise<void>
  /** Reads from the beginning; what is there stays until the new rows are. */
  again: () => Promise<void>
  /** Puts a row in place of the one that it is a newer state of. */
  put: (fits: (row: T) => boolean, row: T) => void
}

/**
 * A list over the server's cursor. `read` gives the page after a cursor; whenever what `of` answers changes, the list begins anew, and
 * answers to what is no longer asked are dropped.
 */
export function usePaged<T>(
  of: () => unknown,
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
): Paged<T> {
  const rows = shallowRef<readonly T[]>([])
  const total = ref<number | null>(null)
  const loading = ref(true)
  const loadingMore = ref(false)
  const failure = shallowRef<Failure | null>(null)
  const complete = ref(false)
  const readings = ref(0)
  let next: string | undefined
  let asking: AbortController | undefined

  async function get(from: string | undefined): Promise<void> {
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    const flag = from === undefined ? loading : loadingMore
    loading.value = loadingMore.value = false
    flag.value = true
    failure.value = null
    if (from === undefined) readings.value += 1
    try {
      const page = await read(from, mine.signal)
      if (asking !== mine) return
      rows.value = from === undefined ? page.rows : [...rows.value, ...page.rows]
      if (from === undefined || typeof page.total === 'number') total.value = page.total ?? null
      next = page.next ?? undefined
      complete.value = next === undefined
    } catch (thrown) {
      if (asking === mine) failure.value = toFailure(thrown)
    } finally {
      if (asking === mine) flag.value = false
    }
  }

  const again = () => get(undefined)
  async function more(): Promise<void> {
    if (!loading.value && !loadingMore.value && !complete.value && next !== undefined) await get(next)
  }
  function put(fits: (row: T) => boolean, row: T) {
    rows.value = rows.value.map((old) => (fits(old) ? row : old))
  }

  watch(() => JSON.stringify(of()), () => {
    rows.value = []
    total.value = null
    complete.value = false
    next = undefined
    void again()
  }, { immediate: true })
  onScopeDispose(() => asking?.abort())

  return { rows, total, loading, loadingMore, failure, complete, readings, more, again, put }
}
