// What leaves the console: as a file, and on paper.

import { SHUJI } from '@lianxin/county/people'
import { expect, test } from './support/fixtures'
import { cells, pages } from './support/files'

test('a list is taken out with a reason, and opens', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/visits?kind=home')
  await page.getByRole('button', { name: '导出' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('共 3 条')
  const send = dialog.getByRole('button', { name: '导出' })
  await expect(send).toBeDisabled()
  await dialog.getByLabel('事由').fill('周三调度会')
  const [download] = await Promise.all([page.waitForEvent('download'), send.click()])
  expect(download.suggestedFilename()).toMatch(/^沤江镇走访记录\d{4}年\d+月\d+日\.xlsx$/)
  const [list, note] = await cells(await download.path())
  expect(list?.slice(0, 3)).toEqual(['走访日期', '走访方式', '乡镇'])
  expect(list).toEqual(expect.arrayContaining(['2026-11-20', '入户', '罗守山', '水利站的人来看过了，说三日内动工。']))
  expect(list).not.toContain('问了田界的事，两家都愿意坐下来谈。')
  expect(note).toEqual(expect.arrayContaining(['导出人', '秦岭', '周三调度会', '方式：入户']))
  await expect(dialog).toHaveCount(0)
})

for (const { at, title, has, lacks } of [
  { at: '/households?q=罗守山', title: '户', has: ['罗守山', '关键词：罗守山'], lacks: '田秀莲' },
  { at: '/visits?kind=phone', title: '走访记录', has: ['问了田界的事，两家都愿意坐下来谈。', '方式：电话'], lacks: '水利站的人来看过了，说三日内动工。' },
  { at: '/diary?q=水渠', title: '民情日记', has: ['王芳', '关键词：水渠；状态：已上交'], lacks: '还没写完的一天' },
  { at: '/cases?ledger=hardship', title: '台账', has: ['低保申请', '台账：困难；未办结'], lacks: '修水渠' },
]) {
  test(`${at} leaves as a file with its conditions`, async ({ desk }) => {
    const page = await desk.logIn(SHUJI, at)
    await page.getByRole('button', { name: '导出' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('共 1 条')
    await dialog.getByLabel('事由').fill('周三调度会')
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: '导出' }).click()])
    expect(download.suggestedFilename()).toContain(title)
    const all = (await cells(await download.path())).flat()
    expect(all).toEqual(expect.arrayContaining([...has, '秦岭']))
    expect(all).not.toContain(lacks)
  })
}

test('a household is printed after its reason was logged, marked on every page', async ({ desk, county }) => {
  const { rows } = await county.read<{ rows: { id: string; fields: { head_name: string } }[] }>('/v1/households?limit=200')
  const luo = rows.find(({ fields }) => fields.head_name === '罗守山')
  const page = await desk.logIn(SHUJI, `/households/${luo?.id ?? ''}`)
  await page.getByRole('region', { name: '记录' }).getByRole('link', { name: '打印' }).click()
  await expect(page).toHaveURL(new RegExp(`/print/households/${luo?.id ?? ''}$`))
  await expect(page.getByLabel('事由')).toBeVisible()
  const before = await pages(await page.pdf({ preferCSSPageSize: true }))
  expect(before.join('')).toContain('没有内容可以打印')
  expect(before.join('')).not.toContain('罗守山')
  await page.getByLabel('事由').fill('入户核查')
  await page.getByRole('button', { name: '显示打印页' }).click()
  await expect(page.getByRole('button', { name: '打印', exact: true })).toBeVisible()
  const printed = await pages(await page.pdf({ preferCSSPageSize: true }))
  for (const text of ['罗守山', '田桂英', '修水渠', '秋播的地浇不上水', '水利站的人来看过了']) expect(printed.join('')).toContain(text)
  for (const text of printed) expect(text).toMatch(/秦岭 \d{4}-\d\d-\d\d \d\d:\d\d 打印/)
})

test('a ledger is printed across, with its conditions', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/cases?ledger=livelihood')
  await page.getByRole('link', { name: '打印' }).click()
  await expect(page).toHaveURL(/\/print\/cases\?.*ledger=livelihood/)
  await page.getByLabel('事由').fill('周三调度会')
  await page.getByRole('button', { name: '显示打印页' }).click()
  await expect(page.getByRole('button', { name: '打印', exact: true })).toBeVisible()
  const printed = await pages(await page.pdf({ preferCSSPageSize: true }))
  expect(printed).toHaveLength(1)
  for (const text of ['沤江镇民生台账', '修水渠', '罗守山', '条件：台账：民生；未办结', '秦岭']) expect(printed[0]).toContain(text)
  expect(printed[0]).not.toContain('田界纠纷')
})

test('a page for paper is reached by its address alone', async ({ desk }) => {
  await desk.logIn(SHUJI)
  const page = await desk.go('/print/cases?ledger=livelihood')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('民生台账')
  await expect(page.getByLabel('事由')).toBeVisible()
  await expect(page.getByRole('main')).toHaveCount(0)
})
