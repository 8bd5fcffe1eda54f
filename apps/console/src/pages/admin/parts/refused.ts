import type { Failure } from '@/api/failure'
import { language } from '@/locales'

/** Why an administrator's operation was not done: the server says it in the details. */
export function refusedWords(failure: Failure): string {
  const said = failure.details[language() === 'en' ? 'message_en' : 'message']
  return typeof said === 'string' && said ? said : failure.words
}
