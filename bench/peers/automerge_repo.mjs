// A device with automerge-repo: every document is held and announced, as after the start of an app.

import { ImmutableString } from "@automerge/automerge";
import { Repo } from "@automerge/automerge-repo";
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket";

import { serve, until } from "./lines.mjs";
import { FIELDS, digest, edit, fresh } from "./work.mjs";

/** Storage as the library asks for it, in memory: a disk is not what is measured. */
class Memory {
  #rows = new Map();
  load = async (key) => this.#rows.get(key.join("/"));
  save = async (key, data) => void this.#rows.set(key.join("/"), data);
  remove = async (key) => void this.#rows.delete(key.join("/"));
  loadRange = async (prefix) =>
    [...this.#rows]
      .filter(([key]) => key.startsWith(prefix.join("/")))
      .map(([key, data]) => ({ key: key.split("/"), data }));
  removeRange = async (prefix) => {
    for (const { key } of await this.loadRange(prefix)) this.#rows.delete(key.join("/"));
  };
}

// A scalar, as in our documents; a plain string would become a text object, which costs more.
const scalar = (value) => (typeof value === "string" ? new ImmutableString(value) : value);
const plain = (value) => (value instanceof ImmutableString || value?.val !== undefined ? value.val : value);

let repo, url, adapter;
const handles = new Map();
const read = (number) => {
  const document = handles.get(number)?.doc();
  return document && Object.fromEntries(FIELDS.map((field) => [field, plain(document[field])]));
};

await serve({
  async open(request) {
    url = request.url.replace("http", "ws");
    repo = new Repo({ storage: new Memory(), network: [] });
    return {};
  },
  async create({ from, count }) {
    const ids = [];
    for (let number = from; number < from + count; number++) {
      const document = Object.fromEntries(Object.entries(fresh(number)).map(([field, value]) => [field, scalar(value)]));
      const handle = repo.create(document);
      handles.set(number, handle);
      ids.push([number, handle.url]);
    }
    return { ids };
  },
  /** Learns of documents by their addresses; they arrive with the next sync. */
  async hold({ ids }) {
    for (const [number, id] of ids) if (!handles.has(number)) handles.set(number, id);
    return {};
  },
  async edit({ numbers, from, to }) {
    for (const number of numbers) {
      for (let round = from; round < to; round++) {
        const [field, value] = edit(number, round);
        handles.get(number).change((document) => {
          document[field] = scalar(value);
        });
      }
    }
    return {};
  },
  /** Comes online and stays so; done when every expected edit is here. */
  async sync({ expect, timeout_s }) {
    const begun = performance.now();
    if (!adapter) {
      adapter = new WebSocketClientAdapter(url);
      repo.networkSubsystem.addNetworkAdapter(adapter);
      await until(() => repo.peers.length > 0, timeout_s);
    }
    const wanted = [...handles].filter(([, handle]) => typeof handle === "string");
    await Promise.all(
      wanted.map(async ([number, id]) => {
        const handle = await repo.find(id, { allowableStates: ["ready", "unavailable"] });
        handles.set(number, handle);
        await handle.whenReady();
      }),
    );
    const there = ([number, round]) => {
      const [field, value] = round === null ? ["code", fresh(number).code] : edit(number, round);
      return read(number)?.[field] === value;
    };
    let waiting = expect;
    await until(() => (waiting = waiting.filter((one) => !there(one))).length === 0, timeout_s);
    return { seconds: (performance.now() - begun) / 1000 };
  },
  async offline() {
    if (adapter) repo.networkSubsystem.removeNetworkAdapter(adapter);
    adapter = undefined;
    return {};
  },
  async digest() {
    return digest([...handles.keys()].map(read));
  },
});
