import { computed, ref, type Ref } from 'vue'
import type { FieldChange, FormFieldView } from '@/core/types'
import { useFailures } from './failures'
import { changes, filled, type Typed } from './form'

interface Seen {
  heads: string[]
  fields: object
}

/**
 * A form over a record. It stays as the person opened it while others write: what is saved is only what this person
 * changed, made at the heads that they saw.
 */
export function useForm(fields: Ref<FormFieldView[]>, typed: Ref<Typed>) {
  const { problems: named, tell } = useFailures()
  const problems = ref<Record<string, string>>({})
  const busy = ref(false)
  const seen = ref<Seen | null>(null)
  const before = computed(() => (seen.value ? filled(fields.value, seen.value.fields as Record<string, unknown>) : {}))
  const changed = computed<FieldChange[]>(() => changes(fields.value, before.value, typed.value))

  function open(record: Seen, kept: Typed = {}): void {
    seen.value = record
    typed.value = { ...before.value, ...kept }
  }

  /** Runs what saves, once at a time; what does not fit is told beside its field. */
  async function run<Answer>(save: () => Promise<Answer>): Promise<Answer | null> {
    if (busy.value) return null
    busy.value = true
    problems.value = {}
    try {
      return await save()
    } catch (error) {
      problems.value = named(error)
      tell(error)
      return null
    } finally {
      busy.value = false
    }
  }

  return { seen, before, changed, problems, busy, open, run }
}
