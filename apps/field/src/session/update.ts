import { ref, watch } from 'vue'
import { draftOpen, saveDrafts } from './drafts'
import { inside } from './lock'

/** A newer version of the app is on the phone and waits. */
export const updateWaits = ref(false)

let kept: () => void
/** Resolves once the app opens without signal, or never will in this browser. */
export const keptOffline = new Promise<void>((resolve) => {
  kept = resolve
})

let registration: ServiceWorkerRegistration | undefined
let asked = false
let reloading = false

/** The page opens anew; words that are being typed are in the store before. */
async function reload() {
  if (reloading) return
  reloading = true
  await saveDrafts()
  location.reload()
}

function put() {
  if (registration?.waiting) registration.waiting.postMessage('take_over')
  else void reload()
}

/** The person asked for the new version. */
export function updateNow(): void {
  asked = true
  put()
}

function look(found: ServiceWorkerRegistration) {
  registration = found
  // On the very first visit nothing is replaced.
  if (!navigator.serviceWorker.controller) return
  updateWaits.value = found.waiting !== null
  // Nobody is inside: nothing can be interrupted.
  if (found.waiting && !inside.value) put()
}

function follow(found: ServiceWorkerRegistration) {
  look(found)
  found.addEventListener('updatefound', () => {
    found.installing?.addEventListener('statechange', () => look(found))
  })
}

export function watchUpdates(): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return kept()
  const scope = import.meta.env.BASE_URL
  let controlled = navigator.serviceWorker.controller !== null
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // The first worker of all takes over a page of its own version.
    if (!controlled) controlled = true
    // Another tab put the new version in place: this one follows unless words are open here.
    else if (asked || !draftOpen()) void reload()
    else updateWaits.value = true
  })
  navigator.serviceWorker.register(`${scope}sw.js`, { scope }).then(follow, kept)
  void navigator.serviceWorker.ready.then(kept)
  watch(inside, (now) => {
    if (!now && registration) look(registration)
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void registration?.update().catch(() => undefined)
  })
}
