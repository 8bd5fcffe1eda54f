// The same households in PouchDB, in a page of its own: no framework, no encryption, nothing but a list and its queries. What it
// lacks is in its favour.

import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AddressInfo } from 'node:net'

const packages = fileURLToPath(new URL('../../../bench/peers/node_modules/pouchdb/dist/', import.meta.url))

const page = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>peer</title><ul id="list"></ul><p id="count"></p>
<input id="search"><section id="detail"></section>
<script src="/pouchdb.min.js"></script><script src="/pouchdb.find.min.js"></script><script src="/peer.js"></script></html>`

/** Runs in the browser. The list has its first 50 rows and the number of all, as the app's has. */
const script = `
const db = new PouchDB('county')
const list = document.getElementById('list'), count = document.getElementById('count'), detail = document.getElementById('detail')
const row = (d) => { const li = document.createElement('li'); li.textContent = d.head_name + ' ' + d.code + ' ' + d.address; li.onclick = () => show(d._id); return li }
const draw = (docs, total) => { list.replaceChildren(...docs.slice(0, 50).map(row)); count.textContent = total + ' 户' }
async function all() {
  const { docs } = await db.find({ selector: { type: 'household', code: { $gte: null } }, sort: ['type', 'code'], limit: 50 })
  const { rows } = await db.allDocs({ startkey: 'household:', endkey: 'household:\\ufff0' })
  draw(docs, rows.length)
}
async function find(text) {
  const like = { $regex: new RegExp(text) }
  const { docs } = await db.find({ selector: { type: 'household', code: { $gte: null }, $or: [{ head_name: like }, { phone: like }, { address: like }, { keys: like }] }, limit: 10000 })
  draw(docs, docs.length)
}
async function show(id) {
  const home = await db.get(id)
  const { docs } = await db.find({ selector: { household: id } })
  detail.textContent = home.head_name + '家 ' + docs.length
}
document.getElementById('search').oninput = (event) => find(event.target.value)
window.fill = async (docs) => {
  await db.bulkDocs(docs)
  await db.createIndex({ index: { fields: ['type', 'code'] } })
  await db.createIndex({ index: { fields: ['household'] } })
  await all()
  await find('罗')
  await show(docs[0]._id)
}
window.save = (visit) => db.put(visit)
window.show = show
// An empty county has no index yet.
db.info().then(({ doc_count }) => doc_count > 0 && all())
`

export interface Peer {
  url: string
  close(): void
}

/** Serves the page. */
export async function servePeer(): Promise<Peer> {
  const server = createServer((request, response) => {
    const name = request.url ?? '/'
    response.setHeader('content-type', name === '/' ? 'text/html; charset=utf-8' : 'text/javascript; charset=utf-8')
    if (name === '/') response.end(page)
    else if (name === '/peer.js') response.end(script)
    else if (/^\/pouchdb[.a-z]*\.js$/.test(name)) response.end(readFileSync(packages + name.slice(1)))
    else response.writeHead(404).end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => void server.close() }
}
