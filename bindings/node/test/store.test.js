// One store by itself: nonsense, many calls at once, callbacks that throw, closing. No server is needed.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { LianxinError, Store } from '../index.js'

const KEY = randomBytes(32)

/** A store in a folder that goes with the test. */
async function store(context) {
  const folder = await mkdtemp(join(tmpdir(), 'lianxin-node-'))
  const store = new Store(folder, KEY)
  context.after(async () => {
    await store.close()
    await rm(folder, { recursive: true })
  })
  return { folder, store }
}

/** Lists within lists. */
function deep(levels) {
  const all = []
  for (let at = all, level = 0; level < levels; level += 1) at.push((at = []))
  return all
}

function failsWith(code) {
  return (error) => error instanceof LianxinError && error.code === code
}

test('a call is answered from the device, at once and by promise', async (context) => {
  const { store: opened } = await store(context)
  const status = await opened.call('status.show')
  assert.equal(status.enrolled, false)
  assert.deepEqual(opened.callSync('status.show', {}), status)
  const fields = await opened.call('catalogue.fields', { kind: 'household' })
  assert.ok(fields.some(({ path }) => path === 'head_name'))
})

test('what the core does not do carries its code, in both languages', async (context) => {
  const { store: opened } = await store(context)
  await assert.rejects(opened.call('households.add', { area: '431027100230' }), (error) => {
    assert.ok(error instanceof LianxinError)
    assert.equal(error.code, 'not_enrolled')
    assert.match(error.zh, /登记/)
    assert.match(error.en, /enrolled/)
    return true
  })
  await assert.rejects(opened.sync(), failsWith('not_enrolled'))
  await assert.rejects(opened.enrol('http://127.0.0.1:1', 'AAAA-AAAA'), failsWith('no_network'))
  await assert.rejects(opened.enrol('', ''), failsWith('enrol_text'))
})

test('nonsense is an error with a code, and the store goes on', async (context) => {
  const { store: opened } = await store(context)
  const circle = {}
  circle.self = circle
  const long = '山'.repeat(5_000_000)
  const cases = [
    ['bad_call', 'households.nonsense', {}],
    ['bad_call', '', {}],
    ['bad_call', long, {}],
    ['bad_call', 'status\0show', {}],
    ['bad_call', '\ud800', {}],
    ['bad_call', 'persons.show', null],
    ['bad_call', 'persons.show', []],
    ['bad_call', 'persons.show', { id: 7 }],
    ['bad_call', 'persons.show', { id: '\ud800' }],
    ['bad_call', 'persons.show', deep(500)],
    ['bad_call', 'persons.show', long],
    ['bad_call', 'persons.show', undefined, () => undefined],
    ['misuse', 'persons.show', circle],
    ['misuse', 'persons.show', deep(50_000)],
    ['misuse', 'persons.show', 7n],
    ['misuse', undefined, {}],
    ['misuse', null, {}],
    ['misuse', 7, {}],
    ['misuse', {}, {}],
  ]
  for (const [code, name, ...given] of cases) {
    const shown = `${code} ${String(name).slice(0, 30)} ${typeof given[0]}`
    await assert.rejects(opened.call(name, given.at(-1)), failsWith(code), shown)
    assert.throws(() => opened.callSync(name, given.at(-1)), failsWith(code), shown)
  }
  await assert.rejects(opened.callText('persons.show', '['.repeat(100_000)), failsWith('bad_call'))
  for (const callback of [undefined, null, 7, 'f']) assert.throws(() => opened.observe(callback), failsWith('misuse'))
  assert.throws(() => opened.startBackground('sideways'), failsWith('misuse'))
  await assert.rejects(opened.enrol(null, {}), failsWith('misuse'))
  await assert.rejects(opened.sync({ progress: 7 }), failsWith('misuse'))
  // Half a character is no text: it is said, not changed.
  const draft = { key: 'x', kind: 'visit', household: null, body: { text: '\ud800 一半 \udfff' } }
  await assert.rejects(opened.call('drafts.save', draft), failsWith('bad_call'))
  await opened.call('drafts.save', { ...draft, body: { text: '整个 😀' } })
  const { body } = await opened.call('drafts.get', { key: 'x' })
  assert.equal(body.text, '整个 😀')
})

test('a store opens with its key only, and nothing is written over one that it does not open', async (context) => {
  const { folder, store: opened } = await store(context)
  await opened.call('phrases.set', { phrases: ['老人安好。'] })
  await opened.close()
  for (const [name, bytes] of await files(folder)) {
    assert.equal(bytes.indexOf('老人安好'), -1, name)
    assert.equal(bytes.indexOf('SQLite format'), -1, name)
  }
  const before = await files(folder)
  assert.throws(() => new Store(folder, randomBytes(32)), failsWith('wrong_key'))
  for (const key of [new Uint8Array(0), new Uint8Array(31), 'key', null, undefined]) {
    assert.throws(() => new Store(folder, key), failsWith('misuse'))
  }
  for (const place of ['', '\0']) assert.throws(() => new Store(place, KEY), failsWith('cannot_open'))
  for (const place of [null, undefined, 7, {}]) assert.throws(() => new Store(place, KEY), failsWith('misuse'))
  assert.deepEqual(await files(folder), before)
  const again = new Store(folder, KEY)
  assert.deepEqual(await again.call('phrases.list'), ['老人安好。'])
  await again.close()

  const file = join(folder, 'no-folder')
  await writeFile(file, 'x')
  assert.throws(() => new Store(file, KEY), failsWith('cannot_open'))
})

async function files(folder) {
  const names = (await readdir(folder)).sort()
  return Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))]))
}

test('a callback may throw, call the store again, and close it', async (context) => {
  const { store: opened } = await store(context)
  const written = context.mock.method(console, 'error', () => undefined)
  opened.observe(() => {
    throw new Error('a mistake of the page')
  })
  const heard = []
  // Observers keep no program from ending.
  const awake = setInterval(() => undefined, 1_000)
  const closed = new Promise((resolve) => {
    opened.observe(({ sync }) => {
      assert.equal(opened.callSync('status.show').enrolled, false)
      opened.observe(() => undefined).cancel()
      heard.push(sync.event)
      if (sync.event === 'failed') resolve(opened.close())
    })
  })
  await assert.rejects(opened.sync(), failsWith('not_enrolled'))
  await closed
  clearInterval(awake)
  assert.deepEqual(heard, ['started', 'failed'])
  assert.ok(written.mock.callCount() >= 1)
  assert.throws(() => opened.callSync('status.show'), failsWith('closed'))
})

test('whoever watches need not keep anything', async (context) => {
  const { store: opened } = await store(context)
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  const awake = setInterval(() => undefined, 1_000)
  const heard = new Promise((resolve) => opened.observe(resolve))
  for (let turn = 0; turn < 3; turn += 1) {
    collect()
    await new Promise((next) => setImmediate(next))
  }
  await assert.rejects(opened.sync(), failsWith('not_enrolled'))
  assert.deepEqual(await heard, { sync: { event: 'started' } })
  clearInterval(awake)
})

test('many calls at once are all answered, in their order', async (context) => {
  const { store: opened } = await store(context)
  const order = []
  const calls = Array.from({ length: 2_000 }, (_, n) =>
    opened.call(n % 2 === 0 ? 'status.show' : 'nonsense').then(
      () => order.push(n),
      () => order.push(n),
    ),
  )
  await Promise.all(calls)
  assert.deepEqual(order, Array.from({ length: 2_000 }, (_, n) => n))
})

test('after closing every call says so, and what was asked before is answered', async (context) => {
  const { store: opened } = await store(context)
  const subscription = opened.observe(() => undefined)
  const before = Array.from({ length: 50 }, () => opened.call('status.show'))
  const closing = [opened.close(), opened.close()]
  for (const status of await Promise.all(before)) assert.equal(status.enrolled, false)
  await Promise.all(closing)
  await opened.close()
  subscription.cancel()
  subscription.cancel()
  await assert.rejects(opened.call('status.show'), failsWith('closed'))
  assert.throws(() => opened.callSync('status.show'), failsWith('closed'))
  await assert.rejects(opened.sync(), failsWith('closed'))
  await assert.rejects(opened.enrol('http://127.0.0.1:1', 'x'), failsWith('closed'))
  assert.throws(() => opened.startBackground(), failsWith('closed'))
  opened.observe(() => undefined).cancel()
  await opened.stopBackground()
})

test('an enrolment that is given up ends at once, also by closing', async (context) => {
  // A server that takes the call and never answers.
  const sockets = []
  const silent = createServer((socket) => sockets.push(socket.on('error', () => undefined))).listen(0, '127.0.0.1')
  await new Promise((listening) => silent.once('listening', listening))
  context.after(() => {
    silent.close()
    sockets.forEach((socket) => socket.destroy())
  })
  const url = `http://127.0.0.1:${silent.address().port}`
  const { store: opened } = await store(context)
  const abort = new AbortController()
  const called = new Promise((came) => silent.once('connection', came))
  const enrolling = opened.enrol(url, 'AAAA-AAAA', { signal: abort.signal })
  await called
  abort.abort()
  await assert.rejects(enrolling, failsWith('stopped'))
  await assert.rejects(opened.enrol(url, 'AAAA-AAAA', { signal: AbortSignal.abort() }), failsWith('stopped'))
  const again = new Promise((came) => silent.once('connection', came))
  const last = assert.rejects(opened.enrol(url, 'AAAA-AAAA'), failsWith('closed'))
  await again
  await opened.close()
  await last
})

test('a program that ends with something under way ends as it wants to', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'lianxin-node-'))
  context.after(() => rm(folder, { recursive: true }))
  const program = fileURLToPath(new URL('ending.js', import.meta.url))
  for (const [how, code] of [['exit', 0], ['throw', 1], ['worker', 0]]) {
    const ended = spawnSync(process.execPath, [program, how, join(folder, how)], { encoding: 'utf8' })
    assert.deepEqual([ended.status, ended.signal], [code, null], `${how}: ${ended.stderr}`)
  }
})
