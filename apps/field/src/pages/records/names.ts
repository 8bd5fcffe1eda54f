import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

/** The name of an account that a record names. */
export function useNames() {
  const { t } = useI18n()
  return (people: { [id in string]: string }, id: string | null): string => (id && people[id]) || t('records.somebody')
}

/** What a household is called at the head of a page: by its head's name. */
export function useHomeName(name: () => string | null | undefined): ComputedRef<string> {
  const { t } = useI18n()
  return computed(() => {
    const known = name()
    return known ? t('records.home', { name: known }) : t('records.unnamed')
  })
}

/** Group and address on one line; many addresses name the group already. */
export function placeOf(area: string | null | undefined, address: string | null | undefined): string {
  if (area && address?.includes(area)) return address
  return [area, address].filter(Boolean).join(' · ')
}
