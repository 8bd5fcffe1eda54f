/** What stands in a form for an amount in fen. */
export function yuanOf(fen: number | null | undefined): string {
  if (fen === null || fen === undefined) return ''
  const rest = fen % 100
  return rest === 0 ? String(fen / 100) : `${Math.trunc(fen / 100)}.${String(rest).padStart(2, '0')}`
}

/** The fen of an amount that was typed in yuan: null for none, undefined for what is no amount. */
export function fenOf(yuan: string): number | null | undefined {
  const text = yuan.replace(/[,，\s元]/g, '')
  if (text === '') return null
  const found = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text)
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : undefined
}
