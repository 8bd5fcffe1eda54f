import { ref } from 'vue'

/** What the light needs to know; the rules for it are the core's. */
export interface Light {
  state: 'safe' | 'unsent' | 'look'
  unsent: number
  look: number
  safe_since_ms: number | null
}

export const light = ref<Light | null>(null)
