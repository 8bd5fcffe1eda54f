// What the console costs to open: bytes on the wire, everything but the charts, in brotli as `lianxin serve` sends it.

import { SHUJI } from '@lianxin/county/people'
import { expect, test } from './support/fixtures'
import { settled } from './support/screen'

const FIRST_LOAD_BYTES_MAX = 250_000
/** Charts come when a page with charts is there, and last. */
const CHARTS = /chart/i

test('the first load fits its budget', async ({ desk }, info) => {
  await desk.logIn(SHUJI, '/')
  const page = await desk.window()
  const cdp = await desk.context.newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true })
  const files = new Map<string, number>()
  page.on('requestfinished', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/v1/') || CHARTS.test(pathname)) return
    void request.sizes().then((sizes) => files.set(pathname, sizes.responseBodySize))
  })
  await page.goto(`${desk.url}/`)
  await settled(page)
  await expect.poll(() => files.size).toBeGreaterThan(2)
  const bytes = [...files.values()].reduce((sum, one) => sum + one, 0)
  info.annotations.push({ type: 'first load', description: `${bytes} bytes in ${files.size} files` })
  expect(bytes, [...files].map(([name, size]) => `${size} ${name}`).join('\n')).toBeLessThanOrEqual(FIRST_LOAD_BYTES_MAX)
})
