// The browser is killed while visits are written, at any moment: what the screen said was recorded is there afterwards, and once.

import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures'
import { WANG } from '@lianxin/county/people'
import { enrol, unlock } from './support/session'

/** How often it is killed; `cargo xtask kills --browser N` asks for more. */
const ROUNDS = Number(process.env.LIANXIN_BROWSER_KILLS ?? 6)
const SEED = Number(process.env.LIANXIN_SEED ?? 20_261_128)
/** The last moment of a round; a visit takes about half a second. */
const LATEST_MS = 2_500

const HOUSEHOLD = '田秀莲'

/** Numbers from 0 to 1, the same for a seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

async function openHousehold(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: '户', exact: true }).tap()
  await page.getByRole('link', { name: new RegExp(HOUSEHOLD) }).tap()
  await expect(page.getByRole('heading', { name: `${HOUSEHOLD}家` })).toBeVisible()
}

/** Records a visit; returns when the screen shows it in the household. */
async function record(page: Page, text: string): Promise<void> {
  await page.getByRole('link', { name: '记走访' }).tap()
  await page.getByLabel('看到、听到的').fill(text)
  await page.getByRole('button', { name: '记好了' }).tap()
  await expect(page.getByRole('heading', { name: `${HOUSEHOLD}家` })).toBeVisible()
  await expect(page.getByText(text, { exact: true })).toBeVisible()
}

test('the browser is killed again and again while visits are written', async ({ phone, county, network }) => {
  test.setTimeout(60_000 + ROUNDS * 30_000)
  console.log(`seed ${SEED} (LIANXIN_SEED), ${ROUNDS} kills (LIANXIN_BROWSER_KILLS)`)
  const next = chance(SEED)
  let page = await enrol(phone, county, network, WANG.login)
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await network.cut()
  const said: string[] = []
  const begun: string[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    await openHousehold(page)
    let killing = false
    const killed = new Promise((later) => setTimeout(later, next() * LATEST_MS)).then(() => {
      killing = true
      return phone.kill()
    })
    try {
      for (let visit = 1; !killing; visit++) {
        const text = `第${round}轮第${visit}次走访`
        begun.push(text)
        await record(page, text)
        said.push(text)
      }
    } catch (error) {
      // A page that dies under a hand says so; anything else is a fault.
      if (!killing) throw error
    }
    await killed
    await phone.start()
    page = await unlock(phone)
    const last = said.at(-1)
    if (last !== undefined) {
      await openHousehold(page)
      await expect(page.getByText(last, { exact: true })).toHaveCount(1)
    }
  }
  await network.heal()
  await expect(page.getByRole('link', { name: /都已上交/ })).toBeVisible({ timeout: 60_000 })
  const there: string[] = []
  let path: string | undefined = '/v1/visits?limit=200'
  while (path !== undefined) {
    const visits: { rows: { fields: { text: string } }[]; next: string | null } = await county.read(path)
    there.push(...visits.rows.map((visit) => visit.fields.text))
    path = visits.next === null ? undefined : `/v1/visits?limit=200&cursor=${visits.next}`
  }
  expect(new Set(there).size, 'nothing is there twice').toBe(there.length)
  expect(said.filter((text) => !there.includes(text)), 'nothing that the screen said is lost').toEqual([])
  expect(there.filter((text) => !begun.includes(text)), 'nothing is there that nobody wrote').toEqual([])
  console.log(`${said.length} of ${begun.length} visits were said to be recorded, ${there.length} are there`)
})
