import { useI18n } from 'vue-i18n'
import { CallError } from '@/core/api'
import type { Failure } from '@/core/types'
import { say } from '@/shell/said'

/** Says what went wrong, in the words of the core, and which field it is about. */
export function useFailures() {
  const { t, locale } = useI18n()
  const text = (what: { zh: string; en: string }): string => (locale.value === 'en' ? what.en : what.zh)

  function sentence(failure: Failure): string {
    return text(failure) || t('records.failed')
  }

  /** What is wrong with each field, by its path. */
  function problems(error: unknown): Record<string, string> {
    const fields = error instanceof CallError ? error.failure.fields : []
    return Object.fromEntries(fields.map((problem) => [problem.field, text(problem)]))
  }

  function tell(error: unknown): void {
    const [first] = Object.values(problems(error))
    say(first ?? (error instanceof CallError ? sentence(error.failure) : t('records.failed')))
  }

  return { sentence, problems, tell }
}
