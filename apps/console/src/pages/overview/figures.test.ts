import { expect, test } from 'vitest'
import { openByWeek, within } from './figures'

const week = (opened: number, settled: number) => ({ from: '', to: '', opened, settled })

test.each([
  ['nothing happened', 5, [week(0, 0), week(0, 0)], [5, 5]],
  ['registered this week', 5, [week(0, 0), week(2, 0)], [3, 5]],
  ['resolved this week', 5, [week(1, 0), week(0, 4)], [9, 5]],
])('%s', (_, open, weeks, expected) => {
  expect(openByWeek({ open, overdue: 0, steps: [], weeks })).toEqual(expected)
})

test('an area is kept in the address behind a figure', () => {
  expect(within('', { open: 'true' })).toEqual({ open: 'true' })
  expect(within('431027100000', { open: 'true' })).toEqual({ open: 'true', area: '431027100000' })
})
