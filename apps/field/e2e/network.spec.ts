// The tests' own ground: what they call cut is cut, and what they read is what the county holds.

import { expect, test } from './support/fixtures'
import { CHEN, WANG } from '@lianxin/county/people'

test('the network is cut in the middle of an answer, refuses while it is cut, and heals', async ({ network }) => {
  const page = `${network.url}/field/`
  const whole = await (await fetch(page)).text()
  expect(whole).toContain('连心')

  const before = network.passed.down
  const cut = network.cutAfter(100, 'down')
  await expect(fetch(page).then((answer) => answer.text())).rejects.toThrow()
  await cut
  expect(network.passed.down - before).toBe(100)
  await expect(fetch(page)).rejects.toThrow()

  await network.heal()
  expect(await (await fetch(page)).text()).toBe(whole)
})

test('a county is there again after its end, with a colleague in it', async ({ county, network }) => {
  await county.colleague('chen', CHEN.login)
  const listed = await county.device<{ items: unknown[] }>('chen', ['household', 'list'])
  expect(listed.items).toHaveLength(6)

  await county.stop()
  await county.start()
  expect((await fetch(`${network.url}/livez`)).ok).toBe(true)
  const read = await county.read<{ rows: unknown[] }>('/v1/households?limit=200')
  expect(read.rows).toHaveLength(6)

  const { code, link } = await county.enrolCode(WANG.login, network.url)
  expect(link).toBe(`${network.url}/field/#/enrol?code=${code}`)
})
