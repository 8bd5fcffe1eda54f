// A real county: administered, served and reached as in an office. All people in it are invented.

import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const COUNTY = '431027000000'
const TOWNSHIP = '431027100000'
const VILLAGE = '431027100230'
const AREAS = `code,name,level,parent
${COUNTY},桂东县,county,
${TOWNSHIP},沤江镇,township,${COUNTY}
${VILLAGE},增口村,village,${TOWNSHIP}
`
const ROSTER = `户编号,村,组,户主,姓名,与户主关系,电话,住址
0001,增口村,1组,罗一,罗一,户主,13900000001,上坪1号
0002,增口村,1组,罗二,罗二,户主,13900000002,上坪2号
`

/** Serves a county until the test is over; what an administrator shows for a new phone. */
export async function county(context) {
  const folder = mkdtempSync(join(tmpdir(), 'lianxin-county-'))
  const data = join(folder, 'data')
  const admin = (...words) =>
    JSON.parse(execFileSync(process.env.LIANXIN_BIN, ['--json', 'admin', '--data', data, ...words], { stdio: ['ignore', 'pipe', 'ignore'] }))
  const file = (name, text) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  admin('area', 'import', file('areas.csv', AREAS))
  for (const [login, name, role, area] of [
    ['admin', '管理员', 'admin', COUNTY],
    ['wangfang', '王芳', 'cadre', TOWNSHIP],
  ]) {
    admin('user', 'add', '--name', name, '--login', login, '--role', role, '--area', area)
  }
  admin('roster', 'import', file('roster.csv', ROSTER))
  admin('assign', '--login', 'wangfang', '--area', VILLAGE, '--kind', 'lead')
  const words = ['--json', 'serve', '--data', data, '--listen', '127.0.0.1:0']
  const server = spawn(process.env.LIANXIN_BIN, words, { stdio: ['ignore', 'pipe', 'ignore'] })
  context.after(() => {
    server.kill()
    rmSync(folder, { recursive: true })
  })
  const said = createInterface(server.stdout)[Symbol.asyncIterator]()
  const { url } = JSON.parse((await said.next()).value)
  return { url, code: () => admin('enrol', '--login', 'wangfang').code }
}
