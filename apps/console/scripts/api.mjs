// Makes `src/api/schema.d.ts` from the server's `docs/openapi.json`; `--check` only says whether they agree. `npm run api`.

import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript'

const document = new URL('../../../docs/openapi.json', import.meta.url)
const schema = new URL('../src/api/schema.d.ts', import.meta.url)

export async function made() {
  const described = JSON.parse(await readFile(document, 'utf8'))
  return COMMENT_HEADER + astToString(await openapiTS(described, { alphabetize: true }))
}

export async function kept() {
  return readFile(schema, 'utf8')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await made()
  if (!process.argv.includes('--check')) await writeFile(schema, text)
  else if ((await kept()) !== text) {
    console.error('src/api/schema.d.ts is not what docs/openapi.json says: run `npm run api`')
    process.exitCode = 1
  }
}
