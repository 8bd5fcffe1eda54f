import type { Area, Role } from '@/api/types'

/** What is written of an account, before it is sent. */
export interface AccountForm {
  name: string
  login: string
  role: Role
  area: Area | null
  unit: { id: string; name: string } | null
}

export const blank = (): AccountForm => ({ name: '', login: '', role: 'cadre', area: null, unit: null })
