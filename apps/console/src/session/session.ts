// Who is at the desk. The access token is in memory alone; the refresh token is in a cookie that no script reads.

import { computed, readonly, ref } from 'vue'
import { toFailure } from '@/api/failure'
import type { Role, User } from '@/api/types'
import * as door from './door'
import { openDrafts } from './drafts'
import { hear, tell } from './windows'

/**
 * | state | what is seen |
 * | --- | --- |
 * | `beginning` | nothing yet |
 * | `out` | the login page |
 * | `in` | the console |
 * | `locked` | the console, covered: its pages stay as they are until the same person is back; the session is over |
 */
export type State = 'beginning' | 'out' | 'in' | 'locked'

/** Why the console is covered: nobody was there, the session was over, or somebody wanted it. */
export type Why = 'idle' | 'ended' | 'wanted'

const state = ref<State>('beginning')
const why = ref<Why>('wanted')
const user = ref<User | null>(null)
let current: door.Opened | null = null
let back: (() => void)[] = []
let renewing: Promise<void> | null = null

export const sessionState = readonly(state)
export const lockedWhy = readonly(why)
export const person = readonly(user)
export const role = computed<Role | null>(() => user.value?.role ?? null)

/** Another person is here, or nobody: nothing of the one before stays in the page. */
function beginAnew(): void {
  location.replace('/')
}

async function enter(opened: door.Opened): Promise<void> {
  if (user.value && user.value.id !== opened.user.id) {
    beginAnew()
    return
  }
  await openDrafts(opened.user.id, opened.draftsKey)
  current = opened
  user.value = opened.user
  state.value = 'in'
  const waiting = back
  back = []
  waiting.forEach((go) => go())
}

/** Finds out whether this browser has a session. Everything waits for it. */
export async function begin(): Promise<void> {
  hear((told) => {
    if (told === 'out' && state.value !== 'out') beginAnew()
    else if (told === 'locked') cover(why.value)
    else if (told === 'in' && state.value !== 'in') void comeIn()
  })
  await comeIn()
  if (state.value === 'beginning') state.value = 'out'
}

async function comeIn(): Promise<void> {
  try {
    await enter(await door.refresh())
  } catch {
    // No session, or no network: the login page says more when it is used.
  }
}

/** Opens a session, or goes on in a covered console. */
export async function logIn(login: string, password: string): Promise<void> {
  await enter(await door.logIn(login, password))
  tell('in')
}

/** Ends the session at the server and in all windows. */
export async function logOut(): Promise<void> {
  // What the server does not hear now is over half an hour later.
  await door.logOut().catch(() => undefined)
  tell('out')
  beginAnew()
}

function cover(reason: Why): void {
  if (state.value !== 'in') return
  why.value = reason
  state.value = 'locked'
  current = null
}

/** Covers all windows and ends the session at the server; what was typed and the place stay. */
export function lock(reason: Why): void {
  if (state.value !== 'in') return
  cover(reason)
  tell('locked')
  void door.logOut().catch(() => undefined)
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

/** Keeps the session alive while somebody works in a page that asks the server for nothing. */
export async function keepAlive(): Promise<void> {
  if (state.value === 'in' && current && Date.now() >= current.untilMs) await renew(current.token).catch(() => undefined)
}

async function renewOnce(): Promise<void> {
  try {
    await enter(await door.refresh())
  } catch (thrown) {
    const failure = toFailure(thrown)
    if (failure && failure.status !== 401 && failure.status !== 403) throw failure
    cover('ended')
    await whenBack()
  }
}
