// What a person does to get in: enrol by the link, set a PIN, unlock.

import type { County } from '@lianxin/county/county'
import type { Proxy } from '@lianxin/county/proxy'
import { expect, type Page } from '@playwright/test'
import type { Phone } from './phone'

export const PIN = '135790'

/** On the app's own number pad. */
export async function typePin(page: Page, pin: string): Promise<void> {
  for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).tap()
}

/** From the link to the notice and the PIN typed twice; the first sync is under way then. */
export async function enrolByLink(phone: Phone, link: string, pin: string = PIN): Promise<Page> {
  const page = await phone.open(link.slice(link.indexOf('#')))
  await page.getByRole('button', { name: '知道了，继续' }).tap()
  await expect(page.getByRole('heading', { name: '设一个 6 位密码' })).toBeVisible()
  await typePin(page, pin)
  await expect(page.getByRole('heading', { name: '再输一遍' })).toBeVisible()
  await typePin(page, pin)
  return page
}

/** Enrols an account's phone with everything that its user answers for on it, and enters. */
export async function enrol(phone: Phone, county: County, network: Proxy, login: string, pin: string = PIN): Promise<Page> {
  const { link } = await county.enrolCode(login, network.url)
  const page = await enrolByLink(phone, link, pin)
  await page.getByRole('button', { name: '好，开始用' }).tap()
  await expect(page.getByRole('navigation')).toBeVisible()
  return page
}

/** Opens the app on a phone that is enrolled, and types the PIN. */
export async function unlock(phone: Phone, pin: string = PIN): Promise<Page> {
  const page = await phone.open()
  await expect(page.getByText('请输入 6 位密码')).toBeVisible()
  await typePin(page, pin)
  await expect(page.getByRole('navigation')).toBeVisible()
  return page
}
