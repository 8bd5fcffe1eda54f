import { useI18n } from 'vue-i18n'
import { daysBetween, today } from './days'

/** As `StateWord` draws it; `plain` has neither ground nor shape. */
export interface Due {
  word: string
  tone: 'plain' | 'waiting' | 'look'
}

interface Deadline {
  since: string | null
  days_left: number | null
}

/** How long a case has waited, or how far its deadline is, in words. What is due, and when, the core says. */
export function useDue(): (deadline: Deadline) => Due {
  const { t } = useI18n()
  return ({ since, days_left: left }) => {
    if (left === null) {
      const days = since ? daysBetween(since, today()) + 1 : 1
      return { word: t('records.dayNumber', { days }), tone: 'plain' }
    }
    if (left < 0) return { word: t('records.overdue', { days: -left }), tone: 'look' }
    if (left === 0) return { word: t('records.dueToday'), tone: 'look' }
    if (left === 1) return { word: t('records.dueTomorrow'), tone: 'waiting' }
    return { word: t('records.dueIn', { days: left }), tone: 'plain' }
  }
}
