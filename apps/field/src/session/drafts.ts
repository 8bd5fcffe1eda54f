import { onBeforeUnmount, shallowReactive } from 'vue'
import { device } from '@/core/device'

type Save = () => Promise<unknown>

const held = shallowReactive(new Set<Save>())

/**
 * A page with words in it names what writes them into the store: it is called before the store closes, before another tab
 * or an update takes over and when the page is hidden.
 */
export function holdsDraft(save: Save): void {
  held.add(save)
  onBeforeUnmount(() => held.delete(save))
}

/** Whether words are open that an update would interrupt. */
export function draftOpen(): boolean {
  return held.size > 0
}

export async function saveDrafts(): Promise<void> {
  // One that cannot be written must not keep the others from it, nor the lock from closing.
  await Promise.allSettled([...held].map((save) => save()))
}

device.beforeClose(saveDrafts)
