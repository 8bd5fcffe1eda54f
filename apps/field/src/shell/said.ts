import { ref } from 'vue'

/** What was just done, or could not be: a sentence that goes away by itself. */
export const said = ref('')

const SHOWN_MS = 2_500
let timer: ReturnType<typeof setTimeout> | undefined

export function say(sentence: string): void {
  said.value = sentence
  clearTimeout(timer)
  timer = setTimeout(() => (said.value = ''), SHOWN_MS)
}
