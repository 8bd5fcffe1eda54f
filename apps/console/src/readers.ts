import type { Role } from '@/api/types'

/** Those who work with the records. */
export const READERS: readonly Role[] = ['supervisor', 'admin']
