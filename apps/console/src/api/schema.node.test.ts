import { expect, it } from 'vitest'
import { kept, made } from '../../scripts/api.mjs'

it('has the types that docs/openapi.json describes; `npm run api` makes them anew', async () => {
  expect((await kept()) === (await made())).toBe(true)
})
