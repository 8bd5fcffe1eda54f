// How the catalogue's fields are read together.

import type { Household, Schemas } from '@/api/types'
import type { Value } from '@/parts/catalogue'

export type Person = Schemas['RecordView_PersonView']

/** The facts of a household, in groups; what is not named here (head, members, point) has a place of its own. */
export const GROUPS = [
  { name: 'home', fields: ['code', 'area', 'address', 'phone'] },
  { name: 'living', fields: ['categories', 'housing', 'income_fen', 'hardship'] },
  { name: 'further', fields: ['notes', 'extra'] },
] as const

/** Those that take the whole width. */
export const LONG: ReadonlySet<string> = new Set(['address', 'hardship', 'notes', 'categories'])

/** The facts of a person beside their name. */
export const PERSON_FIELDS = ['id_number', 'birth', 'phone', 'occupation', 'away_place', 'health', 'categories', 'notes'] as const

export function valueOf(record: Household | Person, field: string): Value {
  return (record.fields as unknown as Record<string, Value>)[field]
}

/** Years on this day; null without a readable day of birth. */
export function age(birth: string | null | undefined, today: Date = new Date()): number | null {
  const born = birth ? new Date(`${birth}T00:00:00`) : null
  if (!born || Number.isNaN(born.getTime())) return null
  const before = today.getMonth() < born.getMonth() || (today.getMonth() === born.getMonth() && today.getDate() < born.getDate())
  return today.getFullYear() - born.getFullYear() - (before ? 1 : 0)
}
