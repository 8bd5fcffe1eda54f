// Lays every file of the built apps beside itself in brotli, as NAME.br, where that is smaller: `lianxin serve` sends it as it is.

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

const compress = promisify(brotliCompress)
const folder = join(import.meta.dirname, 'dist')

/** Packed already. */
const packed = new Set(['.br', '.png', '.jpg', '.webp', '.woff2'])
/** Below this the headers of an answer weigh more than what is saved. */
const BYTES_MIN = 256

let before = 0
let after = 0
for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name)
  if (!entry.isFile() || packed.has(extname(entry.name)) || relative(folder, path) === 'stamp') continue
  const bytes = await readFile(path)
  const smaller = await compress(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  })
  const pays = bytes.length >= BYTES_MIN && smaller.length < bytes.length
  if (pays) await writeFile(`${path}.br`, smaller)
  before += bytes.length
  after += pays ? smaller.length : bytes.length
}
console.log(`brotli: ${before} bytes are ${after}`)
