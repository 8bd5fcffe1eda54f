// The field app on a phone that is four times slower than this machine, beside the same households in PouchDB.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../e2e/support/fixtures'
import { Phone } from '../e2e/support/phone'
import { WANG } from '@lianxin/county/people'
import { enrol, PIN } from '../e2e/support/session'
import { PEER_DOCUMENTS, ROSTER } from './county'
import { clocks, drawn, type Act } from './clock'
import { servePeer } from './peer'
import { pageBytes, slowed } from './slow'

const SLOWER = 4
const ROUNDS = Number(process.env.ROUNDS ?? 5)
const NAMES = ['cold', 'warm', 'detail', 'search', 'save'] as const
type Name = (typeof NAMES)[number]
type Times = Record<Name, number[]>

function empty(): Times {
  return { cold: [], warm: [], detail: [], search: [], save: [] }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

async function app(phone: Phone, times: Times): Promise<void> {
  await phone.restart()
  await clocks(phone)
  const pid = await phone.process()
  await slowed(pid, SLOWER, async () => {
    const page = await phone.open('#/households')
    const lock = await drawn(page, { until: '请输入 6 位密码', timeOrigin: true })
    times.cold.push(lock + (await drawn(page, { pin: PIN, until: '2400 户', gone: '看全部' })))
    await drawn(page, { click: 'nav a', until: '看全部' })
    times.warm.push(await drawn(page, { click: 'nav a[href$="#/households"]', until: '2400 户', gone: '看全部' }))
    const search = 'input[type=search]'
    times.search.push(await drawn(page, { fill: search, text: '罗', gone: '2400 户' }))
    await drawn(page, { fill: search, text: '', until: '2400 户' })
    const home: Act = { click: 'li a[href*="#/households/"]', until: '家人' }
    times.detail.push(await drawn(page, home))
    await drawn(page, { click: 'a.visit', until: '看到、听到的' })
    await drawn(page, { fill: 'textarea', text: '老人安好，屋顶漏雨。', until: '记好了' })
    // From the tap to what says that it is durable.
    times.save.push(await drawn(page, { click: 'form button[type=submit]', until: '已存在本机' }))
  })
}

test('the field app beside PouchDB', async ({ phone, county, network, phones }) => {
  test.setTimeout(1_800_000)
  const roster = join(county.data, '..', 'roster.csv')
  await writeFile(roster, ROSTER)
  await county.admin(['roster', 'import', roster])
  await enrol(phone, county, network, WANG.login)
  const ours = empty()
  for (let round = 0; round < ROUNDS; round += 1) await app(phone, ours)
  const bytes = pageBytes(await phone.process())

  const peer = await servePeer()
  const other = await phones.unpack({ app: peer.url })
  const theirs = empty()
  await clocks(other)
  const filling = await other.open()
  await filling.evaluate((documents) => (window as unknown as { fill(all: unknown): Promise<void> }).fill(documents), PEER_DOCUMENTS)
  for (let round = 0; round < ROUNDS; round += 1) {
    await other.restart()
    await clocks(other)
    await slowed(await other.process(), SLOWER, async () => {
      const page = await other.open()
      theirs.cold.push(await drawn(page, { until: '2400 户', timeOrigin: true }))
      theirs.search.push(await drawn(page, { fill: '#search', text: '罗', gone: '2400 户' }))
      // Its list is there for good: nothing is drawn when one comes back to it.
      theirs.detail.push(await drawn(page, { click: '#list li', until: '家 1' }))
    })
  }
  const theirBytes = pageBytes(await other.process())
  peer.close()

  for (const name of NAMES) {
    const [own, its] = [median(ours[name]), median(theirs[name])]
    const beside = Number.isNaN(its) ? '' : `   PouchDB ${its.toFixed(0).padStart(6)} ms   ${(its / own).toFixed(1)}×`
    console.log(`${name.padEnd(8)} ${own.toFixed(0).padStart(6)} ms${beside}`)
  }
  console.log(`memory   ${(bytes / 1e6).toFixed(0)} MB   PouchDB ${(theirBytes / 1e6).toFixed(0)} MB`)
  expect(ours.cold).toHaveLength(ROUNDS)
})
