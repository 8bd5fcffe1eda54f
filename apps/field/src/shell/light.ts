import { ref, watch } from 'vue'
import type { LightView } from '@/core/types'
import { device } from '@/core/device'
import { inside, me } from '@/session/lock'
import { rememberUnsent } from '@/session/unsent'

export const light = ref<LightView | null>(null)

async function look() {
  const profile = me.value
  if (!profile || !inside.value) return
  const now = await device.call('light.show', {}).catch(() => null)
  // A call that fails leaves the light as it is: it must not turn to "safe" or to "look" by mistake.
  if (!now || me.value?.id !== profile.id) return
  light.value = now
  rememberUnsent(profile.id, now.unsent)
}

/** Follows every edit and every contact with the server. */
export function watchLight(): void {
  device.on('changed', () => void look())
  device.on('sync', (event) => {
    if (event.event === 'finished') void look()
  })
  watch(
    inside,
    (now) => {
      if (now) void look()
      else light.value = null
    },
    { immediate: true },
  )
}
