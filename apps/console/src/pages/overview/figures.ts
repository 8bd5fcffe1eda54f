import type { RouteLocationRaw } from 'vue-router'
import type { Schemas } from '@/api/types'

/** One of the figures that wait. */
export interface Figure {
  key: 'open' | 'overdue' | 'unseen' | 'conflicts'
  count: number
  to: RouteLocationRaw
  /** Its course over the last weeks, where the data gives one. */
  trend?: readonly number[]
  /** What the last week brought: numbers for the words of `overview.under.KEY`. */
  under: Record<string, number>
}

const UNSEEN_DAYS = 60

/** Adds the chosen area to a condition. */
export function within(area: string, query: Record<string, string>): Record<string, string> {
  return area ? { ...query, area } : query
}

/** The cases that were open at the end of each week: today's, without what was registered and with what was resolved since. */
export function openByWeek(cases: Schemas['CasesFigures']): number[] {
  let open = cases.open
  const ends: number[] = []
  for (const week of [...cases.weeks].reverse()) {
    ends.unshift(open)
    open += week.settled - week.opened
  }
  return ends
}

export function figuresOf(overview: Schemas['OverviewView'], area: string): Figure[] {
  const { cases, households, conflicts, reviews } = overview
  const week = cases.weeks.at(-1)
  const unseen = households.unseen.find((figure) => figure.days === UNSEEN_DAYS)?.households ?? 0
  const contradicted = conflicts.reduce((sum, figure) => sum + figure.records, 0)
  return [
    {
      key: 'open',
      count: cases.open,
      to: { path: '/cases', query: within(area, { open: 'true' }) },
      trend: openByWeek(cases),
      under: { opened: week?.opened ?? 0, settled: week?.settled ?? 0 },
    },
    { key: 'overdue', count: cases.overdue, to: { path: '/cases', query: within(area, { overdue: 'true' }) }, under: {} },
    {
      key: 'unseen',
      count: unseen,
      to: { path: '/households', query: within(area, { unseen_days: String(UNSEEN_DAYS), sort: 'unseen' }) },
      trend: households.weeks.map((one) => one.unseen),
      under: { visits: households.weeks.at(-1)?.home_visits ?? 0 },
    },
    { key: 'conflicts', count: contradicted, to: { path: '/conflicts', query: within(area, {}) }, under: { reviews } },
  ]
}
