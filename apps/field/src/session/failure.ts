import { CallError, type Failure } from '@/core/api'
import { i18n } from '@/locales'

/** Ways in which a request is lost, which have no words in the core. */
const LOST = ['no_network', 'timeout', 'cut', 'too_large']

/** A failure in the reader's language. */
export function words(failure: Failure): string {
  const { t, locale } = i18n.global
  const own = locale.value === 'en' ? failure.en : failure.zh
  return own || t(LOST.includes(failure.code) ? 'session.failure.no_network' : 'session.failure.other')
}

/** The same for whatever was thrown. */
export function wordsOf(error: unknown): string {
  return error instanceof CallError ? words(error.failure) : i18n.global.t('session.failure.other')
}
