// What waits, one search for everything, and what arrives while somebody looks.

import { WANG_PHONE } from '@lianxin/county/office'
import { SHUJI, SONG } from '@lianxin/county/people'
import { expect, test } from './support/fixtures'

test('figures lead to the lists behind them', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/overview')
  const waits = page.getByRole('region', { name: '等着办的' })
  // 修水渠 and 低保申请 are open; 0001 has two phones.
  await expect(waits.getByRole('link', { name: /在办事项/ })).toContainText('2')
  await expect(waits.getByRole('link', { name: /有两个说法的记录/ })).toContainText('1')
  const unseen = page.getByRole('region', { name: '多久没有入户' })
  await unseen.getByRole('row', { name: /^全部/ }).getByRole('link').first().click()
  await expect(page).toHaveURL(/\/households\?.*unseen_days=30/)
  await page.goBack()
  const steps = page.getByRole('region', { name: /三本台账/ })
  await expect(steps.locator('canvas')).toBeVisible()
  await steps.getByRole('row', { name: /^困难/ }).getByRole('link').first().click()
  await expect(page).toHaveURL(/\/cases\?.*ledger=hardship/)
})

test('an area narrows all figures', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/overview')
  await page.getByRole('treeitem', { name: /增口村/ }).click()
  await expect(page).toHaveURL(/area=431027100230/)
  await expect(page.getByRole('heading', { level: 1, name: '增口村' })).toBeVisible()
})

test('one search leads by keyboard to any record', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/overview')
  const box = page.getByRole('combobox', { name: '搜索全部记录' })
  // What is not there yet hears no key.
  await expect(box).toBeVisible()
  await page.keyboard.press('/')
  await expect(box).toBeFocused()
  await box.fill('luoshoushan')
  // Choices of a filter on the page are options as well.
  const hits = page.locator('#search-hits').getByRole('option')
  await expect(hits.first()).toContainText('罗守山')
  await box.fill('水渠')
  await expect(hits.filter({ hasText: '修水渠' })).toBeVisible()
  await expect(hits.first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowDown')
  await expect(hits.nth(1)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/(cases|visits|diary|households)\/[0-9a-f-]+/)
  // What is not theirs is not found; the words stay.
  await page.keyboard.press('/')
  await box.fill('没有人说过的话')
  await expect(page.getByText('没有找到。换个说法，或者少写几个字。')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText('没有找到。换个说法，或者少写几个字。')).toBeHidden()
  await expect(hits).toHaveCount(0)
})

test('a visit that is written on a phone appears by itself, in scope alone', async ({ desk, desks, county }) => {
  const page = await desk.logIn(SHUJI, '/overview')
  const elsewhere = await (await desks.open()).logIn(SONG, '/overview')
  const strip = (of: typeof page) => of.getByRole('complementary', { name: '刚刚到的' })
  await expect(strip(page)).toContainText('还没有新到的')
  await expect(strip(elsewhere)).toContainText('还没有新到的')
  const words = '今天再去，水渠通水了。'
  await county.device(WANG_PHONE, ['visit', 'add', '--household', '0001', '--kind', 'home', '--text', words])
  await county.device(WANG_PHONE, ['sync'])
  await expect(strip(page)).toContainText(words)
  await expect(page.getByRole('region', { name: '刚刚到的' })).toContainText(words)
  await expect(strip(elsewhere)).toContainText('还没有新到的')
  await strip(page).getByRole('link', { name: new RegExp(words) }).click()
  await expect(page).toHaveURL(/\/visits\/[0-9a-f-]+/)
})
