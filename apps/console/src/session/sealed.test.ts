import { beforeEach, expect, it } from 'vitest'
import { openSealed } from './sealed'
import { shelf } from './shelf'

const KEY = 'AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA'
const OTHER = 'IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE'
const DAY_MS = 24 * 3_600_000
const TEXT = '请先解决罗家的水'

let storage: Storage

beforeEach(() => {
  storage = shelf()
})

const everything = () => Array.from({ length: storage.length }, (_, index) => `${storage.key(index)}=${storage.getItem(storage.key(index) ?? '')}`)

it('gives a person back what they began, and says nothing of it meanwhile', async () => {
  const before = await openSealed(storage, 'qin', KEY, 0)
  await before.write('comment:1', { text: TEXT })
  await before.write('comment:2', { text: '二' })
  await before.write('comment:1', { text: `${TEXT}。` })
  await before.remove('comment:2')
  expect(everything()).toHaveLength(1)
  expect(everything().join()).not.toMatch(/罗|comment/)

  const after = await openSealed(storage, 'qin', KEY, DAY_MS)
  expect([...after.all()]).toEqual([['comment:1', { text: `${TEXT}。` }]])
  expect(after.read('comment:2')).toBeUndefined()
})

it.each([
  ['somebody else with a key of their own', 'song', OTHER, DAY_MS, 1],
  ['the same person after another password: it cannot be opened any more', 'qin', OTHER, DAY_MS, 0],
  ['a month later', 'qin', KEY, 31 * DAY_MS, 0],
])('%s', async (_name, owner, key, nowMs, left) => {
  await (await openSealed(storage, 'qin', KEY, 0)).write('comment:1', { text: TEXT })
  expect((await openSealed(storage, owner, key, nowMs)).all().size).toBe(0)
  expect(everything()).toHaveLength(left)
})

it('is not put off by what somebody else wrote into its place', async () => {
  storage.setItem('lianxin.draft.qin.x', '不是密文')
  storage.setItem('lianxin.draft.qin.y', 'AAAA')
  const opened = await openSealed(storage, 'qin', KEY, 0)
  expect(opened.all().size).toBe(0)
})
