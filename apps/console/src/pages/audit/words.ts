import { i18n } from '@/locales'

/** What a list is called, by its name in an address. */
export function listWords(of: { list?: string | null }): string {
  const { t, te } = i18n.global
  const key = `audit.lists.${of.list}`
  return te(key) ? t(key) : (of.list ?? '')
}
