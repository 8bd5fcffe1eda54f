// Days, moments and amounts as people say them. For what is shown, never for what is kept.

export type Language = 'zh-CN' | 'en'

export const THIN = '\u2009'
const HAN = '[\\u3007\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{323af}]'
const OTHER = '[A-Za-z0-9]'
const BEFORE = new RegExp(`(${HAN})(${OTHER})`, 'gu')
const AFTER = new RegExp(`(${OTHER}|%)(${HAN})`, 'gu')

/** A thin space between Chinese and Latin letters or digits, as books set it. */
export function thin(text: string): string {
  return text.replace(BEFORE, `$1${THIN}$2`).replace(AFTER, `$1${THIN}$2`)
}

const WEEKDAYS = '日一二三四五六'

/** A day as `2026-11-22`, or a moment: 11月22日 周日, with the year where it is not this one. */
export function day(of: string | number | Date, language: Language, today: Date = new Date()): string {
  const when = typeof of === 'string' ? new Date(`${of.slice(0, 10)}T00:00:00`) : new Date(of)
  if (Number.isNaN(when.getTime())) return String(of)
  const thisYear = when.getFullYear() === today.getFullYear()
  if (language === 'en') {
    return when.toLocaleDateString('en-GB', {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      ...(thisYear ? {} : { year: 'numeric' as const }),
    })
  }
  const year = thisYear ? '' : `${when.getFullYear()}年`
  return `${year}${when.getMonth() + 1}月${when.getDate()}日 周${WEEKDAYS[when.getDay()]}`
}

/** The time of day: 15:20. */
export function clock(ms: number): string {
  const when = new Date(ms)
  return `${String(when.getHours()).padStart(2, '0')}:${String(when.getMinutes()).padStart(2, '0')}`
}

/** Whether two moments are on one day here. */
export function sameDay(ms: number, now: Date = new Date()): boolean {
  return new Date(ms).toDateString() === now.toDateString()
}

/** Fen as people say an amount: 2.3 万元; the exact value belongs beside it on demand. */
export function amount(fen: number, language: Language): string {
  const yuan = fen / 100
  if (language === 'en') return `¥${yuan.toLocaleString('en-GB')}`
  if (Math.abs(yuan) < 10_000) return `${yuan.toLocaleString('zh-CN')}${THIN}元`
  return `${(yuan / 10_000).toLocaleString('zh-CN', { maximumFractionDigits: 2 })}${THIN}万元`
}

/** Fen to the last one: ¥23,000.00. */
export function exactAmount(fen: number): string {
  return `¥${(fen / 100).toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
}
