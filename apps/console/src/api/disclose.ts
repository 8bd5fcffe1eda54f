import { answer, api } from './client'
import type { Schemas } from './types'

/** Shows a masked field whole. The reason stands in the access log before the answer comes. */
export function disclose(document: string, field: string, reason: string, key?: string | null): Promise<Schemas['DisclosureView']> {
  return answer(api.POST('/v1/disclosures', { body: { document, field, reason, key } }))
}
