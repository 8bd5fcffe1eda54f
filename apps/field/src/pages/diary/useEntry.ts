import { ref, watch } from 'vue'
import { device } from '@/core/device'
import { useFailures } from '@/pages/records/failures'
import { listed } from '@/pages/records/form'
import { useDraft } from '@/pages/records/useDraft'

export interface BegunEntry {
  /** The saved entry that is written on; null for one that is begun. */
  entry: string | null
  date: string
  text: string
  households: string[]
  visits: string[]
  cases: string[]
  /** The heads of the saved entry that the person saw. */
  heads: string[] | null
}

/** The entry of a day as it is being written: what was begun before, else what was saved, else what the day's visits tell. */
export function useEntry(entry: string | null, date: string) {
  const { tell } = useFailures()
  const empty = (): BegunEntry => ({ entry, date, text: '', households: [], visits: [], cases: [], heads: null })
  const belongs = (body: BegunEntry) => (entry ? body.entry === entry : body.entry === null && body.date === date)
  const draft = useDraft<BegunEntry>('diary', null, empty, belongs)
  const opened = ref(false)

  async function begin(): Promise<void> {
    if (entry) {
      const { fields, heads } = await device.call('diary.show', { id: entry })
      const { text, households, visits, cases } = fields
      draft.fill({ entry, date: fields.date ?? date, text, households, visits, cases, heads })
      return
    }
    const told = await device.call('diary.draft', { date })
    if (!told) return
    const { text, households, visits, cases } = told
    draft.fill({ ...empty(), text, households, visits, cases })
  }

  watch(
    draft.ready,
    (ready) => {
      if (!ready) return
      const begun = draft.resumed_ms.value === null ? begin().catch(tell) : Promise.resolve()
      void begun.finally(() => (opened.value = true))
    },
    { immediate: true },
  )

  async function anew(): Promise<void> {
    await draft.anew()
    await begin().catch(tell)
  }

  /** Writes it into the record; nobody else reads it until it is handed in. */
  async function save(): Promise<string> {
    const { text, households, visits, cases, heads } = draft.body.value
    if (!entry) {
      const begun = { date, text, households, visits, cases }
      const added = await device.call('diary.record', { entry: begun, draft: draft.key.value })
      draft.recorded()
      return added.id
    }
    const links = Object.entries({ households, visits, cases })
    const changes = links.map(([field, ids]) => ({ field, key: null, change: { set: listed(ids) } }))
    await device.call('diary.write', { id: entry, text, seen_heads: heads })
    await device.call('diary.set', { id: entry, changes, seen_heads: heads })
    draft.recorded()
    await device.call('drafts.drop', { key: draft.key.value })
    return entry
  }

  return { draft, opened, anew, save }
}
