// How the app reaches a phone, and that it stays there.

import { expect, test } from './support/fixtures'

test('the app opens, with its manifest and its service worker, and nothing in it is forbidden', async ({ phone }) => {
  const page = await phone.open()
  await expect(page).toHaveTitle('连心')
  await expect(page.locator('#app')).not.toBeEmpty()

  const manifest = await page.evaluate(async () => {
    const address = document.querySelector<HTMLLinkElement>('link[rel=manifest]')?.href
    const answer = await fetch(address ?? '')
    return { type: answer.headers.get('content-type'), content: (await answer.json()) as Record<string, unknown> }
  })
  expect(manifest.type).toBe('application/manifest+json')
  expect(manifest.content).toMatchObject({ start_url: '/field/', scope: '/field/', display: 'standalone' })

  const worker = await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.scriptURL)
  expect(worker).toBe(`${phone.options.app}sw.js`)
})

test('the policy is in force', async ({ phone }) => {
  const page = await phone.open()
  await page.evaluate(() => {
    document.body.setAttribute('style', 'color: red')
    const script = document.createElement('script')
    script.textContent = 'window.ran = true'
    document.body.append(script)
  })
  expect(await page.evaluate(() => 'ran' in window)).toBe(false)
  await expect.poll(() => phone.faults.length).toBeGreaterThan(0)
  // What this test provoked is no fault of the app.
  expect(phone.faults.splice(0).every((fault) => /script-src|style-src|Security Policy/.test(fault))).toBe(true)
})

test('without network, and with the server gone, the app opens again', async ({ phone, network, county }) => {
  const page = await phone.open()
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await network.cut()
  await county.stop()
  for (const again of [() => phone.page.reload(), () => phone.restart(), () => phone.kill().then(() => phone.start())]) {
    await again()
    const reopened = await phone.open()
    await expect(reopened).toHaveTitle('连心')
    await expect(reopened.locator('#app')).not.toBeEmpty()
  }
})
