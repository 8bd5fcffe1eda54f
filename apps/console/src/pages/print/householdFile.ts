import { answer, api } from '@/api/client'
import type { Schemas } from '@/api/types'
import { needAreas } from '@/shell/areas'
import { PAGE, readAll } from './readAll'

/** All that is kept of a household, as the reader may see it. */
export interface HouseholdFile {
  household: Schemas['RecordView_HouseholdView']
  persons: Schemas['RecordView_PersonView'][]
  cases: Schemas['CaseRecord'][]
  visits: Schemas['RecordView_VisitView'][]
  assistance: Schemas['RecordView_AssistanceView'][]
}

/** Reads it. */
export async function householdFile(id: string): Promise<HouseholdFile> {
  const query = (cursor: string | undefined) => ({ params: { query: { household: id, limit: PAGE, cursor } } })
  const [household, persons, cases, visits, assistance] = await Promise.all([
    answer(api.GET('/v1/households/{id}', { params: { path: { id } } })),
    readAll((cursor) => answer(api.GET('/v1/persons', query(cursor)))),
    readAll((cursor) => answer(api.GET('/v1/cases', query(cursor)))),
    readAll((cursor) => answer(api.GET('/v1/visits', query(cursor)))),
    readAll((cursor) => answer(api.GET('/v1/assistance', query(cursor)))),
    needAreas(),
  ])
  return { household, persons, cases, visits, assistance }
}
