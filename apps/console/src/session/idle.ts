import { watch } from 'vue'
import { keepAlive, lock, sessionState } from './session'
import { hear, tell } from './windows'

const IDLE_MINUTES = 15
/** Other windows hear of a touch this often at most, and the session is looked after. */
const TOLD_MS = 10_000
/** A shorter time may be set in the browser, never a longer one. */
const SETTING = 'lianxin.idle_minutes'

let touchedMs = Date.now()
let toldMs = 0
let timer: number | undefined

function idleMs(): number {
  const set = Number(localStorage.getItem(SETTING) ?? NaN)
  return 60_000 * (set > 0 ? Math.min(set, IDLE_MINUTES) : IDLE_MINUTES)
}

/** One timer for the moment at which it would lock; a touch only moves the moment, so nothing runs in between. */
function arm(): void {
  window.clearTimeout(timer)
  if (sessionState.value !== 'in') return
  const leftMs = touchedMs + idleMs() - Date.now()
  if (leftMs <= 0) lock('idle')
  else timer = window.setTimeout(arm, leftMs)
}

function touch(): void {
  touchedMs = Date.now()
  if (touchedMs - toldMs < TOLD_MS) return
  toldMs = touchedMs
  tell('touched')
  void keepAlive()
}

/** Locks all windows after a while without a touch in any of them. */
export function watchIdle(): void {
  for (const event of ['pointerdown', 'pointermove', 'keydown', 'input', 'wheel'] as const) {
    window.addEventListener(event, touch, { passive: true, capture: true })
  }
  hear((told) => {
    if (told === 'touched') touchedMs = Date.now()
  })
  // A machine that slept has run no timer.
  document.addEventListener('visibilitychange', arm)
  watch(sessionState, () => {
    touchedMs = Date.now()
    arm()
  })
}
