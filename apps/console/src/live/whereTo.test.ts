import { expect, test } from 'vitest'
import { whereTo } from './whereTo'

test.each([
  ['household', 'h', 'h', '/households/h'],
  ['case', 'c', 'h', '/cases/c'],
  ['visit', 'v', 'h', '/visits/v'],
  ['diary_entry', 'd', null, '/diary/d'],
  ['person', 'p', 'h', '/households/h'],
  ['comment', 'b', 'h', '/households/h'],
  ['comment', 'b', null, '/'],
] as const)('%s leads to its page', (kind, id, household, expected) => {
  expect(whereTo(kind, id, household)).toBe(expected)
})
