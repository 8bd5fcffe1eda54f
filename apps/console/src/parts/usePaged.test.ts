import { effectScope, nextTick, ref } from 'vue'
import { expect, it } from 'vitest'
import { Failure } from '@/api/failure'
import { usePaged, type Page } from './usePaged'

/** A server whose answers are given by hand. */
function desk() {
  const asked: { cursor: string | undefined; signal: AbortSignal; give: (page: Page<string>) => void; fail: (why: unknown) => void }[] = []
  const read = (cursor: string | undefined, signal: AbortSignal) =>
    new Promise<Page<string>>((give, fail) => asked.push({ cursor, signal, give, fail }))
  return { asked, read }
}

const settled = () => new Promise((done) => setTimeout(done))

it('reads page after page, and begins anew when the question changes', async () => {
  const { asked, read } = desk()
  const question = ref('a')
  const scope = effectScope()
  const list = scope.run(() => usePaged(() => question.value, read))
  if (!list) throw new Error('no list')

  expect(list.loading.value).toBe(true)
  asked[0]?.give({ rows: ['1', '2'], next: 'n', total: 3 })
  await settled()
  expect([list.rows.value, list.total.value, list.complete.value]).toEqual([['1', '2'], 3, false])

  void list.more()
  void list.more()
  expect(asked.map((one) => one.cursor)).toEqual([undefined, 'n'])
  asked[1]?.give({ rows: ['3'], next: null })
  await settled()
  expect([list.rows.value, list.total.value, list.complete.value]).toEqual([['1', '2', '3'], 3, true])

  question.value = 'b'
  await nextTick()
  question.value = 'c'
  await nextTick()
  expect(asked[2]?.signal.aborted).toBe(true)
  asked[3]?.give({ rows: ['c'] })
  asked[2]?.give({ rows: ['b'] })
  await settled()
  expect(list.rows.value).toEqual(['c'])
  scope.stop()
})

it('keeps what it has when a page fails, and reads it when asked again', async () => {
  const { asked, read } = desk()
  const scope = effectScope()
  const list = scope.run(() => usePaged(() => 1, read))
  if (!list) throw new Error('no list')
  asked[0]?.give({ rows: ['1'], next: 'n' })
  await settled()
  void list.more()
  asked[1]?.fail(new Failure('overloaded', 503))
  await settled()
  expect([list.rows.value, list.failure.value?.code, list.loadingMore.value]).toEqual([['1'], 'overloaded', false])
  void list.more()
  asked[2]?.give({ rows: ['2'], next: null })
  await settled()
  expect([list.rows.value, list.failure.value]).toEqual([['1', '2'], null])
  scope.stop()
})
