import { showToast } from 'vant'
import { useI18n } from 'vue-i18n'
import { CallError } from '@/core/api'

/** Says what went wrong, in the words of the core, and which field it is about. */
export function useFailures() {
  const { t, locale } = useI18n()
  const text = (what: { zh: string; en: string }): string => (locale.value === 'en' ? what.en : what.zh)

  function sentence(error: unknown): string {
    return error instanceof CallError ? text(error.failure) : t('records.failed')
  }

  /** What is wrong with each field, by its path. */
  function problems(error: unknown): Record<string, string> {
    const fields = error instanceof CallError ? (error.failure.fields ?? []) : []
    return Object.fromEntries(fields.map((problem) => [problem.field, text(problem)]))
  }

  function tell(error: unknown): void {
    const [first] = Object.values(problems(error))
    showToast(first ?? sentence(error))
  }

  return { sentence, problems, tell }
}
