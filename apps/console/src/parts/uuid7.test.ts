import { expect, it } from 'vitest'
import { uuid7 } from './uuid7'

it('is a UUID of version 7 with the moment in front', () => {
  const id = uuid7(0x0192_f3a4_b5c6)
  expect(id).toMatch(/^0192f3a4-b5c6-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(uuid7(0x0192_f3a4_b5c6)).not.toBe(id)
})
