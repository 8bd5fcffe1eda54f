import { computed, ref, type Ref } from 'vue'
import { device } from '@/core/device'
import type { HouseholdFields, RecordView } from '@/core/types'
import { today } from '@/pages/records/days'
import type { BegunVisit } from './begun'

/** Place and companions as they most likely are, until the person says otherwise: at the house, with whom they came today. */
export function usePrefilled(body: Ref<BegunVisit>, home: Ref<RecordView<HouseholdFields> | null | undefined>) {
  const lately = ref<string[]>([])

  async function companions(): Promise<void> {
    const { user } = await device.call('status.show', {})
    const [last] = await device.call('visits.list', { author: user, date_from: today(), limit: 1 })
    lately.value = last?.fields.participants ?? []
  }
  companions().catch(() => undefined)

  const place = computed({
    get: () => body.value.place ?? (body.value.kind === 'home' ? (home.value?.fields.address ?? '') : ''),
    set: (place) => (body.value.place = place),
  })
  const participants = computed({
    get: () => body.value.participants ?? (body.value.kind === 'phone' ? [] : lately.value),
    set: (names) => (body.value.participants = names),
  })
  return { place, participants }
}
