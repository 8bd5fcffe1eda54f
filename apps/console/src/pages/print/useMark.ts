import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Schemas } from '@/api/types'

/** A moment with its year, as it is written on paper: 2026-11-22 15:20. */
function stamp(ms: number): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Shanghai' })
  return parts.format(ms)
}

/** The words that mark every sheet: in its head, and pale across it. */
export function useMark(of: () => Schemas['PrintView']): { long: ComputedRef<string>; short: ComputedRef<string> } {
  const { t } = useI18n()
  const short = computed(() => `${of().by.name} ${stamp(of().at_ms)}`)
  const long = computed(() => t('print.mark', { who: of().by.name, when: stamp(of().at_ms), area: of().area }))
  return { long, short }
}
