// A value that is read again whenever records change.

import { getCurrentInstance, onActivated, onDeactivated, onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { CallError } from './api'
import { device } from './device'
import type { Failure } from './types'

export interface Live<T> {
  /** Undefined until the first answer. */
  value: Readonly<ShallowRef<T | undefined>>
  /** Why the last reading failed. */
  failure: Readonly<ShallowRef<Failure | undefined>>
  /** Reads again, for instance after what it depends on changed. */
  again(): Promise<void>
}

/** Reads now and after each change; of several readings under way the latest wins. */
export function useLive<T>(read: () => Promise<T>): Live<T> {
  const value = shallowRef<T>()
  const failure = shallowRef<Failure>()
  let latest = 0
  const again = async () => {
    const mine = ++latest
    try {
      const got = await read()
      if (mine !== latest) return
      value.value = got
      failure.value = undefined
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (mine === latest) failure.value = error.failure
    }
  }
  // A page that is kept aside reads once when it is shown again, however often records changed meanwhile.
  let aside = false
  let missed = false
  const changed = () => {
    if (aside) missed = true
    else void again()
  }
  onScopeDispose(device.on('changed', changed))
  if (getCurrentInstance()) {
    onDeactivated(() => (aside = true))
    onActivated(() => {
      aside = false
      if (missed) void again()
      missed = false
    })
  }
  void again()
  return { value, failure, again }
}
