import { CallError, type Failure } from '@/core/api'
import { i18n } from '@/locales'

/** What happens outside the core and has no words there. */
const WORDS: Record<string, string> = {
  no_network: 'session.failure.no_network',
  timeout: 'session.failure.no_network',
  cut: 'session.failure.no_network',
  disk_full: 'session.notice.full',
}

/** A failure in the reader's language. */
export function words(failure: Failure): string {
  const { t, locale } = i18n.global
  const own = locale.value === 'en' ? failure.en : failure.zh
  return own || t(WORDS[failure.code] ?? 'session.failure.other')
}

/** The same for whatever was thrown. */
export function wordsOf(error: unknown): string {
  return error instanceof CallError ? words(error.failure) : i18n.global.t('session.failure.other')
}
