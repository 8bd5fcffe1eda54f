import { onMounted, onScopeDispose, type Ref } from 'vue'

/** So far before its end a list asks for more, in pixels. */
const AHEAD_PX = 600

/** Calls when the end of a list comes near. */
export function useSeen(box: Ref<HTMLElement | undefined>, end: Ref<HTMLElement | undefined>, near: () => void): void {
  let watching: IntersectionObserver | undefined
  onMounted(() => {
    const root = box.value
    if (!root || !end.value) return
    watching = new IntersectionObserver(([entry]) => entry?.isIntersecting && near(), {
      root,
      rootMargin: `0px 0px ${AHEAD_PX}px 0px`,
    })
    watching.observe(end.value)
  })
  onScopeDispose(() => watching?.disconnect())
}
