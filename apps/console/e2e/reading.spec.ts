// Reading what cadres wrote, and what becomes of the words of whoever reads.

import { WANG_PHONE } from '@lianxin/county/office'
import { SHUJI } from '@lianxin/county/people'
import { expect, test } from './support/fixtures'

interface Today {
  today: { news: { kind: string; text: string; from_name: string }[] }
}

test('a comment reaches the phone of whoever wrote the diary', async ({ desk, county, network }) => {
  const page = await desk.logIn(SHUJI, '/diary')
  const list = page.getByRole('region', { name: '民情日记' })
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await expect(list).not.toContainText('还没写完的一天')
  await list.getByRole('link').filter({ hasText: '水渠断在老罗家屋后' }).click()
  const box = page.getByLabel('写批示')
  await box.fill('水渠的事这周五前给答复。')

  // Another entry and back, a network that is gone: the words stay.
  await page.keyboard.press('Escape')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await list.getByRole('link').filter({ hasText: '水渠断在老罗家屋后' }).click()
  await expect(box).toHaveValue('水渠的事这周五前给答复。')
  await network.cut()
  await page.getByRole('button', { name: '批示', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('没有发出')
  await expect(box).toHaveValue('水渠的事这周五前给答复。')
  await network.heal()
  await page.getByRole('button', { name: '批示', exact: true }).click()
  await expect(page.getByRole('region', { name: '批示' })).toContainText('水渠的事这周五前给答复。')
  await expect(box).toHaveValue('')

  await county.device(WANG_PHONE, ['sync'])
  const { today } = await county.device<Today>(WANG_PHONE, ['today'])
  const comments = today.news.filter(({ kind }) => kind === 'comment')
  expect(comments.map(({ text, from_name }) => [text, from_name])).toEqual([['水渠的事这周五前给答复。', '秦岭']])
})

test('visits are read one after the other by keyboard', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/visits')
  const list = page.getByRole('region', { name: '走访' })
  await expect(list.getByRole('listitem')).toHaveCount(4)
  const text = page.getByRole('article')
  const days: string[] = []
  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press('j')
    await expect(list.locator('[aria-current=true]')).toHaveCount(1)
    const id = page.url().replace(/^.*\/visits\/|\?.*$/g, '')
    await expect(list.locator(`[data-id="${id}"] [aria-current=true]`)).toHaveCount(1)
    days.push((await text.getByRole('heading', { level: 2 }).textContent())?.trim() ?? '')
  }
  expect(days[0]).toContain('11月20日')
  expect(days.at(-1)).toContain('11月16日')
  await expect(text.getByRole('link', { name: '罗守山' })).toBeVisible()
  await page.keyboard.press('k')
  await expect(text.getByRole('heading', { level: 2 })).toContainText('11月18日')
  // The address is the whole of it: whoever gets it reads the same.
  const address = page.url()
  await page.reload()
  await expect(text.getByRole('heading', { level: 2 })).toContainText('11月18日')
  expect(page.url()).toBe(address)
  await page.keyboard.press('u')
  await page.keyboard.press('Escape')
  await expect(text).toHaveCount(0)
})

test('filters stand in the address', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/visits')
  const list = page.getByRole('region', { name: '走访' })
  await page.getByLabel('走访方式').selectOption('phone')
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await expect(page).toHaveURL(/kind=phone/)
  await page.getByLabel('走访方式').selectOption('')
  await page.getByLabel('正文里的字词').fill('药费')
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await list.getByRole('link').click()
  await page.getByRole('article').getByRole('button', { name: '王芳' }).click()
  await expect(page).toHaveURL(/author=/)
  await expect(page.getByText('只看王芳写的')).toBeVisible()
})

for (const { at, words, row, title } of [
  {
    at: '/visits',
    words: ['visit', 'add', '--household', '0002', '--kind', 'home', '--text', '屋顶补好了，再看药费。'],
    row: '屋顶补好了，再看药费。',
    title: '走访',
  },
  {
    at: '/cases',
    words: ['case', 'open', '--household', '0003', '--ledger', 'livelihood', '--title', '修路灯', '--text', '村口三盏都不亮。'],
    row: '修路灯',
    title: '台账',
  },
  { at: '/households?category=低保户', words: ['household', 'set', '0002', 'address=增口村老屋场 9 号'], row: '9 号', title: '户' },
]) {
  test(`what a phone sends is said above ${at} and shown when asked for`, async ({ desk, county }) => {
    const page = await desk.logIn(SHUJI, at)
    await expect(page.getByRole('heading', { level: 1 })).toContainText(title)
    const line = page.getByRole('status').filter({ hasText: '条新的' })
    await county.device(WANG_PHONE, words)
    await county.device(WANG_PHONE, ['sync'])
    await expect(line).toContainText('有 1 条新的')
    const list = page.getByRole('region', { name: '列表' })
    await expect(list).not.toContainText(row)
    await line.click()
    await expect(list).toContainText(row)
    await expect(line).toHaveCount(0)
  })
}
