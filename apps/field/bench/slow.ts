// A slower machine: every process of a browser runs a part of the time only. Chromium's own throttling slows the page's main thread
// and leaves workers as they are; what is measured here works in one.

import { readdirSync, readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

/** Short against what is measured, long against what a signal costs. */
const RUNS_MS = 2

const loop = `
  const { workerData, parentPort } = require('node:worker_threads')
  const { pids, runsMs, restsMs, ended } = workerData
  const wait = (ms) => Atomics.wait(ended, 0, 0, ms) === 'timed-out'
  const all = (signal) => pids.forEach((pid) => { try { process.kill(pid, signal) } catch {} })
  while (wait(runsMs)) {
    all('SIGSTOP')
    const goesOn = wait(restsMs)
    all('SIGCONT')
    if (!goesOn) break
  }
  parentPort.postMessage('ended')
`

function children(pid: number): number[] {
  const own: number[] = [pid]
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      // The fourth field, after the name in brackets, is the parent.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      if (parent === pid) own.push(...children(Number(name)))
    } catch {
      // It ended meanwhile.
    }
  }
  return own
}

/** Does the work while the browser of this process is so many times slower. */
export async function slowed<T>(pid: number, times: number, work: () => Promise<T>): Promise<T> {
  const ended = new Int32Array(new SharedArrayBuffer(4))
  const data = { pids: children(pid), runsMs: RUNS_MS, restsMs: RUNS_MS * (times - 1), ended }
  const worker = new Worker(loop, { eval: true, workerData: data })
  try {
    return await work()
  } finally {
    const over = new Promise((done) => worker.once('message', done))
    Atomics.store(ended, 0, 1)
    Atomics.notify(ended, 0)
    await over
  }
}

/** Memory of the browser's pages alone, shared pages counted by their share, in bytes. */
export function pageBytes(pid: number): number {
  let bytes = 0
  for (const child of children(pid)) {
    if (!readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('--type=renderer')) continue
    const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child}/smaps_rollup`, 'utf8'))
    bytes = Math.max(bytes, Number(pss?.[1] ?? 0) * 1024)
  }
  return bytes
}
