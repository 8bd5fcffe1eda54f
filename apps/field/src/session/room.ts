import { ref } from 'vue'
import type { Room } from '@/core/api'
import { device } from '@/core/device'

/** A phone that is nearly full stops taking visits in: time to say so while there is room for a day's work. */
const LOW_BYTES = 20 * 1024 * 1024
const LOW_SHARE = 0.9

export const room = ref<Room | null>(null)

export async function measureRoom(): Promise<void> {
  room.value = await device.room().catch(() => null)
}

export function nearlyFull(of: Room | null): boolean {
  return of !== null && of.quota > 0 && (of.quota - of.used < LOW_BYTES || of.used / of.quota > LOW_SHARE)
}

/** Asked once records are on the phone: a browser says yes rather to what is used. */
export async function askToKeep(): Promise<void> {
  if (room.value?.persisted) return
  await device.persist().catch(() => false)
  await measureRoom()
}
