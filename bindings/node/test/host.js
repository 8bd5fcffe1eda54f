// The Node host of the conformance scenario: docs/conformance.md.

import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { LianxinError, Store } from '../index.js'

const keys = new Map()
const open = new Map()

async function answer([word, device, ...rest]) {
  const store = open.get(device)
  switch (word) {
    case 'open': {
      const key = keys.get(device) ?? randomBytes(32)
      keys.set(device, key)
      open.set(device, new Store(rest[0], key))
      return null
    }
    case 'close':
      open.delete(device)
      return store.close()
    case 'enrol':
      return store.enrol(rest[0], rest[1])
    case 'sync':
      return store.sync()
    case 'call':
      return store.callText(rest[0], rest[1])
    default:
      throw new Error(`cannot ${word}`)
  }
}

for await (const line of createInterface(process.stdin)) {
  try {
    process.stdout.write(`ok\t${JSON.stringify((await answer(line.split('\t'))) ?? null)}\n`)
  } catch (error) {
    if (!(error instanceof LianxinError)) throw error
    const { code, zh, en, fields } = error
    process.stdout.write(`failed\t${JSON.stringify({ code, zh, en, fields })}\n`)
  }
}
