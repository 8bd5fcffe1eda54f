import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useReadMarks } from './readMarks'

const kept = new Map<string, string>()

beforeEach(() => {
  kept.clear()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  })
})

describe('marks of what was read', () => {
  it('are kept by person, and can be taken back', () => {
    const mine = useReadMarks('a')
    mine.mark('1', true)
    mine.mark('2', true)
    mine.mark('1', false)
    expect([useReadMarks('a').isRead('1'), useReadMarks('a').isRead('2'), useReadMarks('b').isRead('2')]).toEqual([
      false,
      true,
      false,
    ])
  })

  it('of two windows add up', () => {
    const one = useReadMarks('a')
    const other = useReadMarks('a')
    one.mark('1', true)
    other.mark('2', true)
    expect([other.isRead('1'), useReadMarks('a').isRead('1')]).toEqual([true, true])
  })

  it('are bounded, the oldest go first', () => {
    kept.set('lianxin.read.a', JSON.stringify(Array.from({ length: 5_000 }, (_, id) => String(id))))
    const marks = useReadMarks('a')
    marks.mark('5000', true)
    expect([marks.isRead('0'), marks.isRead('1'), marks.isRead('5000')]).toEqual([false, true, true])
  })

  it.each(['{', 'null', '{"a":1}', '[1,"2"]'])('survive what is no list: %s', (text) => {
    kept.set('lianxin.read.a', text)
    expect(useReadMarks('a').isRead('1')).toBe(false)
  })
})
