// Every page of the console, judged by axe and by its size, with pictures to be looked at. Places of the navigation join by
// themselves; a page that no navigation leads to is a line here.

import { ADMIN, AUDITOR, SHUJI } from '@lianxin/county/people'
import { expect, test } from './support/fixtures'
import { judge } from './support/screen'

const MORE: Record<string, readonly string[]> = {
  [SHUJI.login]: ['/nothing/here'],
}

for (const who of [SHUJI, ADMIN, AUDITOR]) {
  test(`what ${who.role} sees`, async ({ desk }, info) => {
    test.setTimeout(300_000)
    const page = await desk.logIn(who)
    const links = () => page.getByRole('navigation').getByRole('link').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
    const seen = new Set<string>()
    const visit = async (path: string) => {
      if (seen.has(path)) return
      seen.add(path)
      await desk.page.goto(desk.url + path)
      const name = path.split(/[?#]/)[0]?.slice(1).replaceAll('/', '-') || 'home'
      await judge(page, info, name)
      // With the first of its records open, if it lists any.
      await page.keyboard.press('j')
      if (page.url() !== desk.url + path) await judge(page, info, `${name}-record`)
    }
    // Pages beside each other in a group are known when the first of them is open.
    const ahead = await links()
    for (let path = ahead.shift(); path !== undefined; path = ahead.shift()) {
      if (seen.has(path)) continue
      await visit(path)
      ahead.push(...(await links()))
    }
    for (const path of MORE[who.login] ?? []) await visit(path)
    expect(desk.faults).toEqual([])
  })
}

test('the way in', async ({ desk }, info) => {
  const page = await desk.go('/households')
  await expect(page.getByLabel('账号')).toBeVisible()
  await judge(page, info, 'login')
  await desk.logIn(SHUJI, '/households')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: '快捷键' })).toBeVisible()
  await judge(page, info, 'keys')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /账号/ }).click()
  await page.getByRole('menuitem', { name: '锁上' }).click()
  await expect(page.getByRole('dialog', { name: '已锁上' })).toBeVisible()
  await judge(page, info, 'locked')
})
