import { expect, it } from 'vitest'
import { areaRows } from './areaRows'

const area = (code: string, parent: string | null = null, merged_into: string | null = null) => ({
  code,
  name: code,
  level: 'village' as const,
  parent,
  merged_into,
})
const areas = [area('c'), area('t', 'c'), area('v', 't'), area('w', 't'), area('x', 't', 'w'), area('o', 'beyond')]

it.each([
  ['nothing unfolded', [], ['0c1', '0o0']],
  ['the county', ['c'], ['0c1', '1t2', '0o0']],
  ['down to villages, without what became part of another', ['c', 't'], ['0c1', '1t2', '2v0', '2w0', '0o0']],
  ['a folded parent hides what is unfolded in it', ['t'], ['0c1', '0o0']],
])('%s', (_name, unfolded, expected) => {
  const rows = areaRows(areas, new Set(unfolded))
  expect(rows.map((row) => `${row.depth}${row.area.code}${row.children}`)).toEqual(expected)
})
