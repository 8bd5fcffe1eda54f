// Every request of the console: typed by the server's OpenAPI document, with the access token of whoever is logged in.

import createClient from 'openapi-fetch'
import { renew, token } from '@/session/session'
import { failureOf } from './failure'
import type { paths } from './schema'

/** A request that met an expired session is asked again after the person has come back: nothing typed is lost. */
async function send(request: Request): Promise<Response> {
  const again = request.clone()
  const shown = await token()
  const answer = await fetch(bearing(request, shown))
  if (answer.status !== 401) return answer
  await renew(shown)
  return fetch(bearing(again, await token()))
}

function bearing(request: Request, shown: string): Request {
  request.headers.set('authorization', `Bearer ${shown}`)
  return request
}

export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? '', fetch: send })

interface Asked<T> {
  data?: T
  error?: unknown
  response: Response
}

/** What was answered; a {@link Failure} is thrown for everything else. */
export async function answer<T>(asked: Promise<Asked<T>>): Promise<T> {
  const { data, error, response } = await asked
  if (error !== undefined || !response.ok) throw failureOf(response, error)
  return data as T
}
