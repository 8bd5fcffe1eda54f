import { onActivated, onBeforeUnmount, onDeactivated } from 'vue'
import { device } from '@/core/device'

/** Runs when records changed, by an own edit or by a sync; a page that is kept aside waits until it is shown again. */
export function useChanged(changed: () => void): void {
  let aside = false
  let missed = false
  const off = device.on('changed', () => {
    if (aside) missed = true
    else changed()
  })
  onDeactivated(() => (aside = true))
  onActivated(() => {
    aside = false
    if (missed) changed()
    missed = false
  })
  onBeforeUnmount(off)
}
