import { shallowRef, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { device } from '@/core/device'
import type { FormFieldView, Kind } from '@/core/types'

/** The tables are part of the program, so one reading serves as long as it runs. */
const known = new Map<Kind, ShallowRef<FormFieldView[]>>()

export interface Labelled {
  zh: string
  en: string
}

/** The core's table of a kind's fields: what forms ask for, and what its words are called. */
export function useCatalogue(kind: Kind) {
  const { locale } = useI18n()
  let fields = known.get(kind)
  if (!fields) {
    const begun = shallowRef<FormFieldView[]>([])
    known.set(kind, begun)
    device.call('catalogue.fields', { kind }).then(
      (found) => (begun.value = found),
      () => known.delete(kind),
    )
    fields = begun
  }
  const table = fields

  const label = (what: Labelled): string => (locale.value === 'en' ? what.en : what.zh)
  const field = (path: string): FormFieldView | undefined => table.value.find((one) => one.path === path)

  /** How a choice is called; the word itself until the table is there. */
  function word(path: string, value: string | null | undefined): string {
    if (!value) return ''
    const choice = field(path)?.value?.choices.find((one) => one.word === value)
    return choice ? label(choice) : value
  }

  return { fields: table, field, label, word }
}
