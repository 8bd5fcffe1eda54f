import { useI18n } from 'vue-i18n'

interface Read {
  fields: object
  masked?: readonly string[]
}

/** The text of a field that may be masked: what is hidden is told from what is not known. */
export function useShown(): (record: Read, field: string) => string {
  const { t } = useI18n()
  return (record, field) => {
    const value = (record.fields as Record<string, unknown>)[field]
    const text = Array.isArray(value) ? value.join('、') : typeof value === 'string' ? value : ''
    const hidden = (record.masked ?? []).includes(field) && (text === '' || text === '***')
    return hidden ? t('print.hidden') : text
  }
}
