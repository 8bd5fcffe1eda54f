import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** Conditions of a list, by their names in the address; an empty text is no condition. */
export type Conditions = Record<string, string>

export interface Address<C extends Conditions> {
  /** The conditions as the address has them now. */
  values: ComputedRef<C>
  /** Only those that are not as at the beginning; ready for a request. */
  asked: ComputedRef<Partial<C>>
  /** Whether any condition narrows the list. */
  narrowed: ComputedRef<boolean>
  /** Changes some; the rest of the address stays. */
  set: (some: Partial<C>) => void
  /** As at the beginning, but for the chosen area. */
  clear: () => void
}

/**
 * The conditions of a page, kept in its address: it can be shared, and back goes back. `initial` names them all, with what
 * holds where the address says nothing.
 */
export function useAddress<C extends Conditions>(initial: C): Address<C> {
  const route = useRoute()
  const router = useRouter()
  const names = Object.keys(initial) as (keyof C & string)[]

  const values = computed(() => {
    const read = (name: keyof C & string) => {
      const value = route.query[name]
      return typeof value === 'string' ? value : initial[name]
    }
    return Object.fromEntries(names.map((name) => [name, read(name)])) as C
  })
  const asked = computed(() => {
    const some = Object.entries(values.value).filter(([, value]) => value !== '')
    return Object.fromEntries(some) as Partial<C>
  })
  const narrowed = computed(() => names.some((name) => name !== 'area' && values.value[name] !== initial[name]))

  function set(some: Partial<C>) {
    const changed = Object.entries(some).map(([name, value]) => [name, value === initial[name] ? undefined : value])
    const query = { ...route.query, ...Object.fromEntries(changed) }
    void router.replace({ query, params: route.params })
  }

  function clear() {
    set(Object.fromEntries(names.filter((name) => name !== 'area').map((name) => [name, initial[name]])) as Partial<C>)
  }

  return { values, asked, narrowed, set, clear }
}
