// Every screen of the shell, judged by axe and by its size, with pictures to be looked at.

import { expect, test } from './support/fixtures'
import { WANG } from '@lianxin/county/people'
import { judge } from './support/screen'
import { PIN, enrolByLink, typePin } from './support/session'

test('the way in', async ({ phone, county, network }, info) => {
  const page = await phone.open()
  await expect(page.getByLabel('登记码')).toBeVisible()
  await judge(page, info, 'enrol')
  const { link } = await county.enrolCode(WANG.login, network.url)
  await phone.open(link.slice(link.indexOf('#')))
  await expect(page.getByRole('button', { name: '知道了，继续' })).toBeVisible()
  await judge(page, info, 'notice')
  await page.getByRole('button', { name: '知道了，继续' }).tap()
  await typePin(page, '135')
  await judge(page, info, 'set-pin')
  await page.reload()
  await enrolByLink(phone, link)
  await expect(page.getByRole('button', { name: '好，开始用' })).toBeVisible()
  await judge(page, info, 'install')
})

test('inside', async ({ phone, county, network }, info) => {
  const { link } = await county.enrolCode(WANG.login, network.url)
  const page = await enrolByLink(phone, link)
  await page.getByRole('button', { name: '好，开始用' }).tap()
  for (const address of ['sync', 'me', 'me/about', 'me/burden']) {
    await page.goto(`${phone.options.app}#/${address}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await judge(page, info, address.replace('/', '-'))
  }
  await page.goto(`${phone.options.app}#/me`)
  for (const [button, name] of [
    ['多久不用就锁上', 'idle'],
    ['改密码', 'change-pin'],
    ['清空这部手机上的记录', 'wipe'],
  ] as const) {
    await page.getByRole('button', { name: button }).tap()
    await expect(page.getByRole('dialog')).toBeVisible()
    await judge(page, info, name)
    await page.getByRole('dialog').getByRole('button', { name: '关上' }).last().tap()
    await expect(page.getByRole('dialog')).toBeHidden()
  }
})

test('before the lock', async ({ phone, county, network }, info) => {
  const { link } = await county.enrolCode(WANG.login, network.url)
  await enrolByLink(phone, link)
  await phone.page.getByRole('button', { name: '好，开始用' }).tap()
  const page = await phone.restart()
  await phone.open()
  await expect(page.getByText('请输入 6 位密码')).toBeVisible()
  await judge(page, info, 'lock')
  for (const [button, name] of [
    ['换人', 'profiles'],
    ['忘了密码', 'forgotten'],
  ] as const) {
    await page.getByRole('button', { name: button }).tap()
    await expect(page.getByRole('dialog')).toBeVisible()
    await judge(page, info, name)
    await page.getByRole('dialog').getByRole('button', { name: '关上' }).last().tap()
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await typePin(page, '111112')
  await expect(page.getByText('密码不对')).toBeVisible()
  await judge(page, info, 'wrong-pin')
  await expect(page.getByRole('button', { name: '1', exact: true })).toBeEnabled({ timeout: 40_000 })
  await typePin(page, PIN)
  const second = await phone.tab()
  await phone.open()
  await expect(second.getByRole('heading', { name: '连心已在另一个页面打开' })).toBeVisible()
  await judge(second, info, 'second-tab')
})
