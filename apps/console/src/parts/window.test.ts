import { expect, it } from 'vitest'
import { shownRows } from './window'

it.each([
  ['nothing', [0, 34, 0, 600], [0, 0, 0, 0]],
  ['a short table, whole', [5, 34, 0, 600], [0, 5, 0, 0]],
  ['the beginning of a long one', [1000, 10, 0, 100], [0, 22, 0, 9780]],
  ['its middle', [1000, 10, 5000, 100], [488, 522, 4880, 4780]],
  ['its end', [1000, 10, 9900, 100], [978, 1000, 9780, 0]],
  ['scrolled beyond what is left', [20, 10, 9900, 100], [8, 20, 80, 0]],
] as const)('%s', (_name, [rows, rowPx, scrolledPx, seenPx], expected) => {
  const { from, to, abovePx, belowPx } = shownRows(rows, rowPx, scrolledPx, seenPx)
  expect([from, to, abovePx, belowPx]).toEqual(expected)
})
