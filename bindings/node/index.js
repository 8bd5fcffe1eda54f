// The core for Node.js. Thin: what a call does is in the core, on threads of its own; here its JSON becomes values, its failures
// errors, and what a callback throws a line on the console.
// @ts-check

import { createRequire } from 'node:module'

/** @type {import('./native.js').Native} */
const native = createRequire(import.meta.url)('./lianxin.node')

const MISUSE = { code: 'misuse', zh: '调用参数不对', en: 'not what this call takes', fields: [] }

export class LianxinError extends Error {
  /** @param {import('./index.js').Failure} failure */
  constructor({ code, zh, en, fields }) {
    super(en || code)
    this.name = 'LianxinError'
    this.code = code
    this.zh = zh
    this.en = en
    this.fields = fields
  }
}

/**
 * What the core says as JSON in an error; anything else is an argument that is none.
 * @param {unknown} error
 */
function failed(error) {
  const text = error instanceof Error ? error.message : ''
  if (text.startsWith('{')) return new LianxinError(JSON.parse(text))
  return new LianxinError(MISUSE)
}

/**
 * @template T
 * @param {() => T} does
 */
function caught(does) {
  try {
    return does()
  } catch (error) {
    throw failed(error)
  }
}

/**
 * @param {() => Promise<string>} does
 * @returns {Promise<any>}
 */
async function answered(does) {
  try {
    return JSON.parse(await does())
  } catch (error) {
    throw failed(error)
  }
}

/**
 * A callback that cannot throw into the core.
 * @param {(value: any) => void} callback
 * @returns {(json: string) => void}
 */
function guarded(callback) {
  if (typeof callback !== 'function') throw new LianxinError(MISUSE)
  return (json) => {
    try {
      callback(JSON.parse(json))
    } catch (error) {
      console.error('lianxin: a callback failed', error)
    }
  }
}

/** @param {unknown} value */
function json(value) {
  // What JSON does not know, such as a function, is no argument of a call.
  return caught(() => JSON.stringify(value) ?? 'null')
}

/**
 * @param {(ending: import('./native.js').Ending) => Promise<string>} does
 * @param {AbortSignal | undefined} signal
 */
async function abortable(does, signal) {
  const ending = new native.Ending()
  const end = () => ending.end()
  if (signal?.aborted) end()
  signal?.addEventListener('abort', end, { once: true })
  try {
    return await answered(() => does(ending))
  } finally {
    signal?.removeEventListener('abort', end)
  }
}

export class Store {
  #store
  /** Held here: what nobody holds is collected, and would end. */
  #watching = new Set()

  /**
   * @param {string} folder
   * @param {Uint8Array} key
   */
  constructor(folder, key) {
    this.#store = caught(() => native.Store.open(folder, key))
  }

  /**
   * @param {string} name
   * @param {unknown} [given]
   */
  call(name, given = {}) {
    return answered(async () => this.#store.call(name, json(given)))
  }

  /**
   * @param {string} name
   * @param {string} given
   */
  callText(name, given) {
    return answered(async () => this.#store.call(name, given))
  }

  /**
   * @param {string} name
   * @param {unknown} [given]
   */
  callSync(name, given = {}) {
    return JSON.parse(caught(() => this.#store.callSync(name, json(given))))
  }

  /**
   * @param {string} serverUrl
   * @param {string} code
   * @param {{ signal?: AbortSignal }} [options]
   */
  enrol(serverUrl, code, { signal } = {}) {
    return abortable(async (ending) => this.#store.enrol(serverUrl, code, ending), signal)
  }

  /** @param {{ progress?: (soFar: any) => void; signal?: AbortSignal }} [options] */
  async sync({ progress, signal } = {}) {
    const told = progress === undefined ? undefined : guarded(progress)
    return abortable(async (ending) => this.#store.sync(ending, told), signal)
  }

  /** @param {(event: any) => void} callback */
  observe(callback) {
    const told = guarded(callback)
    const subscription = caught(() => this.#store.observe(told))
    this.#watching.add(subscription)
    return {
      cancel: () => {
        this.#watching.delete(subscription)
        subscription.cancel()
      },
    }
  }

  /** @param {'offline' | 'metered' | 'online'} [reach] */
  startBackground(reach = 'online') {
    caught(() => this.#store.startBackground(reach))
  }

  /** @param {'offline' | 'metered' | 'online'} reach */
  reach(reach) {
    caught(() => this.#store.reach(reach))
  }

  syncSoon() {
    caught(() => this.#store.syncSoon())
  }

  stopBackground() {
    return answered(async () => this.#store.stopBackground())
  }

  close() {
    return answered(async () => this.#store.close())
  }
}
