// What the console costs to open: bytes on the wire, everything but the charts, in brotli as `lianxin serve` sends it.

import type { Request } from '@playwright/test'
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
  const requests: Request[] = []
  page.on('requestfinished', (request) => {
    const { pathname } = new URL(request.url())
    if (!pathname.startsWith('/v1/') && !CHARTS.test(pathname)) requests.push(request)
  })
  await page.goto(`${desk.url}/`)
  await settled(page)
  await expect.poll(() => requests.length).toBeGreaterThan(2)
  const files = await Promise.all(
    requests.map(async (request) => ({ name: new URL(request.url()).pathname, size: (await request.sizes()).responseBodySize })),
  )
  const bytes = files.reduce((sum, file) => sum + file.size, 0)
  info.annotations.push({ type: 'first load', description: `${bytes} bytes in ${files.length} files` })
  expect(bytes, files.map((file) => `${file.size} ${file.name}`).join('\n')).toBeLessThanOrEqual(FIRST_LOAD_BYTES_MAX)
})
