// 户: found by what people type, read whole, unmasked for a reason that is kept, kept views, all of it with the keyboard.

import { AUDITOR, PASSWORD, SHUJI } from '@lianxin/county/people'
import { CHEN_PHONE, WANG_PHONE } from '@lianxin/county/office'
import { expect, test } from './support/fixtures'
import { judge } from './support/screen'

interface Access {
  reason: string
  field: string
  by: { name: string }
}

/** What the auditor reads in the access log. */
async function accessLog(url: string): Promise<Access[]> {
  const headers = { 'content-type': 'application/json' }
  const login = await fetch(`${url}/v1/login`, { method: 'POST', headers, body: JSON.stringify({ login: AUDITOR.login, password: PASSWORD }) })
  const { access_token } = (await login.json()) as { access_token: string }
  const log = await fetch(`${url}/v1/access-log`, { headers: { authorization: `Bearer ${access_token}` } })
  return ((await log.json()) as { rows: Access[] }).rows
}

test('a household is found by name, initials, and part of a phone or address', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/households')
  const found = page.getByRole('region', { name: '户' }).getByRole('link')
  await expect(found).toHaveCount(6)
  for (const [words, names] of [
    ['lss', ['罗守山']],
    ['tianxiu', ['田秀莲']],
    ['0301', ['邓长青']],
    ['2组4', ['扶月娥']],
    ['羅守山', ['罗守山']],
  ] as const) {
    await page.getByRole('searchbox', { name: '姓名、拼音、电话、住址' }).fill(words)
    await expect(found).toHaveText(names.map((name) => new RegExp(`^${name}`)))
    await expect(page).toHaveURL(new RegExp(`q=${encodeURIComponent(words)}`))
  }
  await page.getByRole('searchbox', { name: '姓名、拼音、电话、住址' }).fill('没有这个人')
  await expect(page.getByText('没有符合条件的记录')).toBeVisible()
})

test('j and k go from record to record, t turns its pages, Escape closes it', async ({ desk }, info) => {
  const page = await desk.logIn(SHUJI, '/households')
  const name = page.getByRole('region', { name: '记录' }).getByRole('heading', { level: 2 })
  await expect(page.getByRole('link', { name: /罗守山/ })).toBeVisible()
  await page.keyboard.press('j')
  await expect(name).toHaveText('罗守山')
  await expect(page.getByRole('button', { name: /田桂英/ })).toBeVisible()
  await judge(page, info, 'household-facts')
  await page.keyboard.press('t')
  await expect(page.getByText('水利站的人来看过了', { exact: false })).toBeVisible()
  await expect(page.getByText('修水渠 · 受理')).toBeVisible()
  await judge(page, info, 'household-timeline')
  await page.keyboard.press('t')
  await expect(page.getByRole('columnheader', { name: '改成' })).toBeVisible()
  await expect(page.getByRole('cell', { name: '13900000111' })).toBeVisible()
  await judge(page, info, 'household-history')
  await page.keyboard.press('j')
  await expect(name).toHaveText('田秀莲')
  await page.keyboard.press('k')
  await expect(name).toHaveText('罗守山')
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/households\/./)
})

test('a masked value is shown for a reason, for a while, and the reason stands in the access log', async ({ desk, county }) => {
  await county.device(WANG_PHONE, ['household', 'set', '0002', 'hardship=灶屋漏雨，药费一个月四百多'])
  await county.device(WANG_PHONE, ['sync'])
  await desk.page.clock.install()
  const page = await desk.logIn(SHUJI, '/households?q=txl')
  await expect(page.getByRole('link', { name: /田秀莲/ })).toBeVisible()
  await page.keyboard.press('j')
  const record = page.getByRole('region', { name: '记录' })
  await expect(record.getByText('已遮盖')).toBeVisible()
  await record.getByRole('button', { name: '查看困难' }).click()
  const dialog = page.getByRole('dialog', { name: '查看困难' })
  await dialog.getByLabel('事由').fill('看看')
  await expect(dialog.getByRole('button', { name: '查看', exact: true })).toBeDisabled()
  await dialog.getByLabel('事由').fill('核对临时救助申请')
  await dialog.getByRole('button', { name: '查看', exact: true }).click()
  await expect(record.getByText('灶屋漏雨，药费一个月四百多')).toBeVisible()
  await page.clock.fastForward(61_000)
  await expect(record.getByText('灶屋漏雨，药费一个月四百多')).toHaveCount(0)
  await expect(record.getByText('已遮盖')).toBeVisible()

  const log = await accessLog(county.url)
  expect(log.map(({ reason, field, by }) => [reason, field, by.name])).toEqual([['核对临时救助申请', 'hardship', SHUJI.name]])
})

test('a view is kept under a name and asked for again', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/households')
  await page.getByRole('combobox', { name: '类别' }).selectOption('低保户')
  const found = page.getByRole('region', { name: '户' }).getByRole('link')
  await expect(found).toHaveText([/^田秀莲/])
  await page.getByRole('button', { name: '存为常用' }).click()
  await page.getByLabel('叫什么').fill('低保户')
  await page.getByRole('button', { name: '确定' }).click()
  await expect(page.getByRole('combobox', { name: '常用条件' })).toBeVisible()
  await desk.go('/households')
  await expect(found).toHaveCount(6)
  await page.getByRole('combobox', { name: '常用条件' }).selectOption('低保户')
  await expect(found).toHaveText([/^田秀莲/])
  await page.getByRole('button', { name: '删去' }).click()
  await expect(page.getByRole('combobox', { name: '常用条件' })).toHaveCount(0)
})

test('what was registered twice is offered, merged, and parted again', async ({ desk, county }, info) => {
  const twice = ['household', 'add', '--area', '431027100230', '--head', '羅守山', 'phone=13900000123', 'housing=木房']
  await county.device(CHEN_PHONE, twice)
  await county.device(CHEN_PHONE, ['sync'])
  const page = await desk.logIn(SHUJI, '/duplicates')
  await expect(page.getByRole('heading', { name: '罗守山' })).toBeVisible()
  await judge(page, info, 'duplicates')
  await page.getByRole('button', { name: '并为一户' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '并为一户' }).click()
  await expect(page.getByText('没有像是登记了两次的户')).toBeVisible()
  await page.getByRole('button', { name: '分开' }).click()
  await expect(page.getByRole('heading', { name: '罗守山' })).toBeVisible()
})
