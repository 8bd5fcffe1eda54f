// The field catalogue: labels, words of choices and how a value is said. Read once a session.

import { shallowRef } from 'vue'
import { answer, api } from '@/api/client'
import type { Schemas } from '@/api/types'
import { i18n, language } from '@/locales'
import { areaPath } from '@/shell/areas'
import { amount, day } from './words'

export type FieldKind = Schemas['Kind']
export type Field = Schemas['FieldView']
/** What a field may hold. */
export type Value = string | number | boolean | readonly string[] | null | undefined

const catalogue = shallowRef<Schemas['CatalogueView'] | null>(null)
let reading: Promise<void> | null = null

/** Reads it, if it was not read yet. A failure is tried again by whoever needs it next. */
export function needCatalogue(): Promise<void> {
  reading ??= answer(api.GET('/v1/catalogue')).then(
    (got) => {
      catalogue.value = got
    },
    () => {
      reading = null
    },
  )
  return reading
}

/** A field of a kind of record. */
export function fieldOf(kind: FieldKind, path: string): Field | undefined {
  return catalogue.value?.kinds.find((known) => known.kind === kind)?.fields.find((field) => field.path === path)
}

/** Its label in the reader's language. */
export function labelOf(kind: FieldKind, path: string): string {
  const field = fieldOf(kind, path)
  return (language() === 'en' ? field?.label_en : field?.label) ?? path
}

/** 类别 of the county, as they stand in records. */
export function categories(): readonly string[] {
  return (catalogue.value?.categories ?? []).map((category) => category.name)
}

/** The words that a field's value may be. */
export function choicesOf(kind: FieldKind, path: string): readonly { value: string; word: string }[] {
  const choices = fieldOf(kind, path)?.value?.choices ?? []
  return choices.map((choice) => ({ value: choice.word, word: language() === 'en' ? choice.label_en : choice.label }))
}

/** The word of a choice, or the word itself. */
export function wordOf(kind: FieldKind, path: string, word: string | null | undefined): string {
  return choicesOf(kind, path).find((choice) => choice.value === word)?.word ?? word ?? ''
}

/** A value as people say it. What refers to another record has no words of its own. */
export function said(kind: FieldKind, path: string, value: Value): string {
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'boolean') return i18n.global.t(value ? 'parts.yes' : 'parts.no')
  if (typeof value === 'object') return value.join(' ')
  const field = fieldOf(kind, path)
  const type = (field?.shape === 'map' ? field.mapped : field?.value)?.name
  if (typeof value === 'number') return type === 'fen' ? amount(value) : String(value)
  if (type === 'choice') return wordOf(kind, path, value)
  if (type === 'date') return day(value)
  if (type === 'division') return areaPath(value).map((area) => area.name).slice(-2).join('') || value
  return value
}
