import { expect, it } from 'vitest'
import { fenOf, yuanOf } from './amount'

it.each([
  ['', null],
  ['  ', null],
  ['0', 0],
  ['1200', 120_000],
  ['1200.5', 120_050],
  ['1200.05', 120_005],
  ['1,200.50元', 120_050],
  ['19.99', 1_999],
  ['1.005', undefined],
  ['-1', undefined],
  ['一千', undefined],
  ['1e3', undefined],
])('%s', (typed, fen) => {
  expect(fenOf(typed)).toBe(fen)
})

it.each([[null, ''], [undefined, ''], [0, '0'], [120_000, '1200'], [120_005, '1200.05'], [1_999, '19.99']])('%s fen', (fen, text) => {
  expect(yuanOf(fen)).toBe(text)
  if (typeof fen === 'number') expect(fenOf(text)).toBe(fen)
})
