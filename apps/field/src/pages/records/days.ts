import { useI18n } from 'vue-i18n'

const DAY_MS = 86_400_000
/** The whole country keeps one time, without summer time. */
const CHINA_MS = 8 * 3_600_000

/** Today in China, as records write it. */
export function today(now_ms: number = Date.now()): string {
  return new Date(now_ms + CHINA_MS).toISOString().slice(0, 10)
}

/** Whole days from one written day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)
}

/** Days as they are told in lists: 今天, 昨天, 9月18日. */
export function useDays() {
  const { t, locale } = useI18n()

  function day(date: string | null | undefined): string {
    const at = Date.parse(date ?? '')
    if (!date || Number.isNaN(at)) return ''
    const away = daysBetween(today(), date)
    if (away === 0) return t('records.today')
    if (away === -1) return t('records.yesterday')
    if (away === 1) return t('records.tomorrow')
    const year = date.slice(0, 4) === today().slice(0, 4) ? undefined : 'numeric'
    return new Intl.DateTimeFormat(locale.value, { year, month: 'short', day: 'numeric', timeZone: 'UTC' }).format(at)
  }

  return { day }
}
