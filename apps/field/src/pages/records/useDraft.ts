import { ref, toRaw, watch, type Ref } from 'vue'
import { device } from '@/core/device'
import { holdsDraft } from '@/session/drafts'

export type DraftKind = 'visit' | 'case' | 'diary' | 'household' | 'person' | 'assistance'

export interface Keeping<Body extends object> {
  body: Ref<Body>
  /** Names what is recorded: sent with it, the same words are never recorded twice. */
  key: Ref<string>
  /** When what was found here was last written; null for a sheet that begins empty. */
  resumed_ms: Ref<number | null>
  /** False until it is known whether something was begun here before. */
  ready: Ref<boolean>
  /** Whether the last words could not be kept. */
  failed: Ref<boolean>
  /** Puts there what the program knows; it is kept only once the person touches it. */
  fill(known: Body): void
  /** Throws away what was begun and begins anew. */
  anew(): Promise<void>
  /** To be called once what was written is recorded: nothing is kept any more. */
  recorded(): void
}

/**
 * Keeps what is being written, keystroke by keystroke. One saving is under way at a time, and whatever was typed
 * meanwhile goes with the next, so a killed browser loses what was typed during one saving at most.
 */
export function useDraft<Body extends object>(
  kind: DraftKind,
  household: string | null,
  empty: () => Body,
  belongs: (body: Body) => boolean = () => true,
): Keeping<Body> {
  const body = ref(empty()) as Ref<Body>
  const key = ref(crypto.randomUUID() as string)
  const resumed_ms = ref<number | null>(null)
  const ready = ref(false)
  const failed = ref(false)
  let dirty = false
  let saving: Promise<void> | null = null
  let over = false
  // What was put there by the program and not by the person is not worth a draft.
  let untouched = print(body.value)
  let blank = untouched

  async function save(): Promise<void> {
    while (dirty && !over) {
      dirty = false
      try {
        if (untouched === blank) await device.call('drafts.drop', { key: key.value })
        else await device.call('drafts.save', { key: key.value, kind, household, body: plain(body.value) })
        failed.value = false
      } catch {
        failed.value = true
      }
    }
    saving = null
  }

  /** Resolves once what is written so far is in the store. */
  async function kept(): Promise<void> {
    if (dirty && !over) saving ??= save()
    await saving
  }

  function touched(): void {
    if (!ready.value || over) return
    const now = print(body.value)
    if (now === untouched) return
    untouched = now
    dirty = true
    void kept()
  }

  async function find(): Promise<void> {
    try {
      const drafts = await device.call('drafts.list', {})
      const found = drafts.find(
        (draft) => draft.kind === kind && draft.household === household && belongs(draft.body as Body),
      )
      if (found) {
        key.value = found.key
        body.value = { ...empty(), ...(found.body as Body) }
        resumed_ms.value = found.updated_ms
      }
    } finally {
      untouched = print(body.value)
      blank = print(empty())
      ready.value = true
    }
  }

  async function anew(): Promise<void> {
    const old = key.value
    key.value = crypto.randomUUID()
    untouched = blank = print(empty())
    body.value = empty()
    dirty = false
    resumed_ms.value = null
    await device.call('drafts.drop', { key: old })
  }

  function fill(known: Body): void {
    untouched = blank = print(known)
    body.value = known
  }

  function recorded(): void {
    over = true
  }

  watch(body, touched, { deep: true, flush: 'sync' })
  holdsDraft(kept)
  void find()
  return { body, key, resumed_ms, ready, failed, fill, anew, recorded }
}

function plain<Body extends object>(body: Body): Body {
  return JSON.parse(JSON.stringify(toRaw(body))) as Body
}

/** What of it is worth keeping, to compare: an input that is empty is as good as one that is not there. */
function print(body: object): string {
  return JSON.stringify(body, (_key, value: unknown) => (value === '' || value === null ? undefined : value))
}
