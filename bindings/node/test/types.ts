// Compiled, not run: the table's types reach whoever calls.

import { Store } from '../index.js'

export async function typed(store: Store): Promise<string[]> {
  const households = await store.call('households.list', { limit: 10 })
  const status = store.callSync('status.show')
  const report = await store.sync({ progress: (soFar) => console.log(soFar.rounds), signal: AbortSignal.timeout(1_000) })
  // @ts-expect-error: no such call
  await store.call('households.nonsense')
  // @ts-expect-error: not what it takes
  await store.call('persons.show', { id: 7 })
  return [status.user_name ?? '', String(report.sent), ...households.map(({ fields }) => fields.head_name ?? '')]
}
