// A program that ends with an enrolment under way and calls not yet answered: as it is told to.

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { Store } from '../index.js'

const [, here, how, folder] = process.argv

if (how === 'worker' && isMainThread) {
  const worker = new Worker(here, { argv: [how, folder] })
  await once(worker, 'message')
  await worker.terminate()
} else {
  // A server that takes the call and never answers.
  const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const store = new Store(folder, randomBytes(32))
  store.observe(() => undefined)
  const called = once(silent, 'connection')
  store.enrol(`http://127.0.0.1:${silent.address().port}`, 'AAAA-AAAA').catch(() => undefined)
  await called
  for (let number = 0; number < 200; number += 1) store.call('status.show').catch(() => undefined)
  if (how === 'exit') process.exit(0)
  if (how === 'throw') throw new Error('a mistake of the program')
  parentPort.postMessage('under way')
}
