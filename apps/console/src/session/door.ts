// The three requests that need no access token of their own.

import { failureOf, toFailure } from '@/api/failure'
import type { Schemas, User } from '@/api/types'

/** What a session is answered. */
export interface Opened {
  token: string
  /** When the token has to be renewed, by this browser's own clock. */
  untilMs: number
  user: User
}

/** Renewed so long before it expires. */
const MARGIN_MS = 30_000

let refreshToken = ''

async function post(path: string, body: unknown, bearer?: string): Promise<unknown> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (bearer) headers.authorization = `Bearer ${bearer}`
  let response: Response
  try {
    response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  } catch (thrown) {
    throw toFailure(thrown) ?? thrown
  }
  if (response.status === 204) return undefined
  const said: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw failureOf(response, said)
  return said
}

function opened(said: unknown): Opened {
  const session = said as Schemas['SessionAnswer']
  refreshToken = session.refresh_token
  return {
    token: session.access_token,
    untilMs: Date.now() + session.expires_in * 1000 - MARGIN_MS,
    user: session.user,
  }
}

export async function logIn(login: string, password: string): Promise<Opened> {
  return opened(await post('/v1/login', { login, password }))
}

export async function refresh(): Promise<Opened> {
  return opened(await post('/v1/token/refresh', { refresh_token: refreshToken }))
}

export async function logOut(token: string): Promise<void> {
  refreshToken = ''
  await post('/v1/logout', {}, token)
}
