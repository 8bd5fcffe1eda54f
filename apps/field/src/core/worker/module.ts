// The core's module, compiled once for all workers.

import wasm from '../pkg/lianxin_wasm_bg.wasm?url'

export const compiled = WebAssembly.compileStreaming(fetch(wasm))
