// A day in the mountains: found without signal, visited, kept when the browser dies, handed in by itself in the evening.

import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/fixtures'
import { WANG } from '@lianxin/county/people'
import { enrol, unlock } from './support/session'

interface Listed<Fields> {
  rows: { id: string; fields: Fields }[]
}

/** Opens a page by the tab bar. */
async function tab(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).tap()
}

/** The app itself is on the phone: it opens without network from now on. */
async function installed(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
}

async function openHousehold(page: Page, name: string): Promise<void> {
  await tab(page, '户')
  await page.getByRole('link', { name: new RegExp(name) }).tap()
  await expect(page.getByRole('heading', { name: `${name}家` })).toBeVisible()
}

test('without network and after the browser was closed, a household is found by whatever one knows of it', async ({
  phone,
  county,
  network,
}) => {
  await installed(await enrol(phone, county, network, WANG.login))
  await network.cut()
  await county.stop()
  await phone.restart()
  const page = await unlock(phone)
  await tab(page, '户')
  await expect(page.getByText('6 户')).toBeVisible()

  const search = page.getByRole('searchbox')
  for (const [typed, found] of [
    ['田秀莲', '田秀莲'],
    ['lss', '罗守山'],
    ['luoshoushan', '罗守山'],
    ['罗小河', '罗守山'],
    ['0501', '扶月娥'],
    ['3组7号', '田秀莲'],
    ['监测户', '扶月娥'],
  ] as const) {
    await search.fill(typed)
    await expect(page.getByRole('link', { name: new RegExp(found) })).toBeVisible()
    await expect(page.getByText('1 户', { exact: true })).toBeVisible()
  }
  await search.fill('没有这个人')
  await expect(page.getByText('没有找到这样的户')).toBeVisible()
  await page.getByRole('button', { name: '去掉条件再看' }).tap()
  await expect(page.getByText('6 户')).toBeVisible()

  await page.getByRole('button', { name: '类别', exact: true }).tap()
  await page.getByRole('dialog').getByRole('button', { name: /低保户/ }).tap()
  await expect(page.getByText('1 户', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: /田秀莲/ }).tap()
  await expect(page.getByRole('heading', { name: '田秀莲家' })).toBeVisible()
})

test('the record shows who lives there; the phone number only when it is asked for', async ({ phone, county, network }) => {
  const page = await enrol(phone, county, network, WANG.login)
  await installed(page)
  await openHousehold(page, '罗守山')
  await expect(page.getByRole('link', { name: /田桂英/ })).toBeVisible()
  await expect(page.getByRole('link', { name: /罗小河/ })).toBeVisible()
  await expect(page.getByText('13900000123')).toBeHidden()
  await page.getByRole('button', { name: '点按查看 电话' }).tap()
  await expect(page.getByText('13900000123')).toBeVisible()
  await expect(page.getByRole('link', { name: '打电话给罗守山' })).toHaveAttribute('href', 'tel:13900000123')
})

test('a visit with a request and a correction: five taps beside the words, without network, handed in by itself', async ({
  phone,
  county,
  network,
}) => {
  const page = await enrol(phone, county, network, WANG.login)
  await installed(page)
  await openHousehold(page, '罗守山')
  await network.cut()

  let taps = 0
  const tap = async (what: Locator) => {
    taps += 1
    await what.tap()
  }
  await tap(page.getByRole('link', { name: '记走访' }))
  await page.getByLabel('看到、听到的').fill('老人安好，灶屋顶漏雨。')
  await tap(page.getByRole('button', { name: '登记诉求' }))
  await page.getByLabel('什么事').fill('修灶屋顶')
  await tap(page.getByRole('dialog').getByRole('button', { name: '好了' }))
  await tap(page.getByRole('button', { name: '记好了' }))
  expect(taps).toBeLessThanOrEqual(5)

  await expect(page.getByRole('heading', { name: '罗守山家' })).toBeVisible()
  await expect(page.getByText('老人安好，灶屋顶漏雨。')).toBeVisible()
  await expect(page.getByRole('link', { name: /修灶屋顶/ })).toBeVisible()

  await page.getByRole('link', { name: '记走访' }).tap()
  await page.getByLabel('看到、听到的').fill('电话换了。')
  await page.getByRole('button', { name: '改资料' }).tap()
  await page.getByRole('dialog').getByLabel('电话', { exact: true }).fill('13900000777')
  await page.getByRole('dialog').getByRole('button', { name: '好了' }).tap()
  await page.getByRole('button', { name: '记好了' }).tap()
  await expect(page.getByText('电话换了。')).toBeVisible()
  expect((await county.read<Listed<object>>('/v1/visits?limit=10')).rows).toHaveLength(0)

  await network.heal()
  await expect(page.getByRole('link', { name: /都已上交/ })).toBeVisible({ timeout: 30_000 })
  const visits = await county.read<Listed<{ text: string; place: string; kind: string; cases: string[] }>>('/v1/visits?limit=10')
  expect(visits.rows.map((visit) => visit.fields.text).sort()).toEqual(['电话换了。', '老人安好，灶屋顶漏雨。'])
  expect(visits.rows.every((visit) => visit.fields.place === '增口村3组12号' && visit.fields.kind === 'home')).toBe(true)
  const cases = await county.read<Listed<{ title: string; source: string; ledger: string }>>('/v1/cases?limit=10')
  expect(cases.rows.map((one) => one.fields)).toMatchObject([{ title: '修灶屋顶', source: 'visit', ledger: 'livelihood' }])
  const homes = await county.read<Listed<{ head_name: string; phone: string }>>('/v1/households?limit=10')
  expect(homes.rows.find((home) => home.fields.head_name === '罗守山')?.fields.phone).toBe('13900000777')
})

test('the browser is killed while a visit is written: the words are there again, and are recorded once', async ({
  phone,
  county,
  network,
}) => {
  const page = await enrol(phone, county, network, WANG.login)
  await installed(page)
  await openHousehold(page, '田秀莲')
  await network.cut()
  await page.getByRole('link', { name: '记走访' }).tap()
  await page.getByRole('button', { name: '电话', exact: true }).tap()
  await page.getByLabel('看到、听到的').pressSequentially('腿脚不便，要一副拐杖')
  // What is promised: nothing older than a second is lost.
  await page.waitForTimeout(1_000)
  await phone.kill()
  await phone.start()

  const again = await unlock(phone)
  await tab(again, '今日')
  await again.getByRole('link', { name: /走访 · 田秀莲/ }).tap()
  await expect(again.getByLabel('看到、听到的')).toHaveValue('腿脚不便，要一副拐杖')
  await expect(again.getByRole('button', { name: '电话', exact: true })).toHaveAttribute('aria-pressed', 'true')
  await expect(again.getByText(/接着 .* 没写完的/)).toBeVisible()
  await again.getByRole('button', { name: '记好了' }).tap()
  await expect(again.getByRole('heading', { name: '田秀莲家' })).toBeVisible()
  await tab(again, '今日')
  await expect(again.getByText('没写完的', { exact: true })).toBeHidden()

  await network.heal()
  await expect(again.getByRole('link', { name: '都已上交' })).toBeVisible({ timeout: 30_000 })
  const visits = await county.read<Listed<{ text: string; kind: string }>>('/v1/visits?limit=10')
  expect(visits.rows.map((visit) => visit.fields)).toMatchObject([{ text: '腿脚不便，要一副拐杖', kind: 'phone' }])
})

test('the diary is drafted from the visits, private until it is handed in', async ({ phone, county, network }) => {
  const page = await enrol(phone, county, network, WANG.login)
  await installed(page)
  await openHousehold(page, '罗守山')
  await network.cut()
  await page.getByRole('link', { name: '记走访' }).tap()
  await page.getByLabel('看到、听到的').fill('灶屋顶漏雨')
  await page.getByRole('button', { name: '记好了' }).tap()
  await expect(page.getByRole('heading', { name: '罗守山家' })).toBeVisible()

  await tab(page, '日记')
  await page.getByRole('link', { name: '写今天的日记' }).tap()
  const words = page.getByLabel('日记', { exact: true })
  await expect(words).toHaveValue(/灶屋顶漏雨/)
  await expect(page.getByRole('link', { name: /罗守山家/ })).toBeVisible()
  await words.pressSequentially('明天去找瓦匠。')
  await page.getByRole('button', { name: '存好' }).tap()
  await expect(page.getByText('只有您看得到').first()).toBeVisible()

  await network.heal()
  await expect(page.getByRole('link', { name: /都已上交/ })).toBeVisible({ timeout: 30_000 })
  expect((await county.read<Listed<object>>('/v1/diary-entries?limit=10')).rows).toHaveLength(0)

  await page.getByRole('button', { name: '上交', exact: true }).tap()
  await page.getByRole('dialog').getByRole('button', { name: '先不交' }).tap()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.getByText('只有您看得到').first()).toBeVisible()
  await page.getByRole('button', { name: '上交', exact: true }).tap()
  await page.getByRole('dialog').getByRole('button', { name: '上交', exact: true }).tap()
  await expect(page.getByText('已上交').first()).toBeVisible()
  await expect
    .poll(async () => (await county.read<Listed<{ text: string }>>('/v1/diary-entries?limit=10')).rows.length, { timeout: 30_000 })
    .toBe(1)
  const [entry] = (await county.read<Listed<{ text: string }>>('/v1/diary-entries?limit=10')).rows
  expect(entry?.fields.text).toContain('明天去找瓦匠。')
})

test('a case is registered, worked on, resolved, and closed in the words of the villager', async ({ phone, county, network }) => {
  const page = await enrol(phone, county, network, WANG.login)
  await installed(page)
  await network.cut()
  await tab(page, '台账')
  await page.getByRole('link', { name: '登记诉求' }).tap()
  await page.getByRole('button', { name: /邓长青/ }).tap()
  await page.getByRole('button', { name: '困难', exact: true }).tap()
  await page.getByLabel('什么事').fill('孩子上学路费')
  await page.getByRole('button', { name: '好了' }).tap()
  await expect(page.getByRole('heading', { name: '孩子上学路费' })).toBeVisible()

  const step = async (name: string, label: string, words: string) => {
    await page.getByRole('button', { name, exact: true }).tap()
    await page.getByRole('dialog').getByLabel(label).fill(words)
    await page.getByRole('dialog').getByRole('button', { name: '好了' }).tap()
    await expect(page.getByText(words)).toBeVisible()
  }
  await step('记办理', '做了什么', '和学校说好了')
  await step('办结', '怎么解决的', '申请到了交通补助')
  await page.getByRole('button', { name: '回访', exact: true }).tap()
  await page.getByRole('dialog').getByLabel('群众怎么说').fill('解决了，谢谢你们')
  await page.getByRole('dialog').getByRole('button', { name: '好了' }).tap()
  await expect(page.getByText('请选满意或不满意')).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: '满意', exact: true }).tap()
  await page.getByRole('dialog').getByRole('button', { name: '好了' }).tap()
  await expect(page.getByText('已销号')).toBeVisible()

  await network.heal()
  await expect(page.getByRole('link', { name: /都已上交/ })).toBeVisible({ timeout: 30_000 })
  const cases = await county.read<Listed<{ title: string; status: string; ledger: string; events: { text: string | null }[] }>>(
    '/v1/cases?limit=10',
  )
  expect(cases.rows).toHaveLength(1)
  expect(cases.rows[0]?.fields).toMatchObject({ title: '孩子上学路费', ledger: 'hardship', status: 'closed' })
  expect(cases.rows[0]?.fields.events.at(-1)?.text).toBe('解决了，谢谢你们')
})

test('the number of a person is whole only when it is asked for, and what is corrected arrives', async ({ phone, county, network }) => {
  const page = await enrol(phone, county, network, WANG.login)
  await installed(page)
  await openHousehold(page, '罗守山')
  await network.cut()
  await page.getByRole('link', { name: /罗小河/ }).tap()
  await expect(page.getByText('139****0124')).toBeVisible()
  await page.getByRole('button', { name: '点按查看 电话' }).tap()
  await expect(page.getByLabel('电话', { exact: true })).toHaveValue('13900000124')
  await page.getByRole('button', { name: '外出务工', exact: true }).tap()
  await page.getByLabel('外出地').fill('东莞')
  await page.getByRole('button', { name: '保存' }).tap()
  await expect(page.getByRole('link', { name: /罗小河.*外出务工 东莞/ })).toBeVisible()
  await network.heal()
  await expect(page.getByRole('link', { name: /都已上交/ })).toBeVisible({ timeout: 30_000 })
  const persons = await county.read<Listed<{ name: string; residence: string; phone: string }>>('/v1/persons?limit=20')
  expect(persons.rows.find(({ fields }) => fields.name === '罗小河')?.fields).toMatchObject({
    residence: 'away_work',
    phone: '13900000124',
  })
})
