import { answer, api } from '@/api/client'
import type { Schemas } from '@/api/types'

export type Conflicts = Schemas['ConflictsView']
export type Conflict = Schemas['ConflictView']
export type Rival = Schemas['RivalView']

/** What sheets are made of; a household's record has it too. */
export type Contradicted = Pick<Conflicts, 'id' | 'kind' | 'household' | 'title' | 'heads' | 'conflicts'>

/** The right value: one of the rivals by its place, or another one. */
export type Right = { choose: number } | { value: string | number | boolean }

/** Settles a conflict; `id` is made once for each decision, so that sending it again is harmless. */
export function settle(of: Contradicted, conflict: Conflict, right: Right, id: string): Promise<Conflicts> {
  const asked = { params: { path: { id: of.id } }, body: { id, field: conflict.field, key: conflict.key, heads: of.heads, ...right } }
  switch (of.kind) {
    case 'person':
      return answer(api.POST('/v1/persons/{id}/settle', asked))
    case 'visit':
      return answer(api.POST('/v1/visits/{id}/settle', asked))
    case 'assistance':
      return answer(api.POST('/v1/assistance/{id}/settle', asked))
    case 'case':
      return answer(api.POST('/v1/cases/{id}/settle', asked))
    default:
      return answer(api.POST('/v1/households/{id}/settle', asked))
  }
}
