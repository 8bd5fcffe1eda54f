// In and out: the cookie, several windows, the lock, and that nothing typed is lost by any of it.

import { AUDITOR, COLLECTOR, PASSWORD, SHUJI, SONG, WANG } from '@lianxin/county/people'
import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures'

const account = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`账号 ${name}`) })

async function typeLogin(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel('账号').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录' }).click()
}

async function goOn(page: Page, password = PASSWORD): Promise<void> {
  await page.getByRole('dialog').getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '接着做' }).click()
}

/** Whether nothing but the dialog can be seen, clicked or come to by keyboard. */
async function isCovered(page: Page): Promise<boolean> {
  for (let turn = 0; turn < 12; turn++) await page.keyboard.press('Tab')
  return page.evaluate(() => {
    const inside = (at: Element | null) => at === document.body || at?.closest('dialog[open]') != null
    const points = [1, 200, 640, 1279].flatMap((x) => [1, 60, 400, 799].map((y) => document.elementFromPoint(x, y)))
    return inside(document.activeElement) && points.every(inside)
  })
}

test('who logs in comes to the address that they wanted, and a reload finds them there', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/households?q=罗守山')
  await expect(page.getByRole('link', { name: '罗守山' })).toBeVisible()
  await page.reload()
  await expect(account(page, SHUJI.name)).toBeVisible()
  await expect(page.getByRole('link', { name: '罗守山' })).toBeVisible()

  const [cookie] = await desk.context.cookies()
  expect(cookie).toMatchObject({ name: '__Host-lianxin', httpOnly: true, secure: true, sameSite: 'Strict', path: '/', expires: -1 })
  const kept = await page.evaluate(() => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }))
  expect(kept).not.toMatch(/eyJ|lianxin=/)
})

test('an address elsewhere is not where a login leads', async ({ desk }) => {
  for (const to of ['//elsewhere.example/', 'https://elsewhere.example/', '/\\elsewhere.example']) {
    await desk.go(`/login?to=${encodeURIComponent(to)}`)
    await typeLogin(desk.page, SHUJI.login, PASSWORD)
    await expect(account(desk.page, SHUJI.name)).toBeVisible()
    expect(new URL(desk.page.url()).origin).toBe(new URL(desk.url).origin)
    await desk.context.clearCookies()
  }
})

test('a wrong password is told, and five of them with the time until which to wait', async ({ desk }) => {
  const page = await desk.go('/login')
  for (let turn = 0; turn < 5; turn++) {
    await typeLogin(page, SHUJI.login, '不对的密码')
    await expect(page.getByRole('alert')).toContainText('账号或密码不正确')
    await expect(page.getByLabel('密码', { exact: true })).toHaveValue('')
  }
  await typeLogin(page, SHUJI.login, PASSWORD)
  await expect(page.getByRole('alert')).toContainText(/密码错误次数过多.*请在 \d\d:\d\d 之后再试，还有 1[45] 分钟/s)
})

for (const who of [WANG, COLLECTOR]) {
  test(`a ${who.role} is told to use the field app`, async ({ desk }) => {
    const page = await desk.go('/')
    await typeLogin(page, who.login, PASSWORD)
    await expect(page.getByRole('alert')).toContainText('请使用手机上的连心应用')
    await expect(page.getByRole('link', { name: '打开手机上的连心应用' })).toHaveAttribute('href', '/field/')
    expect(await desk.context.cookies()).toEqual([])
  })
}

test('the auditor comes to no record', async ({ desk }) => {
  const page = await desk.logIn(AUDITOR)
  await expect(page.getByRole('navigation').getByRole('link', { name: '户', exact: true })).toHaveCount(0)
  await desk.go('/households')
  await expect(page.getByText('没有这一页')).toBeVisible()
})

test('many windows that open at once ask for their tokens one after the other', async ({ desk }) => {
  await desk.logIn(SHUJI, '/households')
  const asked: (() => void)[] = []
  // Each is held until all windows are there: nobody has asked meanwhile who was not first.
  await desk.context.route('**/v1/web/refresh', async (route) => {
    await new Promise<void>((go) => asked.push(go))
    await route.continue()
  })
  const windows = await Promise.all(Array.from({ length: 4 }, () => desk.context.newPage()))
  await Promise.all(windows.map((page) => page.goto(`${desk.url}/households`)))
  for (let turn = 1; turn <= windows.length; turn++) {
    await expect.poll(() => asked.length).toBe(turn)
    asked[turn - 1]?.()
  }
  for (const page of windows) await expect(page.getByRole('link', { name: '罗守山' })).toBeVisible()
})

test('left alone it covers the page in all windows and ends the session; the same person goes on where they were', async ({ desk }) => {
  const first = await desk.logIn(SHUJI, '/households')
  const second = await desk.window()
  await desk.go('/households?q=tian')
  await expect(second.getByRole('link', { name: '田秀莲' })).toBeVisible()
  await first.getByRole('searchbox').fill('罗')
  await expect(first.getByRole('link', { name: '田秀莲' })).toHaveCount(0)

  // Three seconds instead of a quarter of an hour.
  await second.evaluate(() => localStorage.setItem('lianxin.idle_minutes', '0.05'))
  await second.reload()
  await expect(account(second, SHUJI.name)).toBeVisible()
  for (const page of [first, second]) {
    await expect(page.getByRole('dialog', { name: '已锁上' })).toBeVisible({ timeout: 20_000 })
    expect(await isCovered(page)).toBe(true)
  }
  expect(await desk.context.cookies()).toEqual([])
  await second.evaluate(() => localStorage.removeItem('lianxin.idle_minutes'))

  await goOn(first, '不对的密码')
  await expect(first.getByRole('alert')).toContainText('账号或密码不正确')
  await goOn(first)
  for (const page of [first, second]) await expect(account(page, SHUJI.name)).toBeVisible()
  await expect(first.getByRole('searchbox')).toHaveValue('罗')
  await expect(second.getByRole('link', { name: '田秀莲' })).toBeVisible()
})

test('a covered page that somebody else takes over begins anew', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/households?q=luo')
  await expect(page.getByRole('link', { name: '罗守山' })).toBeVisible()
  await account(page, SHUJI.name).click()
  await page.getByRole('menuitem', { name: '锁上' }).click()
  await page.getByRole('button', { name: '换人登录' }).click()
  await page.waitForURL('**/login')
  await expect(page.getByLabel('账号')).toHaveValue('')
  await typeLogin(page, SONG.login, PASSWORD)
  await expect(account(page, SONG.name)).toBeVisible()
  await expect(page.getByText('罗守山')).toHaveCount(0)
  expect(new URL(page.url()).search).toBe('')
})

test('a session that ended at the server is noticed, and what was asked for comes after the password', async ({ desk, county }) => {
  const page = await desk.logIn(SHUJI, '/households')
  await expect(page.getByRole('link', { name: '罗守山' })).toBeVisible()
  await county.admin(['user', 'password', '--login', SHUJI.login], `${PASSWORD}!\n`)
  await page.getByRole('searchbox').fill('何水生')
  await expect(page.getByRole('dialog', { name: '已锁上' })).toContainText('登录已过期')
  await goOn(page, `${PASSWORD}!`)
  await expect(page.getByRole('searchbox')).toHaveValue('何水生')
  await expect(page.getByText('没有符合条件的记录')).toBeVisible()
})

test('logging out ends it in every window, and back leads nowhere', async ({ desk }) => {
  const first = await desk.logIn(SHUJI, '/households')
  const second = await desk.window()
  await desk.go('/households')
  await expect(account(second, SHUJI.name)).toBeVisible()
  await account(first, SHUJI.name).click()
  await first.getByRole('menuitem', { name: '退出登录' }).click()
  for (const page of [first, second]) await expect(page.getByLabel('账号')).toBeVisible()
  await first.goBack()
  await expect(first.getByText('罗守山')).toHaveCount(0)
  expect(await desk.context.cookies()).toEqual([])
})

test('without network a list says so, and comes when asked again', async ({ desk, network }) => {
  const page = await desk.logIn(SHUJI, '/households')
  await expect(page.getByRole('link', { name: '罗守山' })).toBeVisible()
  await network.cut()
  await page.getByRole('searchbox').fill('田秀莲')
  await expect(page.getByRole('alert')).toContainText('连不上服务器')
  await network.heal()
  await page.getByRole('button', { name: '再试一次' }).click()
  await expect(page.getByRole('link', { name: '田秀莲' })).toBeVisible()
})
