import { beforeEach, expect, it, vi } from 'vitest'
import { shelf } from './shelf'

const KEY = 'AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA'
const OTHER = 'IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE'
const blank = () => ({ text: '', to: '' })

/** The page as it is loaded anew, over the same browser. */
async function load() {
  vi.resetModules()
  return import('./drafts')
}

beforeEach(() => {
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal('localStorage', shelf())
})

it('gives back what was begun: to the same page, and to the one after it, until it is discarded', async () => {
  const first = await load()
  await first.openDrafts('qin', KEY)
  const draft = first.draftOf('comment:1', blank)
  expect(draft).toEqual(blank())
  draft.text = '请先解决'
  expect(first.draftOf('comment:1', blank)).toBe(draft)
  await vi.waitFor(() => expect(localStorage.length).toBe(1))

  const second = await load()
  await second.openDrafts('qin', KEY)
  expect(second.draftNames()).toEqual(['comment:1'])
  const again = second.draftOf('comment:1', blank)
  expect(again).toEqual({ text: '请先解决', to: '' })
  Object.assign(again, blank())
  await vi.waitFor(() => expect(localStorage.length).toBe(0))
})

it('keeps what is open under the key that a new password brings', async () => {
  const first = await load()
  await first.openDrafts('qin', KEY)
  first.draftOf('comment:1', blank).text = '请先解决'
  await vi.waitFor(() => expect(localStorage.length).toBe(1))
  await first.openDrafts('qin', OTHER)

  const second = await load()
  await second.openDrafts('qin', OTHER)
  expect(second.draftOf('comment:1', blank).text).toBe('请先解决')
})

it('says nothing to the next person, and takes nothing from them', async () => {
  const first = await load()
  await first.openDrafts('qin', KEY)
  first.draftOf('comment:1', blank).text = '请先解决'
  await vi.waitFor(() => expect(localStorage.length).toBe(1))

  const next = await load()
  await next.openDrafts('song', OTHER)
  expect(next.draftNames()).toEqual([])
  expect(next.draftOf('comment:1', blank)).toEqual(blank())

  const back = await load()
  await back.openDrafts('qin', KEY)
  expect(back.draftOf('comment:1', blank).text).toBe('请先解决')
})
