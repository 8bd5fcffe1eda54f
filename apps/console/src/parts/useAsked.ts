import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { toFailure, type Failure } from '@/api/failure'

export interface Asked<T> {
  /** What was answered last. */
  value: ShallowRef<T | null>
  loading: Ref<boolean>
  failure: ShallowRef<Failure | null>
  /** Asks again; what is there stays until the answer is. */
  again: () => Promise<void>
}

/**
 * One thing of the server, asked whenever what `of` answers changes: a record by its id. Nothing is asked where that is null. What
 * was there of another question is gone at once; answers to what is no longer asked are dropped.
 */
export function useAsked<Q, T>(of: () => Q | null, read: (question: Q, signal: AbortSignal) => Promise<T>): Asked<T> {
  const value = shallowRef<T | null>(null)
  const loading = ref(false)
  const failure = shallowRef<Failure | null>(null)
  let asking: AbortController | undefined

  async function again(): Promise<void> {
    asking?.abort()
    const question = of()
    if (question === null) return
    const mine = new AbortController()
    asking = mine
    loading.value = true
    failure.value = null
    try {
      const got = await read(question, mine.signal)
      if (asking === mine) value.value = got
    } catch (thrown) {
      if (asking === mine) failure.value = toFailure(thrown)
    } finally {
      if (asking === mine) loading.value = false
    }
  }

  watch(() => JSON.stringify(of()), () => {
    value.value = null
    failure.value = null
    loading.value = false
    void again()
  }, { immediate: true })
  onScopeDispose(() => asking?.abort())

  return { value, loading, failure, again }
}
