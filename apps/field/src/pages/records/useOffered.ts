import { ref, type Ref } from 'vue'
import { device } from '@/core/device'

/** Words offered for sets: the categories that the county keeps, as households hold them. */
export function useOffered(): Ref<Record<string, string[]>> {
  const offered = ref<Record<string, string[]>>({})
  device.call('reference.categories', {}).then(
    (categories) => (offered.value = { categories: categories.map((category) => category.name) }),
    () => undefined,
  )
  return offered
}
