import { computed, ref } from 'vue'
import type { LockState } from '@/core/api'
import { device } from '@/core/device'

/** Until the device has begun, nothing is known of its profiles: nobody may be asked to enrol meanwhile. */
const state = ref<LockState | { state: 'beginning' }>({ state: 'beginning' })

/** Where the device stands; the screens follow it. */
export const lock = computed(() => state.value)

/** The profile whose store is open. */
export const me = computed(() => (state.value.state === 'open' ? state.value.profile : null))

export const inside = computed(() => state.value.state === 'open' && state.value.enrolled)

export async function begin(): Promise<void> {
  try {
    await device.begin()
    state.value = device.lock
  } catch {
    state.value = { state: 'crashed' }
  }
  device.on('lock', (now) => {
    state.value = now
  })
}

export async function lockNow(): Promise<void> {
  if (state.value.state === 'open') await device.closeStore()
}
