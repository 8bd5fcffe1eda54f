// 矛盾: two sheets side by side, settled from the desk, and the phones hear of it.

import type { County } from '@lianxin/county/county'
import { CHEN_PHONE, WANG_PHONE } from '@lianxin/county/office'
import { SHUJI } from '@lianxin/county/people'
import { expect, test } from './support/fixtures'
import { judge } from './support/screen'

interface Day {
  today: { news: { kind: string; text: string; from_name: string | null }[] }
}

/** What people contradict each other in, as a phone has it. */
async function open(county: County, phone: string): Promise<number> {
  return (await county.device<{ items: unknown[] }>(phone, ['conflicts'])).items.length
}

test('what is settled at the desk reaches the phones in their next sync', async ({ desk, county }, info) => {
  expect(await open(county, WANG_PHONE)).toBe(1)
  const page = await desk.logIn(SHUJI, '/conflicts')
  await expect(page.getByRole('link', { name: '罗守山' })).toBeVisible()
  await page.keyboard.press('j')
  const record = page.getByRole('region', { name: '记录' })
  await expect(record.getByText('电话有 2 个说法')).toBeVisible()
  await expect(record.getByText(/王芳/)).toBeVisible()
  await expect(record.getByText(/陈明/)).toBeVisible()
  await judge(page, info, 'conflict')
  const second = await record.getByRole('listitem').nth(1).locator('.value').innerText()
  await page.keyboard.press('2')
  await expect(page.getByText('没有说法不一的记录')).toBeVisible()
  for (const phone of [WANG_PHONE, CHEN_PHONE]) {
    await county.device(phone, ['sync'])
    expect(await open(county, phone)).toBe(0)
    const { household } = await county.device<{ household: { fields: { phone: string } } }>(phone, ['household', 'show', '0001'])
    expect(household.fields.phone).toBe(second)
  }
})

test('another value is right, and the history keeps all of them', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/households?q=lss')
  await expect(page.getByRole('link', { name: /罗守山/ })).toBeVisible()
  await page.keyboard.press('j')
  const record = page.getByRole('region', { name: '记录' })
  await record.getByRole('button', { name: '另一个值…' }).click()
  const dialog = page.getByRole('dialog', { name: '电话应当是' })
  await dialog.getByLabel('电话').fill('12')
  await dialog.getByRole('button', { name: '确定' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await dialog.getByLabel('电话').fill('13900000333')
  await dialog.getByRole('button', { name: '确定' }).click()
  await expect(record.getByText('电话有 2 个说法')).toHaveCount(0)
  await expect(record.getByText('13900000333')).toBeVisible()
  await page.keyboard.press('t')
  await page.keyboard.press('t')
  for (const phone of ['13900000111', '13900000222', '13900000333']) {
    await expect(record.getByRole('cell', { name: phone }).first()).toBeVisible()
  }
})

test('who does not know asks, and the question is news to the cadre', async ({ desk, county }) => {
  const page = await desk.logIn(SHUJI, '/conflicts')
  await expect(page.getByRole('link', { name: '罗守山' })).toBeVisible()
  await page.keyboard.press('j')
  await expect(page.getByText('电话有 2 个说法')).toBeVisible()
  await page.keyboard.press('a')
  const dialog = page.getByRole('dialog', { name: '问干部：罗守山' })
  await expect(dialog.getByLabel('要核实什么')).toHaveValue('“电话”有几个说法，请核实哪个对，在手机上选定。')
  await dialog.getByLabel('要核实什么').fill('老罗的电话哪个打得通？')
  await dialog.getByRole('button', { name: '发出' }).click()
  await expect(page.getByText('已发给联系这一户的干部')).toBeVisible()
  await county.device(WANG_PHONE, ['sync'])
  const { today } = await county.device<Day>(WANG_PHONE, ['today'])
  expect(today.news.map(({ kind, text, from_name }) => [kind, text, from_name])).toContainEqual(['comment', '老罗的电话哪个打得通？', SHUJI.name])
})
