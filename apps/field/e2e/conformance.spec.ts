// The scenario that every language passes, through the core in the browser: docs/conformance.md.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { apps, environment, lianxin, missing } from '@lianxin/county/program'
import { expect, test } from '@playwright/test'
import { CorePhone, type Came } from './support/core'

const phones = new Map<string, CorePhone>()

test.afterEach(async () => {
  for (const phone of phones.values()) await phone.discard()
  phones.clear()
})

test('the scenario of all languages, in the browser', async () => {
  test.setTimeout(180_000)
  expect(missing('field')).toEqual([])
  const driver = spawn(join(dirname(lianxin), 'lianxin-conformance'), {
    env: { ...environment(), LIANXIN_BIN: lianxin, LIANXIN_APPS: apps },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = once(driver, 'exit')
  let complaint = ''
  driver.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()))
  for await (const line of createInterface(driver.stdout)) driver.stdin.write(`${await answer(line.split('\t'))}\n`)
  await ended
  expect(complaint).toBe('')
  expect(driver.exitCode).toBe(0)
  expect([...phones.values()].flatMap((phone) => phone.faults)).toEqual([])
  expect(phones.size).toBe(2)
})

async function answer([word = '', device = '', ...rest]: string[]): Promise<string> {
  if (word === 'open' && !phones.has(device)) phones.set(device, await CorePhone.unpack(rest[1] ?? ''))
  const phone = phones.get(device)
  if (phone === undefined) throw new Error(`no phone ${device}`)
  switch (word) {
    case 'open':
      return told(await phone.open())
    case 'close':
      return told(await phone.close())
    case 'enrol':
      return told(await phone.ask({ do: 'enrol', serverUrl: rest[0] ?? '', code: rest[1] ?? '' }))
    case 'call':
      return told(await phone.ask({ do: 'call', name: rest[0] ?? '', with: rest[1] ?? '' }))
    case 'sync': {
      const failure = await phone.sync()
      return failure === undefined ? 'ok\tnull' : `failed\t${JSON.stringify(failure)}`
    }
    default:
      throw new Error(`cannot ${word}`)
  }
}

function told(came: Came): string {
  if ('failure' in came) return `failed\t${JSON.stringify(came.failure)}`
  return `ok\t${'json' in came.outcome ? came.outcome.json : 'null'}`
}
