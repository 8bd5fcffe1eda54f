// The weekly report: drafted from the data, put right by people, two of them at the same time.

import { ADMIN, SHUJI } from '@lianxin/county/people'
import { expect, test } from './support/fixtures'
import { cells, pages } from './support/files'

const WEEK = '/report?week=2026-W47&area=431027100000'

test('two editors of one report both find their words again', async ({ desk, desks }) => {
  const one = await desk.logIn(SHUJI, WEEK)
  const text = one.getByLabel('文字')
  await expect(text).toHaveValue(/^沤江镇每周一报\n/)
  await expect(text).toHaveValue(/修水渠（增口村，民生/)
  const other = await (await desks.open()).logIn(ADMIN, WEEK)
  await other.getByLabel('文字').fill('管理员写的一稿')
  await text.fill('书记写的一稿')
  await one.getByRole('button', { name: '保存', exact: true }).click()
  await expect(one.getByText(/秦岭 .* 保存/)).toBeVisible()

  await other.getByRole('button', { name: '保存', exact: true }).click()
  const theirs = other.getByRole('region', { name: '别人保存的新稿' })
  await expect(theirs).toContainText('书记写的一稿')
  await expect(other.getByLabel('文字')).toHaveValue('管理员写的一稿')
  await other.getByLabel('文字').fill('两稿合一')
  await theirs.getByRole('button', { name: '对照过了，保存我的' }).click()
  await expect(theirs).toHaveCount(0)
  await one.reload()
  await expect(one.getByLabel('文字')).toHaveValue('两稿合一')
})

test('what was typed and not saved is there again, beside what somebody saved meanwhile', async ({ desk, desks }) => {
  const one = await desk.logIn(SHUJI, WEEK)
  await one.getByLabel('文字').fill('书记没写完的一稿')
  await one.getByRole('link', { name: '走访' }).first().click()
  const other = await (await desks.open()).logIn(ADMIN, WEEK)
  await other.getByLabel('文字').fill('管理员写的一稿')
  await other.getByRole('button', { name: '保存', exact: true }).click()
  await expect(other.getByText(/管理员 .* 保存/)).toBeVisible()

  await one.goBack()
  await expect(one.getByLabel('文字')).toHaveValue('书记没写完的一稿')
  const theirs = one.getByRole('region', { name: '别人保存的新稿' })
  await expect(theirs).toContainText('管理员写的一稿')
  await theirs.getByRole('button', { name: '放下我的，用这一稿' }).click()
  await expect(one.getByLabel('文字')).toHaveValue('管理员写的一稿')
})

test('a report is taken out as it was saved', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, WEEK)
  await page.getByLabel('文字').fill('这一周')
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await expect(page.getByText(/秦岭 .* 保存/)).toBeVisible()
  await page.getByRole('button', { name: '导出' }).click()
  await page.getByRole('dialog').getByLabel('事由').fill('每周例会')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('button', { name: '导出' }).click(),
  ])
  const sheets = await cells(await download.path())
  expect(sheets[0]).toEqual(['报告', '这一周'])
  expect(sheets[3]).toEqual(expect.arrayContaining(['事项', '修水渠', '低保申请']))
  expect(sheets[6]).toEqual(expect.arrayContaining(['秦岭', '每周例会']))
})

test('a report is printed as it was saved', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, WEEK)
  await page.getByLabel('文字').fill('这一周，水渠通了。')
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await expect(page.getByText(/秦岭 .* 保存/)).toBeVisible()
  await page.getByRole('button', { name: '打印' }).click()
  await expect(page).toHaveURL(/\/print\/report\?.*week=2026-W47/)
  await page.getByLabel('事由').fill('每周例会')
  await page.getByRole('button', { name: '显示打印页' }).click()
  await expect(page.getByRole('button', { name: '打印', exact: true })).toBeVisible()
  const printed = await pages(await page.pdf({ preferCSSPageSize: true }))
  expect(printed.join('')).toContain('这一周，水渠通了。')
  for (const text of printed) expect(text).toMatch(/秦岭 \d{4}-\d\d-\d\d \d\d:\d\d 打印/)
})
