// The host in Node.js: PACKAGE FOLDER ROWS ROUNDS.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [folderOfPackage, folder, rows, rounds] = process.argv.slice(2)
const { Store } = await import(pathToFileURL(`${folderOfPackage}/index.js`).href)

const residentKb = () => Number(/VmRSS:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1])
// As many as the core gives at once.
const PAGE = 200
/** A list as an app draws it, page by page; how many rows it has. */
const list = (store) => {
  let found = 0
  for (let offset = 0; offset < Number(rows); offset += PAGE) {
    found += store.callSync('households.rows', { limit: Math.min(PAGE, Number(rows) - offset), offset }).rows.length
  }
  return found
}
// As the store was made: its key is kept turned around, after a line that says what it is.
const kept = readFileSync(`${folder}/lianxin.key`)
const key = kept.subarray(kept.indexOf('\n') + 1).reverse()

const before = residentKb()
const start = process.hrtime.bigint()
const store = new Store(folder, key)
const first = list(store)
const openUs = Number(process.hrtime.bigint() - start) / 1e3
if (first !== Number(rows)) throw new Error('the whole list')
const openKb = residentKb() - before
const times = Array.from({ length: Number(rounds) }, () => {
  const begun = process.hrtime.bigint()
  list(store)
  return Number(process.hrtime.bigint() - begun) / 1e3
}).sort((one, other) => one - other)
console.log(JSON.stringify({ open_us: openUs, list_us: times[times.length >> 1], open_kb: openKb }))
store.close()
