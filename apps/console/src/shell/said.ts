import { readonly, ref } from 'vue'

const SHOWN_MS = 4_000

const text = ref('')
let timer: number | undefined

export const lastSaid = readonly(text)

/** A short word at the foot of the window that something is done; it goes by itself. Nothing that must be read. */
export function say(words: string): void {
  text.value = words
  window.clearTimeout(timer)
  timer = window.setTimeout(() => (text.value = ''), SHOWN_MS)
}
