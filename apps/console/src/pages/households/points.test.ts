import { expect, it } from 'vitest'
import { bar, placed, pointOf, reach } from './points'

it.each([
  ['25.8231,113.9448 CGCS2000', { latitude: 25.8231, longitude: 113.9448, system: 'CGCS2000' }],
  ['-25.5,113 WGS-84', { latitude: -25.5, longitude: 113, system: 'WGS-84' }],
  ['25.8231,113.9448', null],
  ['1.2.3,4 WGS-84', null],
  ['', null],
  [null, null],
])('reads %s', (text, expected) => expect(pointOf(text)).toEqual(expected))

it('places a neighbour in metres', () => {
  const middle = { latitude: 25.8, longitude: 113.9, system: 'CGCS2000' }
  const there = placed('a', '', { ...middle, latitude: 25.801, longitude: 113.901 }, middle)
  expect([Math.round(there.east), Math.round(there.south)]).toEqual([100, -111])
})

it('reaches the neighbours and leaves the stray ones out', () => {
  const at = (east: number) => ({ id: String(east), name: '', east, south: 0 })
  expect(reach([])).toBe(100)
  expect(Math.round(reach([...Array.from({ length: 19 }, () => at(300)), at(90_000)]))).toBe(330)
  expect(reach([at(90_000)])).toBe(5_000)
})

it.each([[100, 50], [330, 100], [5_000, 2_000]])('%d m have a bar of %d m', (far, length) => expect(bar(far)).toBe(length))
