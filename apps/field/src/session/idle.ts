import { computed, watch } from 'vue'
import { enrolling } from './enrolment'
import { inside, lockNow } from './lock'
import { settings } from './settings'

/** A first sync over a weak link is watched without a touch. */
const guarded = computed(() => inside.value && !enrolling.value)

let touchedMs = 0
let timer: number | undefined

function leftMs(): number {
  return touchedMs + settings.idle_lock_minutes * 60_000 - Date.now()
}

/** One timer for the moment at which it would lock; a touch only moves the moment, so nothing runs in between. */
function arm() {
  window.clearTimeout(timer)
  timer = undefined
  if (!guarded.value) return
  if (leftMs() <= 0) void lockNow()
  else timer = window.setTimeout(arm, leftMs())
}

function touch() {
  touchedMs = Date.now()
}

/** Locks after a while without a touch, whether the app is looked at or lies in a pocket. */
export function watchIdle(): void {
  for (const event of ['pointerdown', 'keydown', 'input', 'scroll'] as const) {
    window.addEventListener(event, touch, { passive: true, capture: true })
  }
  // A phone that slept has run no timer.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') arm()
  })
  watch(
    [guarded, () => settings.idle_lock_minutes],
    () => {
      touch()
      arm()
    },
    { immediate: true },
  )
}
