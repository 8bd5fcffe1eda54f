import type { FieldChange, FormFieldView } from '@/core/types'

/** What stands in the inputs of a form, by path; a key of a map stands as `path.key`. */
export type Typed = Record<string, string>

type Fields = Record<string, unknown>

/** Between the names of a set, as people list them. */
const AND = '、'

/** A field's value as it stands in its input. */
export function typed(field: FormFieldView, value: unknown): string {
  if (Array.isArray(value)) return value.join(AND)
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (typeof value === 'number') return field.value?.name === 'fen' ? yuan(value) : String(value)
  return typeof value === 'string' ? value : ''
}

/** An amount with the decimals that it has. */
export function yuan(fen: number): string {
  return fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2)
}

export function members(text: string): string[] {
  return text.split(AND).filter((name) => name !== '')
}

export function listed(names: string[]): string {
  return names.join(AND)
}

/** Fields that a form can ask for: not what the program links by itself, nor what only the first change sets. */
export function askable(fields: FormFieldView[]): FormFieldView[] {
  const asked = new Set(['line', 'prose', 'whole', 'fen', 'date', 'phone', 'id_number', 'flag', 'choice'])
  return fields.filter(({ write, shape, value }) => {
    if (write === 'anchor' || write === 'leader') return false
    return shape === 'text' || ((shape === 'one' || shape === 'set') && asked.has(value?.name ?? ''))
  })
}

export function filled(fields: FormFieldView[], from: Fields): Typed {
  return Object.fromEntries(fields.map((field) => [field.path, typed(field, from[field.path])]))
}

/** Only what differs from what the person saw. */
export function changes(fields: FormFieldView[], seen: Typed, now: Typed): FieldChange[] {
  return fields
    .filter((field) => (now[field.path] ?? '') !== (seen[field.path] ?? ''))
    .map((field) => ({ field: field.path, key: null, change: { set: now[field.path] ?? '' } }))
}
