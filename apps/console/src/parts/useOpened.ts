import { computed, type ComputedRef, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useKeys } from './useKeys'
import type { Paged } from './usePaged'

export interface Opened {
  /** The id of the record that is open beside the list; empty for none. */
  id: ComputedRef<string>
  open: (id: string) => void
  close: () => void
  next: () => void
  previous: () => void
}

/**
 * Which record is open beside a list: the `:id?` of the page's address. j and k move through the list with the record open, Enter opens
 * the first, Escape closes.
 */
export function useOpened<T>(list: { rows: Readonly<Ref<readonly T[]>>; more: Paged<T>['more'] }, idOf: (row: T) => string): Opened {
  const route = useRoute()
  const router = useRouter()
  const id = computed(() => (typeof route.params.id === 'string' ? route.params.id : ''))
  const at = computed(() => list.rows.value.findIndex((row) => idOf(row) === id.value))

  function go(to: string) {
    const { name, query, params } = route
    const place = { name: name ?? undefined, query, params: { ...params, id: to || undefined } }
    // From record to record is no step to go back over; opening the first one is.
    void (id.value && to ? router.replace(place) : router.push(place))
  }

  async function step(by: 1 | -1) {
    const index = at.value === -1 ? (by === 1 ? 0 : -1) : at.value + by
    if (index >= list.rows.value.length) await list.more()
    const row = list.rows.value[index]
    if (row) go(idOf(row))
  }

  const next = () => void step(1)
  const previous = () => void step(-1)
  const close = () => id.value && go('')
  useKeys([
    { key: 'j', says: 'parts.keys.next', run: next },
    { key: 'k', says: 'parts.keys.previous', run: previous },
    { key: 'Enter', says: 'parts.keys.open', run: () => !id.value && next() },
    { key: 'Escape', says: 'parts.keys.close', run: close },
  ])
  return { id, open: go, close, next, previous }
}
