import { describe, expect, it } from 'vitest'

type Words = { [key: string]: string | Words }

const files = import.meta.glob<Words>('./*/*.ts', { eager: true, import: 'default' })

/** `a.b.c` and its text, for every text of a file. */
function flat(words: Words, before = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[before + key, value]] : flat(value, `${before}${key}.`),
  )
}

/** The names in braces that a text has filled in. */
function blanks(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? ''))].sort()
}

const domains = [...new Set(Object.keys(files).map((path) => path.split('/').at(-1) ?? ''))]

describe.each(domains)('%s', (domain) => {
  const chinese = new Map(flat(files[`./zh/${domain}`] ?? {}))
  const english = new Map(flat(files[`./en/${domain}`] ?? {}))

  it('has the same keys in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it('has the same blanks in both languages, and no empty text', () => {
    for (const [key, text] of chinese) {
      expect(text.trim(), key).not.toBe('')
      expect(english.get(key)?.trim(), key).not.toBe('')
      expect(blanks(english.get(key) ?? ''), key).toEqual(blanks(text))
    }
  })

  it('says nothing in Chinese to who reads English', () => {
    // But a language's own name.
    const others = [...english].filter(([key]) => !/chinese/i.test(key))
    for (const [key, text] of others) expect(text, key).not.toMatch(/\p{Script=Han}/u)
  })
})
