import type { Routes } from './places'

/** The `routes.ts` of every domain. */
export const domains = import.meta.glob<Routes>('./pages/*/routes.ts', { eager: true })
