// The scenario that every language passes.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'

test('the scenario of all languages, in Node', async () => {
  const driver = join(dirname(process.env.LIANXIN_BIN), 'lianxin-conformance')
  const host = fileURLToPath(new URL('host.js', import.meta.url))
  const run = spawn(driver, [process.execPath, host], { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  run.stderr.on('data', (bytes) => (complaint += bytes))
  const [code] = await once(run, 'close')
  assert.equal(complaint, '')
  assert.equal(code, 0)
})
