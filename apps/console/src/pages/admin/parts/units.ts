// The offices of the administrator's area, read once and again after a change.

import { readonly, ref } from 'vue'
import { answer, api } from '@/api/client'
import type { Unit } from '../types'

const all = ref<Unit[]>([])
let reading: Promise<void> | null = null

export const units = readonly(all)

async function readAll(): Promise<void> {
  all.value = (await answer(api.GET('/v1/admin/units'))).rows
}

/** Reads them, if they were not read yet. */
export function needUnits(): Promise<void> {
  reading ??= readAll().catch((thrown: unknown) => {
    reading = null
    throw thrown
  })
  return reading
}

/** Reads them anew: they were changed. */
export function readUnits(): Promise<void> {
  reading = null
  return needUnits()
}
