import { computed, ref } from 'vue'
import type { LockState } from '@/core/api'
import { device } from '@/core/device'
import { flushDrafts } from './drafts'

const state = ref<LockState>(device.lock)
device.on('lock', (now) => {
  state.value = now
})

/** Where the device stands; the screens follow it. */
export const lock = computed(() => state.value)

/** The profile whose store is open. */
export const me = computed(() => (state.value.state === 'open' ? state.value.profile : null))

export const inside = computed(() => state.value.state === 'open' && state.value.enrolled)

/** Closes the store; words that are being typed are put into it before. */
export async function lockNow(): Promise<void> {
  if (state.value.state !== 'open') return
  await flushDrafts()
  await device.closeStore()
}
