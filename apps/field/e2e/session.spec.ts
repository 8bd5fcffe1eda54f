// Getting in and staying safe: enrolment, PIN, lock, second tab, second person, a browser that cleared its storage.

import { expect, test } from './support/fixtures'
import { CHEN, WANG } from '@lianxin/county/people'
import { PIN, enrol, enrolByLink, typePin, unlock } from './support/session'

test('a link, a PIN, the first sync: in; and again without network after the browser was killed', async ({
  phone,
  county,
  network,
}) => {
  const page = await enrol(phone, county, network, WANG.login)
  await expect(page.getByRole('link', { name: '都已上交' })).toBeVisible()
  expect(new URL(page.url()).hash).not.toContain('code')

  await network.cut()
  await county.stop()
  await phone.kill()
  await phone.start()
  const again = await unlock(phone)
  await again.goto(`${phone.options.app}#/sync`)
  await expect(again.getByText('手机上的记录')).toBeVisible()
  await again.goto(`${phone.options.app}#/me`)
  await expect(again.getByText(WANG.name)).toBeVisible()
})

test('the code is typed in boxes, pasted whole, or refused with a reason', async ({ phone, county, network }) => {
  const { code, link } = await county.enrolCode(WANG.login, network.url)
  const page = await phone.open()
  const field = page.getByLabel('登记码')
  await field.fill('ABC')
  await page.getByRole('button', { name: '下一步' }).tap()
  await expect(page.getByText('登记码不完整')).toBeVisible()

  // As a full-width keyboard writes it, in lower case.
  await field.fill(code.toLowerCase().replaceAll('-', '－'))
  await page.getByRole('button', { name: '下一步' }).tap()
  await expect(page.getByRole('button', { name: '知道了，继续' })).toBeVisible()
  await page.getByRole('button', { name: '返回' }).tap()

  await field.evaluate((input, text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text', text)
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, link)
  await expect(page.getByRole('button', { name: '知道了，继续' })).toBeVisible()
  await page.getByRole('button', { name: '返回' }).tap()

  await field.evaluate((input) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text', 'https://other.example/field/#/enrol?code=0000-0000-0000')
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await expect(page.getByText('这个链接是别的县的')).toBeVisible()
})

test('a PIN that is easy to guess or typed differently is not taken; a wrong code can be mended', async ({
  phone,
  county,
  network,
}) => {
  const page = await phone.open('#/enrol?code=0000-0000-0000')
  await page.getByRole('button', { name: '知道了，继续' }).tap()
  await typePin(page, '123456')
  await expect(page.getByText('太容易猜了')).toBeVisible()
  await typePin(page, PIN)
  await typePin(page, '135791')
  await expect(page.getByText('两遍不一样')).toBeVisible()
  await typePin(page, PIN)
  await typePin(page, PIN)
  await expect(page.getByText('登记码不正确')).toBeVisible()

  const { code } = await county.enrolCode(WANG.login, network.url)
  await page.getByLabel('登记码').fill(code)
  await page.getByRole('button', { name: '下一步' }).tap()
  await page.getByRole('button', { name: '好，开始用' }).tap()
  await expect(page.getByRole('navigation')).toBeVisible()
})

test('without signal the enrolment says so, and goes on where it was', async ({ phone, county, network }) => {
  const { link } = await county.enrolCode(WANG.login, network.url)
  const page = await phone.open()
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await network.cut()
  await enrolByLink(phone, link)
  await expect(page.getByRole('heading', { name: '登记这部手机' })).toBeVisible()
  await expect(page.getByRole('alert')).toHaveText(/\S/)
  await network.heal()
  await page.getByRole('button', { name: '下一步' }).tap()
  await page.getByRole('button', { name: '好，开始用' }).tap()
  await expect(page.getByRole('navigation')).toBeVisible()
})

test('wrong PINs are slowed, the right one opens after the wait', async ({ phone, county, network }) => {
  test.setTimeout(120_000)
  await enrol(phone, county, network, WANG.login)
  const page = await phone.restart()
  await phone.open()
  const key = page.getByRole('button', { name: '1', exact: true })
  for (const wrong of ['111112', '111113', '111114']) {
    await typePin(page, wrong)
    await expect(page.getByText('密码不对')).toBeVisible()
    await expect(page.getByText('正在打开')).toHaveCount(0)
  }
  await expect(page.getByText(/请等 \d+ 秒再输/)).toBeVisible()
  await expect(key).toBeDisabled()

  // Opening the page anew does not shorten it, and not even the right PIN is let in.
  await page.reload()
  await typePin(page, PIN)
  await expect(page.getByText(/请等 \d+ 秒再输/)).toBeVisible()
  await expect(key).toBeEnabled({ timeout: 40_000 })
  await typePin(page, PIN)
  await expect(page.getByRole('navigation')).toBeVisible()
})

test('only one tab has the store; the other takes over with one tap', async ({ phone, county, network }) => {
  const first = await enrol(phone, county, network, WANG.login)
  const second = await phone.tab()
  await phone.open()
  await expect(second.getByRole('heading', { name: '连心已在另一个页面打开' })).toBeVisible()
  await second.getByRole('button', { name: '在这里使用' }).tap()
  await expect(second.getByText('请输入 6 位密码')).toBeVisible()
  await typePin(second, PIN)
  await expect(second.getByRole('navigation')).toBeVisible()
  await expect(first.getByRole('heading', { name: '连心已在另一个页面打开' })).toBeVisible()
})

test('two people use one phone, each with a PIN and records of their own', async ({ phone, county, network }) => {
  const page = await enrol(phone, county, network, WANG.login)
  await page.getByRole('link', { name: '我的' }).tap()
  await page.getByRole('button', { name: '现在锁上' }).tap()
  await page.getByRole('button', { name: '换人' }).tap()
  await page.getByRole('button', { name: /新的人登记/ }).tap()
  const { code } = await county.enrolCode(CHEN.login, network.url)
  await page.getByLabel('登记码').fill(code)
  await page.getByRole('button', { name: '下一步' }).tap()
  await page.getByRole('button', { name: '知道了，继续' }).tap()
  await typePin(page, '246801')
  await typePin(page, '246801')
  await page.getByRole('button', { name: '好，开始用' }).tap()
  await page.getByRole('link', { name: '我的' }).tap()
  await expect(page.getByText(CHEN.name)).toBeVisible()

  await page.getByRole('button', { name: '现在锁上' }).tap()
  await page.getByRole('button', { name: '换人' }).tap()
  await page.getByRole('button', { name: new RegExp(WANG.name) }).tap()
  await expect(page.getByRole('heading', { name: WANG.name })).toBeVisible()
  await typePin(page, '246801')
  await expect(page.getByText('密码不对')).toBeVisible()
  await expect(page.getByRole('button', { name: '1', exact: true })).toBeEnabled({ timeout: 40_000 })
  await typePin(page, PIN)
  await page.getByRole('link', { name: '我的' }).tap()
  await expect(page.getByText(WANG.name)).toBeVisible()
})

test('a changed PIN opens, the old one no longer does', async ({ phone, county, network }) => {
  const page = await enrol(phone, county, network, WANG.login)
  await page.getByRole('link', { name: '我的' }).tap()
  await page.getByRole('button', { name: '改密码' }).tap()
  for (const [label, pin] of [
    ['请输入现在的密码', PIN],
    ['请输入新密码', '975310'],
    ['再输一遍新密码', '975310'],
  ] as const) {
    await expect(page.getByRole('group', { name: label, exact: true })).toBeVisible()
    await typePin(page, pin)
  }
  await expect(page.getByText('密码改好了')).toBeVisible()
  await phone.restart()
  await phone.open()
  await typePin(phone.page, PIN)
  await expect(phone.page.getByText('密码不对')).toBeVisible()
  await expect(phone.page.getByRole('button', { name: '1', exact: true })).toBeEnabled({ timeout: 40_000 })
  await typePin(phone.page, '975310')
  await expect(phone.page.getByRole('navigation')).toBeVisible()
})

test('a phone left alone locks itself', async ({ phone, county, network }) => {
  await enrol(phone, county, network, WANG.login)
  // Three seconds instead of five minutes.
  await phone.page.evaluate(() => localStorage.setItem('lianxin.settings', JSON.stringify({ idle_lock_minutes: 0.05 })))
  await phone.page.reload()
  const page = await unlock(phone)
  await expect(page.getByText('请输入 6 位密码')).toBeVisible()
  await expect(page.getByRole('navigation')).toHaveCount(0)
})

test('a forgotten PIN: told what is lost, asked twice, then a new enrolment', async ({ phone, county, network }) => {
  await enrol(phone, county, network, WANG.login)
  await phone.restart()
  const page = await phone.open()
  await page.getByRole('button', { name: '忘了密码' }).tap()
  await page.getByRole('button', { name: '删掉记录，重新登记' }).tap()
  await expect(page.getByText('上次打开时，这部手机上的都已上交。')).toBeVisible()
  await page.getByRole('button', { name: '确定删掉' }).tap()
  await expect(page.getByRole('heading', { name: '登记这部手机' })).toBeVisible()
  await enrol(phone, county, network, WANG.login)
})

test('a browser that cleared the records says so, and lets enrol again', async ({ phone, county, network }) => {
  await enrol(phone, county, network, WANG.login)
  await phone.restart()
  const page = await phone.open()
  await expect(page.getByText('请输入 6 位密码')).toBeVisible()
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    for await (const name of root.keys()) await root.removeEntry(name, { recursive: true })
  })
  await page.reload()
  await typePin(page, PIN)
  await expect(page.getByText('这部手机上的记录被浏览器清掉了')).toBeVisible()
  await page.getByRole('button', { name: '重新登记' }).tap()
  await enrol(phone, county, network, WANG.login)
})

test('a phone that was shut out says so and holds nothing', async ({ phone, county, network }) => {
  const page = await enrol(phone, county, network, WANG.login)
  await page.goto(`${phone.options.app}#/me`)
  const device = await page.getByText(/^[0-9a-f-]{36}$/).innerText()
  await county.admin(['device', 'revoke', device])
  await page.goto(`${phone.options.app}#/sync`)
  await page.getByRole('button', { name: '现在就交' }).tap()
  await expect(page.getByRole('heading', { name: '这部手机已被停用' })).toBeVisible()
  await page.getByRole('button', { name: '知道了' }).tap()
  await expect(page.getByRole('heading', { name: '登记这部手机' })).toBeVisible()
})
