// The three requests that live on the session's cookie; no script reads that one.

import { failureOf, toFailure } from '@/api/failure'
import type { Schemas, User } from '@/api/types'

/** What a session is answered. */
export interface Opened {
  token: string
  /** When the token has to be renewed, by this browser's own clock. */
  untilMs: number
  user: User
  /** Seals what was begun and not sent: 32 bytes, base64url. */
  draftsKey: string
}

/** Renewed so long before it expires. */
const MARGIN_MS = 30_000

async function post(path: string, body?: unknown): Promise<unknown> {
  // The header that makes a request the console's own: a page of another site cannot send it.
  const headers: Record<string, string> = { 'x-lianxin-console': '1' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(path, { method: 'POST', headers, body: body === undefined ? undefined : JSON.stringify(body) })
  } catch (thrown) {
    throw toFailure(thrown) ?? thrown
  }
  if (response.status === 204) return undefined
  const said: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw failureOf(response, said)
  return said
}

function opened(said: unknown): Opened {
  const session = said as Schemas['WebSessionAnswer']
  return {
    token: session.access_token,
    untilMs: Date.now() + session.expires_in * 1000 - MARGIN_MS,
    user: session.user,
    draftsKey: session.drafts_key,
  }
}

/**
 * One window at a time: all share the cookie, and a refresh token that comes again after its successor was used is taken for stolen.
 * The next window begins when the answer to the one before has brought the next cookie.
 */
function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const { locks } = navigator
  return locks ? (locks.request('lianxin.session', work) as Promise<T>) : work()
}

export function logIn(login: string, password: string): Promise<Opened> {
  return oneAtATime(async () => opened(await post('/v1/web/login', { login, password })))
}

export function refresh(): Promise<Opened> {
  return oneAtATime(async () => opened(await post('/v1/web/refresh')))
}

export function logOut(): Promise<void> {
  return oneAtATime(async () => void (await post('/v1/web/logout')))
}
