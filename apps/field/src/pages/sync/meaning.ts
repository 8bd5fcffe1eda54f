import { device } from '@/core/device'
import type { Intention, Kind, SetAsideView, Value } from '@/core/types'
import { i18n } from '@/locales'

/** What one intention meant, as a person reads it: the field, what stands there now and what should have come. */
export interface Meant {
  label: string
  from: string
  to: string
}

type Labels = Map<string, { zh: string; en: string }>
const known = new Map<string, Promise<Labels>>()

async function ask(kind: Kind): Promise<Labels> {
  const fields = await device.call('catalogue.fields', { kind })
  return new Map(fields.map((field) => [field.path, field]))
}

function labels(kind: Kind): Promise<Labels> {
  const found = known.get(kind) ?? ask(kind).catch(() => new Map())
  known.set(kind, found)
  return found
}

/** The fields of the record as it stands now; nothing where it left the phone. */
async function present(edit: SetAsideView): Promise<Record<string, unknown>> {
  const id = edit.document
  const asked = {
    household: () => device.call('households.get', { household: id }),
    person: () => device.call('persons.show', { id }),
    case: () => device.call('cases.show', { id }),
    visit: () => device.call('visits.show', { id }),
    diary_entry: () => device.call('diary.show', { id }),
    assistance: () => device.call('assistance.show', { id }),
  }
  const ask = edit.kind in asked ? asked[edit.kind as keyof typeof asked] : undefined
  const record = await ask?.().catch(() => null)
  return { ...record?.fields }
}

function words(value: Value | null): string {
  const { t } = i18n.global
  if (value === null) return t('sync.meaning.nothing')
  if (typeof value === 'boolean') return t(value ? 'sync.meaning.yes' : 'sync.meaning.no')
  return Array.isArray(value) ? value.join('、') : String(value)
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function one(intention: Intention, now: Record<string, unknown>): Omit<Meant, 'label'> {
  const { t } = i18n.global
  switch (intention.do) {
    case 'set':
      return { from: shown(now[intention.field]), to: words(intention.value) }
    case 'splice':
      return intention.insert ? { from: '', to: intention.insert.trim() } : { from: t('sync.meaning.cut'), to: '' }
    case 'add':
      return { from: '', to: t('sync.meaning.add', { what: intention.key }) }
    case 'put':
      return { from: '', to: `${intention.key}: ${words(intention.value)}` }
    case 'remove':
      return { from: intention.key, to: t('sync.meaning.remove') }
    case 'append':
      return { from: '', to: words(intention.values['text'] ?? intention.values['kind'] ?? null) }
  }
}

/** In the words of the catalogue. */
export async function meaning(edit: SetAsideView, english: boolean): Promise<Meant[]> {
  const [fields, now] = await Promise.all([labels(edit.kind), present(edit)])
  return edit.intentions.map((intention) => {
    const label = fields.get(intention.field)
    return { label: label ? (english ? label.en : label.zh) : '', ...one(intention, now) }
  })
}
