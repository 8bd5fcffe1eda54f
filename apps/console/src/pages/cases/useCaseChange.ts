import { ref, type Ref } from 'vue'
import { answer, api } from '@/api/client'
import { Failure } from '@/api/failure'
import type { Schemas } from '@/api/types'
import { i18n } from '@/locales'
import { uuid7 } from '@/parts/uuid7'
import { say } from '@/shell/said'
import type { Case } from './ledger'

export type Changes = Partial<Omit<Schemas['CaseChanges'], 'id' | 'heads'>>

export interface CaseChange {
  /** What the server says is wrong, by field. */
  problems: Ref<Record<string, string>>
  /** Sends the changes on what was seen when the form came up; the same again is the same request. */
  send: (changes: Changes) => Promise<Case>
}

/** A change of fields of one case, as it stood when the form came up. */
export function useCaseChange(of: Case): CaseChange {
  const { t } = i18n.global
  const problems = ref<Record<string, string>>({})
  const heads = of.heads
  let id = uuid7()
  let sent = ''

  async function send(changes: Changes): Promise<Case> {
    const said = JSON.stringify(changes)
    // Other words are another request; the same ones may only have lost their answer.
    if (sent && sent !== said) id = uuid7()
    sent = said
    problems.value = {}
    try {
      const after = await answer(api.PATCH('/v1/cases/{id}', { params: { path: { id: of.id } }, body: { id, heads, ...changes } as Schemas['CaseChanges'] }))
      say(t('cases.dialog.saved'))
      return after
    } catch (thrown) {
      if (thrown instanceof Failure) problems.value = Object.fromEntries(thrown.fields.map((one) => [one.field, one.message ?? thrown.words]))
      throw thrown
    }
  }

  return { problems, send }
}
