import { i18n } from '@/locales'
import type { Act } from '../types'

/** What an act was done with, in words: ids and codes by their names of today, counts with their labels. */
export function actWords(act: Act): string {
  return pairs(act.detail as Record<string, unknown>, act.names).join(' · ')
}

/** Whom and what it concerns is said before how much that was. */
const FIRST = ['user', 'from', 'to', 'users', 'unit', 'area', 'device', 'category', 'household']

function pairs(detail: Record<string, unknown>, names: Record<string, string>): string[] {
  const place = (key: string) => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length)
  return Object.entries(detail).sort(([a], [b]) => place(a) - place(b)).flatMap(([key, value]) => {
    const { t, te } = i18n.global
    const label = te(`admin.acts.keys.${key}`) ? t(`admin.acts.keys.${key}`) : key
    const said = words(value, names)
    return said ? [`${label} ${said}`] : []
  })
}

function words(value: unknown, names: Record<string, string>): string {
  const { t, te } = i18n.global
  if (value === null || value === undefined || value === false || value === 0) return ''
  if (value === true) return t('admin.acts.yes')
  if (typeof value === 'string') {
    const known = names[value]
    if (known) return known
    if (te(`shell.role.${value}`)) return t(`shell.role.${value}`)
    if (te(`admin.assignments.kinds.${value}`)) return t(`admin.assignments.kinds.${value}`)
    return /^[0-9a-f]{64}$|^[0-9a-f]{8}-/.test(value) ? `…${value.slice(-8)}` : value
  }
  if (Array.isArray(value)) return t('admin.acts.many', { n: value.length })
  if (typeof value === 'object') {
    const { from, to, ...rest } = value as Record<string, unknown>
    if (from !== undefined || to !== undefined) {
      return from === to ? '' : `${words(from, names) || '—'} → ${words(to, names) || '—'}`
    }
    return pairs(rest, names).join('，')
  }
  return String(value)
}
