// Who is at the desk. The access token is in memory alone.

import { computed, readonly, ref } from 'vue'
import { toFailure } from '@/api/failure'
import type { Role, User } from '@/api/types'
import * as door from './door'

/**
 * | state | what is seen |
 * | --- | --- |
 * | `out` | the login page |
 * | `in` | the console |
 * | `locked` | the console, covered: its pages stay as they are until the same person is back |
 */
export type State = 'out' | 'in' | 'locked'

const state = ref<State>('out')
const user = ref<User | null>(null)
let current: door.Opened | null = null
let back: (() => void)[] = []
let renewing: Promise<void> | null = null

export const sessionState = readonly(state)
export const person = readonly(user)
export const role = computed<Role | null>(() => user.value?.role ?? null)

function enter(opened: door.Opened): void {
  current = opened
  user.value = opened.user
  state.value = 'in'
  const waiting = back
  back = []
  waiting.forEach((go) => go())
}

/** Opens a session, or goes on in a covered console. */
export async function logIn(login: string, password: string): Promise<void> {
  enter(await door.logIn(login, password))
}

/** Ends the session at the server and in this page. */
export async function logOut(): Promise<void> {
  const ended = current?.token
  current = null
  user.value = null
  state.value = 'out'
  // What the server does not hear now ends by itself.
  if (ended) await door.logOut(ended).catch(() => undefined)
}

/** Covers the page. */
export function lock(): void {
  if (state.value === 'in') state.value = 'locked'
}

function whenBack(): Promise<void> {
  return new Promise((go) => back.push(go))
}

/** The token to show now. In a covered console it waits for the person. */
export async function token(): Promise<string> {
  if (state.value !== 'in') await whenBack()
  if (!current || Date.now() >= current.untilMs) await renew(current?.token ?? '')
  return current?.token ?? ''
}

/** A new token in place of one that the server did not take; waits for the person where the session is over. */
export async function renew(refused: string): Promise<void> {
  if (current && current.token !== refused) return
  renewing ??= renewOnce().finally(() => (renewing = null))
  await renewing
}

async function renewOnce(): Promise<void> {
  try {
    enter(await door.refresh())
  } catch (thrown) {
    const failure = toFailure(thrown)
    if (failure && failure.status !== 401 && failure.status !== 403) throw failure
    lock()
    await whenBack()
  }
}
