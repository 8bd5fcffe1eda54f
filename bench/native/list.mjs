// The host in Node.js: PACKAGE FOLDER ROWS ROUNDS.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [folderOfPackage, folder, rows, rounds] = process.argv.slice(2)
const { Store } = await import(pathToFileURL(`${folderOfPackage}/index.js`).href)

const residentKb = () => Number(/VmRSS:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1])
const filter = { limit: Number(rows) }
// As the store was made: its key is kept turned around, after a line that says what it is.
const kept = readFileSync(`${folder}/lianxin.key`)
const key = kept.subarray(kept.indexOf('\n') + 1).reverse()

const before = residentKb()
const start = process.hrtime.bigint()
const store = new Store(folder, key)
const first = store.callSync('households.rows', filter)
const openUs = Number(process.hrtime.bigint() - start) / 1e3
if (first.rows.length !== Number(rows)) throw new Error('the whole list')
const openKb = residentKb() - before
const times = Array.from({ length: Number(rounds) }, () => {
  const begun = process.hrtime.bigint()
  store.callSync('households.rows', filter)
  return Number(process.hrtime.bigint() - begun) / 1e3
}).sort((one, other) => one - other)
console.log(JSON.stringify({ open_us: openUs, list_us: times[times.length >> 1], open_kb: openKb }))
store.close()
