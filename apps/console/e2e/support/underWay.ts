// What a browser waits for. The stream of events is always open and is not counted.

import type { BrowserContext, Request } from '@playwright/test'

const LIVE = '/v1/live'
const requests = new WeakMap<BrowserContext, Set<Request>>()

/** Begins to count the requests of a browser. */
export function watchRequests(context: BrowserContext): void {
  const open = new Set<Request>()
  requests.set(context, open)
  context.on('request', (request) => {
    if (new URL(request.url()).pathname !== LIVE) open.add(request)
  })
  context.on('requestfinished', (request) => open.delete(request))
  context.on('requestfailed', (request) => open.delete(request))
}

/** How many requests are under way. */
export function underWay(context: BrowserContext): number {
  return requests.get(context)?.size ?? 0
}
