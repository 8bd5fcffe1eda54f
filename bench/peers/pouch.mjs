// A device with PouchDB: a database in memory, replicated over one kept-alive connection pool.

import http from "node:http";
import { createRequire } from "node:module";

import { serve } from "./lines.mjs";
import { digest, edit, fresh } from "./work.mjs";

const require = createRequire(import.meta.url);
const PouchDB = require("pouchdb").plugin(require("pouchdb-adapter-memory"));
const agent = new http.Agent({ keepAlive: true });
const fetch = (url, options) => PouchDB.fetch(url, { ...options, agent });

let local, remote, wanted;
const id = (number) => String(number).padStart(5, "0");

async function documents() {
  const { rows } = await local.allDocs({ include_docs: true });
  return rows.map((row) => row.doc);
}

await serve({
  async open({ url }) {
    local = new PouchDB("local", { adapter: "memory" });
    remote = new PouchDB(`${url}/village`, { fetch, skip_setup: true });
    return {};
  },
  // The administrator's part, once: a device never creates the county's database.
  async found({ url }) {
    await new PouchDB(`${url}/village`, { fetch }).info();
    return {};
  },
  async create({ from, count }) {
    const made = Array.from({ length: count }, (_, place) => ({ _id: id(from + place), ...fresh(from + place) }));
    for (const row of await local.bulkDocs(made)) if (row.error) throw new Error(row.reason);
    return { ids: [] };
  },
  /** Documents of its own only, where somebody has not the whole village. */
  async hold({ numbers }) {
    wanted = numbers?.map(id);
    return {};
  },
  async edit({ numbers, from, to }) {
    for (const number of numbers) {
      for (let round = from; round < to; round++) {
        const document = await local.get(id(number));
        const [field, value] = edit(number, round);
        await local.put({ ...document, [field]: value });
      }
    }
    return {};
  },
  async sync({ direction }) {
    const begun = performance.now();
    if (direction === "push") await local.replicate.to(remote);
    else if (direction === "pull") await local.replicate.from(remote, { doc_ids: wanted });
    else await local.sync(remote);
    return { seconds: (performance.now() - begun) / 1000 };
  },
  async offline() {
    agent.destroy();
    return {};
  },
  async digest() {
    return digest(await documents());
  },
});
