// A worker for one PIN: what Argon2id needs of memory goes when this ends. WebAssembly's memory never shrinks, and the store's
// worker lives all day.

import init, { stretch_pin } from '../pkg/lianxin_wasm'

export interface Asked {
  module: WebAssembly.Module
  pin: string
  salt: Uint8Array
}

self.onmessage = async ({ data: { module, pin, salt } }: MessageEvent<Asked>) => {
  await init({ module_or_path: module })
  self.postMessage(new Uint8Array(stretch_pin(pin, salt)))
}
