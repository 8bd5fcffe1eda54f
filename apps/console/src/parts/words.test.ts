import { expect, test } from 'vitest'
import { village } from './words'

test.each([
  ['水城村民委员会', '水城村'],
  ['金洞村村委会', '金洞村'],
  ['两水口村村民委员会', '两水口村'],
  ['东华社区居委会', '东华社区'],
  ['勐烈社区居民委员会', '勐烈社区'],
  ['大街居民委员会', '大街居委会'],
  ['上东村', '上东村'],
  ['3组', '3组'],
])('%s is %s', (name, expected) => {
  expect(village(name)).toBe(expected)
})
