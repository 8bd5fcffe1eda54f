// A new version of the app: it waits, loses no words, and opens without signal like the one before.

import { rm } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures'
import { WANG } from '@lianxin/county/people'
import { PIN, enrol, typePin, unlock } from './support/session'
import { newerVersion } from './support/version'

const updating = test.extend<{ newer: string }>({
  newer: async ({}, use) => {
    const folder = await newerVersion('连心 二')
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
})

/** The service worker of the page is there, and the page is under it. */
async function controlled(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
}

/** The browser looks for a new version, as it does by itself when the app is opened or shown again. */
async function lookForUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update()
  })
}

updating('a new version waits while a draft is open; then nothing of it is lost', async ({ phone, county, network, newer }) => {
  const page = await enrol(phone, county, network, WANG.login)
  await controlled(page)
  await page.goto(`${phone.options.app}#/me/burden`)
  await page.getByRole('textbox').fill('同一件事要写两遍')

  await county.stop()
  county.served = newer
  await county.start()
  network.leadTo(county.port)
  await lookForUpdate(page)
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.waiting !== null)
  await expect(page.getByRole('textbox')).toHaveValue('同一件事要写两遍')
  await expect(page.getByText('有新版本')).toHaveCount(0)
  await expect(page).toHaveTitle('连心')

  await page.getByRole('button', { name: '返回' }).tap()
  await page.getByRole('button', { name: '换上' }).tap()
  await expect(page).toHaveTitle('连心 二')
  await typePin(page, PIN)
  await page.goto(`${phone.options.app}#/me/burden`)
  await expect(page.getByRole('textbox')).toHaveValue('同一件事要写两遍')
})

updating('behind the lock a new version takes its place by itself, and opens without signal', async ({
  phone,
  county,
  network,
  newer,
}) => {
  const page = await enrol(phone, county, network, WANG.login)
  await controlled(page)
  await county.stop()
  county.served = newer
  await county.start()
  network.leadTo(county.port)
  await page.getByRole('link', { name: '我的' }).tap()
  await page.getByRole('button', { name: '现在锁上' }).tap()
  await lookForUpdate(page)
  await expect(page).toHaveTitle('连心 二')

  await network.cut()
  await phone.kill()
  await phone.start()
  await unlock(phone)
  await expect(phone.page).toHaveTitle('连心 二')
})

updating('a new version that is cut on its way is fetched on from where it was', async ({ phone, county, network, newer }) => {
  const page = await phone.open()
  await controlled(page)
  await county.stop()
  county.served = newer
  await county.start()
  network.leadTo(county.port)
  const cut = network.cutAfter(3000, 'down')
  await Promise.all([cut, lookForUpdate(page).catch(() => undefined)])
  await page.reload()
  await expect(page).toHaveTitle('连心')
  await network.heal()
  await lookForUpdate(page)
  await expect(page).toHaveTitle('连心 二')
})
