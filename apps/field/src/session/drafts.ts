import { onBeforeUnmount, shallowReactive } from 'vue'

type Flush = () => Promise<unknown>

const held = shallowReactive(new Set<Flush>())

/**
 * A page with words in it names what writes them into the store: it is called before the lock closes, before an update
 * is put in place and when the page is hidden.
 */
export function holdsDraft(flush: Flush): void {
  held.add(flush)
  onBeforeUnmount(() => held.delete(flush))
}

/** Whether words are open that an update would interrupt. */
export function draftOpen(): boolean {
  return held.size > 0
}

export async function flushDrafts(): Promise<void> {
  // One that cannot be written must not keep the others from it, nor the lock from closing.
  await Promise.allSettled([...held].map((flush) => flush()))
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') void flushDrafts()
})
window.addEventListener('pagehide', () => void flushDrafts())
