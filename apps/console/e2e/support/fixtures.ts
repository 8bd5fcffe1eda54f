// What a test asks for: a county with a week of work in it, desks before it, the network between.

import { ARGUMENTS } from '@lianxin/county/browser'
import { Template, type County } from '@lianxin/county/county'
import { writeAWeek } from '@lianxin/county/office'
import { COUNTY_WORLD } from '@lianxin/county/people'
import { chromium, missing } from '@lianxin/county/program'
import { Proxy } from '@lianxin/county/proxy'
import { chromium as playwright, test as base, type Browser } from '@playwright/test'
import { Desk } from './desk'

export interface Desks {
  /** One more browser; closed when the test ends. */
  open(): Promise<Desk>
}

interface OfTest {
  /** A county of its own, served with the built apps. */
  county: County
  /** The network between desks and county. */
  network: Proxy
  desks: Desks
  /** The first desk. */
  desk: Desk
}

interface OfWorker {
  template: Template
  chromiumOfWorker: Browser
}

export const test = base.extend<OfTest, OfWorker>({
  template: [
    async ({}, use) => {
      const absent = missing('console')
      if (absent.length > 0) throw new Error(`not there: ${absent.join(', ')}; \`cargo xtask test\` makes them`)
      const template = await Template.make(COUNTY_WORLD, writeAWeek)
      await use(template)
      await template.remove()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  chromiumOfWorker: [
    async ({}, use) => {
      const args = ARGUMENTS.filter((argument) => !argument.startsWith('--headless'))
      const browser = await playwright.launch({ executablePath: chromium, args, headless: true })
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  county: async ({ template }, use) => {
    const county = await template.county()
    await use(county)
    await county.remove()
  },
  network: async ({ county }, use) => {
    const network = await Proxy.before(county.port)
    await use(network)
    await network.cut()
  },
  desks: async ({ chromiumOfWorker, network }, use, testInfo) => {
    const opened: Desk[] = []
    await use({
      async open() {
        const desk = await Desk.open(chromiumOfWorker, network.url)
        opened.push(desk)
        return desk
      },
    })
    for (const [index, desk] of opened.entries()) {
      if (testInfo.status !== testInfo.expectedStatus) {
        await desk.page.screenshot({ path: testInfo.outputPath(`desk-${index + 1}.png`) }).catch(() => undefined)
      }
      await desk.close()
    }
    // Every test proves on its way that the policy forbids nothing that the console does, and that nothing went wrong unseen.
    expect(opened.flatMap((desk) => desk.faults)).toEqual([])
  },
  desk: async ({ desks }, use) => {
    await use(await desks.open())
  },
})

export const expect = test.expect
