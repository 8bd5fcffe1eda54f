/// <reference lib="webworker" />
// The service worker: opens the app without signal, changes versions when it is told to, and posts what a closed app left.

import { HANDOFF_TAG, post } from '@/core/handoff'
import { shellOf, type Shell } from './shell'

/** Put in by the build: the files of this version. */
declare const __SHELL__: Shell
declare const self: ServiceWorkerGlobalScope

/** Background Sync: Chromium only, and not in TypeScript's library. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string
}

const shell = shellOf(__SHELL__, self.registration.scope)

self.addEventListener('install', (event) => {
  event.waitUntil(shell.install())
})

self.addEventListener('activate', (event) => {
  event.waitUntil(shell.activate().then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const answer = shell.answer(event.request)
  if (answer) event.respondWith(answer)
})

// A new version waits until a page says that nothing is being typed.
self.addEventListener('message', (event) => {
  if (event.data === 'take_over') void self.skipWaiting()
})

// The network is back and the app is closed. A rejection makes the browser try again later.
self.addEventListener('sync', (event) => {
  const sync = event as SyncEvent
  if (sync.tag === HANDOFF_TAG) sync.waitUntil(post())
})
