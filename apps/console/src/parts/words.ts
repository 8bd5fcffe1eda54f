import * as words from '@lianxin/words'
import { i18n, language } from '@/locales'

export { clock, exactAmount, thin } from '@lianxin/words'

/** A day as `2026-11-22`, or a moment: 11月22日 周日, with the year where it is not this one. */
export function day(of: string | number | Date, today: Date = new Date()): string {
  return words.day(of, language(), today)
}

/** A moment: 今天 15:20, else 11月22日 周日 15:20. */
export function moment(ms: number, now: Date = new Date()): string {
  return `${words.sameDay(ms, now) ? i18n.global.t('shell.today') : day(ms, now)} ${words.clock(ms)}`
}

/** Fen as people say an amount: 2.3 万元; the exact value belongs beside it on demand. */
export function amount(fen: number): string {
  return words.amount(fen, language())
}

/** A count: 20,718. */
export function count(of: number): string {
  return of.toLocaleString('en-GB')
}

/** A village by the name that people say: 水城村 for 水城村民委员会, which is its committee. */
export function village(name: string): string {
  return name
    .replace(/村?村(民委员|委)会$/, '村')
    .replace(/社区居(民委员|委)会$/, '社区')
    .replace(/居民委员会$/, '居委会')
}
