// What two phones wrote before anybody at a desk looks: visits, cases at several steps, diary entries, one contradiction.

import type { County } from './county'
import { CHEN, WANG } from './people'

interface Written {
  id: string
}

/** The phone of 王芳 and the phone of 陈明, as `county.device(…)` names them. */
export const WANG_PHONE = 'wang'
export const CHEN_PHONE = 'chen'

/**
 * A week of work in 增口村:
 *
 * | household | what |
 * | --- | --- |
 * | 0001 罗守山 | two visits, 修水渠 accepted, two phone numbers that contradict each other |
 * | 0002 田秀莲 | a visit, 低保申请 registered |
 * | 0003 邓长青 | a call, 田界纠纷 with a spoken agreement, resolved |
 * | the others | nothing yet |
 *
 * and two diary entries of 王芳 that were handed in, one that was not.
 */
export async function writeAWeek(county: County): Promise<void> {
  await county.colleague(WANG_PHONE, WANG.login)
  await county.colleague(CHEN_PHONE, CHEN.login)
  const wang = (words: readonly string[]) => county.device<Written>(WANG_PHONE, words)
  const visit = (household: string, date: string, kind: string, text: string) =>
    wang(['visit', 'add', '--household', household, '--kind', kind, '--date', date, '--text', text])

  const first = await visit('0001', '2026-11-16', 'home', '三组的水渠断了半个月，秋播的地浇不上水。老人说村里报过一次，没有回音。')
  await visit('0001', '2026-11-20', 'home', '水利站的人来看过了，说三日内动工。')
  await visit('0002', '2026-11-18', 'home', '灶屋漏雨，药费一个月四百多。帮着把低保申请的材料理齐了。')
  await visit('0003', '2026-11-19', 'phone', '问了田界的事，两家都愿意坐下来谈。')
  const canal = await open(wang, '0001', 'livelihood', '修水渠', '三组水渠断了半个月，影响二十多亩秋播。', '2026-11-16')
  await wang(['case', 'event', canal.id, '--kind', 'accepted', '--date', '2026-11-17', '--text', '已报乡水利站'])
  await open(wang, '0002', 'hardship', '低保申请', '独居，药费重，申请纳入低保。', '2026-11-18')
  const border = await open(wang, '0003', 'dispute', '田界纠纷', '与黄家为一条田埂争了两年。', '2026-11-12')
  await wang(['case', 'set', border.id, 'mediation_outcome=spoken'])
  for (const kind of ['accepted', 'acted', 'resolved']) {
    await wang(['case', 'event', border.id, '--kind', kind, '--date', '2026-11-19', '--text', '两家在村部谈妥，以老界石为准。'])
  }
  await diary(wang, '2026-11-16', '今天走了三组。水渠断在老罗家屋后，水从田埂漫过去，二十多亩地等着秋播。', first.id)
  await diary(wang, '2026-11-18', '田秀莲一个人过，灶屋漏雨。她不愿多说，临走时才讲药钱的事。', undefined)
  await wang(['diary', 'add', '--date', '2026-11-19', '--text', '还没写完的一天'])

  await wang(['household', 'set', '0001', 'phone=13900000111'])
  await county.device(CHEN_PHONE, ['household', 'set', '0001', 'phone=13900000222'])
  for (const phone of [WANG_PHONE, CHEN_PHONE, WANG_PHONE]) await county.device(phone, ['sync'])
}

type Phone = (words: readonly string[]) => Promise<Written>

function open(phone: Phone, household: string, ledger: string, title: string, text: string, date: string): Promise<Written> {
  const what = ['--ledger', ledger, '--title', title, '--text', text, '--date', date]
  return phone(['case', 'open', '--household', household, ...what])
}

async function diary(phone: Phone, date: string, text: string, visit: string | undefined): Promise<void> {
  const about = visit ? ['--visit', visit] : []
  const { id } = await phone(['diary', 'add', '--date', date, '--text', text, ...about])
  await phone(['diary', 'submit', id])
}
