// A township of 2,400 households, as a roster and as a peer's documents. The people are invented.

import { VILLAGE } from '@lianxin/county/people'

const HOUSEHOLDS = 2400
const SURNAMES = '罗田邓黄扶郭李陈何周钟胡方廖刘谢曾吴朱邱'
const GIVEN = ['守山', '秀莲', '长青', '石生', '月娥', '大有', '桂英', '小满', '春生', '玉兰', '国安', '水清', '福来']

export interface Home {
  code: string
  group: string
  head_name: string
  phone: string
  address: string
}

export const HOMES: readonly Home[] = Array.from({ length: HOUSEHOLDS }, (_, index) => {
  const group = `${(index % 89) + 1}组`
  return {
    code: String(index + 1).padStart(4, '0'),
    group,
    head_name: (SURNAMES[index % SURNAMES.length] ?? '罗') + (GIVEN[index % GIVEN.length] ?? '守山'),
    phone: `139${String(10_000_000 + index * 37)}`,
    address: `增口村${group}${index + 1}号`,
  }
})

export const ROSTER = [
  '户编号,村,组,户主,姓名,与户主关系,电话,住址',
  ...HOMES.map((home) =>
    [home.code, '增口村', home.group, home.head_name, home.head_name, '户主', home.phone, home.address].join(','),
  ),
  '',
].join('\n')

/** A household and its head, as documents of the peer. */
export const PEER_DOCUMENTS: readonly object[] = HOMES.flatMap((home) => [
  { _id: `household:${home.code}`, type: 'household', area: VILLAGE, ...home },
  { _id: `person:${home.code}`, type: 'person', household: `household:${home.code}`, name: home.head_name, phone: home.phone },
])
