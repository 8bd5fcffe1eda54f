import type { Schemas } from '@/api/types'

export const LEDGERS = ['livelihood', 'hardship', 'dispute'] as const
/** The steps at which somebody still has to do something, in their order. */
export const STEPS = ['registered', 'reopened', 'accepted', 'assigned', 'transferred', 'acting'] as const

/** Open cases of a ledger at each step. */
export interface LedgerRow {
  ledger: string
  counts: number[]
  sum: number
}

export function ledgerRows(steps: readonly Schemas['StepFigure'][]): LedgerRow[] {
  return LEDGERS.map((ledger) => {
    const of = (status: string) =>
      steps.filter((step) => step.ledger === ledger && step.status === status).reduce((sum, step) => sum + step.cases, 0)
    const counts = STEPS.map(of)
    return { ledger, counts, sum: counts.reduce((sum, count) => sum + count, 0) }
  })
}
