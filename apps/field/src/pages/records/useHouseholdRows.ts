import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { CallError } from '@/core/api'
import { device } from '@/core/device'
import type { Failure, HouseholdRowView, RowsFilter } from '@/core/types'
import { useLatest } from './useLatest'

/** What one answer brings: more is asked for when the end of the list comes near. */
const PAGE_ROWS = 50

export interface RowsChoice {
  text: string
  area: string | null
  category: string | null
  order: 'area' | 'unseen'
}

/** Households by the conditions that a person chose; the list follows each keystroke and grows as it is scrolled. */
export function useHouseholdRows() {
  const choice = reactive<RowsChoice>({ text: '', area: null, category: null, order: 'area' })
  const rows = shallowRef<HouseholdRowView[]>([])
  const total = ref<number | null>(null)
  const failure = shallowRef<Failure | null>(null)

  const ask = useLatest<RowsFilter, { total: number; rows: HouseholdRowView[] }>(
    (filter) => device.call('households.rows', filter),
    (answer, filter) => {
      failure.value = null
      total.value = answer.total
      rows.value = filter.offset === 0 ? answer.rows : [...rows.value, ...answer.rows]
    },
    (error) => {
      if (!(error instanceof CallError)) throw error
      failure.value = error.failure
    },
  )

  function filter(offset: number, limit: number): RowsFilter {
    const text = choice.text.trim() === '' ? null : choice.text
    return { text, area: choice.area, category: choice.category, order: choice.order, limit, offset }
  }

  /** From the beginning, as much as is shown: after an edit the list stays where it is. */
  const again = () => ask(filter(0, Math.max(PAGE_ROWS, rows.value.length)))
  const more = () => {
    if (total.value !== null && rows.value.length < total.value) ask(filter(rows.value.length, PAGE_ROWS))
  }
  const narrowed = computed(() => choice.text.trim() !== '' || choice.area !== null || choice.category !== null)

  watch(choice, () => ask(filter(0, PAGE_ROWS)))
  again()
  return { choice, rows, total, failure, narrowed, again, more }
}
