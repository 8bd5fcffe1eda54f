import { computed, type ComputedRef } from 'vue'
import { answer, api } from '@/api/client'
import type { Schemas } from '@/api/types'
import { useAddress, type Address } from '@/parts/useAddress'
import { useAsked, type Asked } from '@/parts/useAsked'
import { usePaged, type Paged } from '@/parts/usePaged'
import type { Case } from './ledger'

const BEGINNING = {
  area: '', ledger: '', view: '', q: '', status: '', source: '', lead: '', assigned: '', household: '',
  date_from: '', date_to: '', open: 'true', overdue: '', conflicts: '', sort: 'newest',
}
type Conditions = typeof BEGINNING

export interface Ledger {
  address: Address<Conditions>
  /** The conditions of the list, as the server takes them. */
  query: ComputedRef<Partial<Conditions>>
  isBoard: ComputedRef<boolean>
  list: Paged<Case>
  board: Asked<Schemas['BoardView']>
  /** What is shown, as a table or by step. */
  rows: ComputedRef<readonly Case[]>
  /** Puts a newer state in place of a case, wherever it is shown. */
  put: (of: Case) => void
  again: () => void
}

/** The cases that the address asks for: a table, or the first of each step. */
export function useLedger(): Ledger {
  const address = useAddress(BEGINNING)
  const isBoard = computed(() => address.values.value.view === 'board')
  const query = computed(() => {
    const { view: _, ...asked } = address.asked.value
    return asked
  })
  const list = usePaged<Case>(
    () => (isBoard.value ? null : query.value),
    (cursor, signal) => {
      if (isBoard.value) return Promise.resolve({ rows: [] })
      return answer(api.GET('/v1/cases', { params: { query: { ...query.value, count: 'true', limit: '100', cursor } }, signal }))
    },
  )
  const board = useAsked(
    () => {
      if (!isBoard.value) return null
      const { status: _status, sort: _sort, ...rest } = query.value
      return rest
    },
    (asked, signal) => answer(api.GET('/v1/cases/board', { params: { query: { ...asked, limit: '30' } }, signal })),
  )
  const rows = computed(() => (isBoard.value ? (board.value.value?.columns.flatMap((column) => column.rows) ?? []) : list.rows.value))

  function put(of: Case) {
    if (isBoard.value) void board.again()
    else list.put((row) => row.id === of.id, of)
  }

  const again = () => void (isBoard.value ? board.again() : list.again())
  return { address, query, isBoard, list, board, rows, put, again }
}

/** The cases of these ids among those that are shown. */
export function casesOf(rows: readonly Case[], ids: ReadonlySet<string>): readonly Case[] {
  return rows.filter((row) => ids.has(row.id))
}

