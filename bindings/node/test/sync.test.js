// A day with a server: what is told while it goes, what syncs by itself.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { LianxinError, Store } from '../index.js'
import { county } from './county.js'

/** Opens a store that goes with the test, and hears what it tells. */
async function phone(context) {
  const folder = await mkdtemp(join(tmpdir(), 'lianxin-node-'))
  const store = new Store(folder, randomBytes(32))
  const heard = []
  let told = () => undefined
  store.observe((event) => {
    heard.push(event)
    told()
  })
  // Observers keep no program from ending; tests wait for them.
  const awake = setInterval(() => undefined, 1_000)
  context.after(async () => {
    clearInterval(awake)
    await store.close()
    await rm(folder, { recursive: true })
  })
  /** Resolves with the first event that fits, also one that was told already. */
  const hears = (fits) =>
    new Promise((resolve) => {
      told = () => {
        const found = heard.find(fits)
        if (found !== undefined) resolve(found)
      }
      told()
    })
  return { store, heard, hears }
}

test('a sync tells how far it is, and observers what changed', async (context) => {
  const { url, code } = await county(context)
  const { store, hears } = await phone(context)
  assert.equal((await store.enrol(url, code())).user_name, '王芳')
  let told
  const last = new Promise((resolve) => {
    told = (soFar) => soFar.more || resolve(soFar)
  })
  const report = await store.sync({ progress: told })
  assert.ok(report.received >= 2)
  assert.deepEqual(await last, report)
  await hears(({ sync }) => sync?.event === 'finished')
  const household = await store.call('households.get', { household: '0001' })
  await hears(({ changed }) => changed?.some(({ id }) => id === household.id))
  const changes = [{ field: 'phone', change: { set: '13900001111' } }]
  await store.call('households.set', { id: household.id, changes, seen_heads: household.heads })
  const { changed } = await hears(({ changed }) => changed?.length === 1 && changed[0].id === household.id)
  assert.deepEqual(changed, [{ id: household.id, kind: 'household', household: household.id }])
  const sent = await store.sync({ progress: () => { throw new Error('a mistake of the page') } })
  assert.equal(sent.accepted, 1)
})

test('what is written is sent by itself while the background sync runs', async (context) => {
  const { url, code } = await county(context)
  const { store, heard, hears } = await phone(context)
  await store.enrol(url, code())
  store.startBackground('online')
  assert.throws(() => store.startBackground(), (error) => error instanceof LianxinError && error.code === 'background_runs')
  await hears(({ sync }) => sync?.event === 'finished')
  heard.length = 0
  const household = await store.call('households.get', { household: '0002' })
  await store.call('households.set', { id: household.id, changes: [{ field: 'phone', change: { set: '13900002222' } }] })
  store.syncSoon()
  await hears(({ sync }) => sync?.event === 'finished' && store.callSync('status.show').unsent === 0)
  store.reach('offline')
  await store.stopBackground()
  store.startBackground('offline')
  await store.close()
})
