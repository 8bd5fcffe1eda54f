import { ref } from 'vue'
import type { SyncEvent } from '@/core/api'
import { device } from '@/core/device'

/** What the sync did last. */
export const lastEvent = ref<SyncEvent | null>(null)

/** Records that came since the app was opened or the enrolment began. */
export const received = ref(0)

/** The device was shut out: it handed in what it had and forgot everything. Stays until it was read. */
export const shutOut = ref(false)

device.on('sync', (event) => {
  lastEvent.value = event
  if (event.event === 'progress') received.value = event.received
  if (event.event === 'closed') shutOut.value = true
})
