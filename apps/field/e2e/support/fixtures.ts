// What a test asks for: a county, the network before it, phones.

import { Template, type County } from '@lianxin/county/county'
import { missing } from '@lianxin/county/program'
import { Proxy } from '@lianxin/county/proxy'
import { test as base } from '@playwright/test'
import { Phone, type PhoneOptions } from './phone'

export interface Phones {
  /** One more phone; discarded when the test ends. */
  unpack(options?: Partial<PhoneOptions>): Promise<Phone>
}

interface OfTest {
  /** A county of its own, served with the built apps. */
  county: County
  /** The network between phones and county. */
  network: Proxy
  phones: Phones
  /** The first phone. */
  phone: Phone
}

interface OfWorker {
  template: Template
}

export const test = base.extend<OfTest, OfWorker>({
  template: [
    async ({}, use) => {
      const absent = missing('field')
      if (absent.length > 0) throw new Error(`not there: ${absent.join(', ')}; \`cargo xtask test\` makes them`)
      const template = await Template.make()
      await use(template)
      await template.remove()
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
  phones: async ({ network }, use, testInfo) => {
    const unpacked: Phone[] = []
    await use({
      async unpack(options = {}) {
        const phone = await Phone.unpack({ app: `${network.url}/field/`, ...options })
        unpacked.push(phone)
        return phone
      },
    })
    for (const [index, phone] of unpacked.entries()) {
      if (testInfo.status !== testInfo.expectedStatus) await phone.picture(testInfo.outputPath(`phone-${index + 1}.png`))
      await phone.discard()
    }
    // Every test proves on its way that the policy forbids nothing that the app does.
    expect(unpacked.flatMap((phone) => phone.faults)).toEqual([])
  },
  phone: async ({ phones }, use) => {
    await use(await phones.unpack())
  },
})

export const expect = test.expect
