import { expect, it } from 'vitest'
import { nameIn } from './takeOut'

it.each([
  ["attachment; filename=\"a-1.xlsx\"; filename*=UTF-8''%E4%B8%9C%E4%B9%A1.xlsx", '东乡.xlsx'],
  ['attachment; filename="a-1.xlsx"', 'a-1.xlsx'],
  ["attachment; filename=\"a-1.xlsx\"; filename*=UTF-8''%E4", 'a-1.xlsx'],
  [null, 'lianxin.xlsx'],
  ['inline', 'lianxin.xlsx'],
])('the name in %s', (disposition, name) => {
  expect(nameIn(disposition)).toBe(name)
})
