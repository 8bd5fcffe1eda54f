// A real county: administered, served and read as in an office.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { PASSWORD, SHUJI, TOWNSHIP_WORLD, type World } from './people'
import { apps, environment, lianxin, run } from './program'

export interface IssuedCode {
  code: string
  link: string
}

interface Ready {
  url: string
  port: number
  field: string | null
}

/** A county's data, made once and copied for every test. */
export class Template {
  private constructor(private readonly made: County) {}

  /** `work` is done in it while it is served, by phones for instance; they find the copies at the same address. */
  static async make(world: World = TOWNSHIP_WORLD, work?: (county: County) => Promise<void>): Promise<Template> {
    const folder = await mkdtemp(join(tmpdir(), 'lianxin-template-'))
    const county = new County(folder, 0)
    const areas = join(folder, 'areas.csv')
    const roster = join(folder, 'roster.csv')
    await mkdir(county.data)
    await writeFile(areas, world.areas)
    await writeFile(roster, world.roster)
    await county.admin(['area', 'import', areas])
    for (const { login, name, role, area } of world.accounts) {
      await county.admin(['user', 'add', '--name', name, '--login', login, '--role', role, '--area', area])
    }
    for (const { login } of world.web) await county.admin(['user', 'password', '--login', login], `${PASSWORD}\n`)
    await county.admin(['roster', 'import', roster])
    for (const [login, area] of world.leads) {
      await county.admin(['assign', '--login', login, '--area', area, '--kind', 'lead'])
    }
    if (work) {
      await county.start()
      await work(county)
      await county.stop()
    }
    return new Template(county)
  }

  /** A county of its own, served. */
  async county(): Promise<County> {
    const folder = await mkdtemp(join(tmpdir(), 'lianxin-county-'))
    const county = new County(folder, this.made.port)
    for (const entry of await readdir(this.made.folder)) {
      if (!entry.endsWith('.csv')) await cp(join(this.made.folder, entry), join(folder, entry), { recursive: true })
    }
    await county.start()
    return county
  }

  async remove(): Promise<void> {
    await this.made.remove()
  }
}

export class County {
  private server: ChildProcess | undefined
  private token: string | undefined

  /** The folder of built apps that it serves. */
  served = apps

  constructor(
    readonly folder: string,
    public port: number,
  ) {}

  /** Where its data lies. */
  get data(): string {
    return join(this.folder, 'data')
  }

  /** The server's own address; the phone is given the proxy's. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Serves county and apps, on the port that it had before if there was one. */
  async start(): Promise<void> {
    const words = ['serve', '--data', this.data, '--apps', this.served, '--listen', `127.0.0.1:${this.port}`, '--json']
    const server = spawn(lianxin, words, { stdio: ['ignore', 'pipe', 'ignore'], env: environment() })
    this.server = server
    const line = await new Promise<string>((heard, ended) => {
      createInterface(server.stdout).once('line', heard)
      server.once('exit', (code) => ended(new Error(`lianxin serve ended with ${code}`)))
    })
    this.port = (JSON.parse(line) as Ready).port
  }

  /** The server is gone, its data stays. */
  async stop(): Promise<void> {
    const { server } = this
    this.server = undefined
    this.token = undefined
    if (!server || server.exitCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }

  async remove(): Promise<void> {
    await this.stop()
    await rm(this.folder, { recursive: true, force: true })
  }

  /** `lianxin admin …` on this county's data. */
  admin<T = unknown>(words: readonly string[], input = ''): Promise<T> {
    return run<T>(['admin', '--data', this.data, ...words], input)
  }

  /** A one-time code for somebody's next device, and the link with it for a server at this address. */
  enrolCode(login: string, url: string): Promise<IssuedCode> {
    return this.admin<IssuedCode>(['enrol', '--login', login, '--url', url])
  }

  /** `lianxin device …`: a colleague's phone without a browser, by its name. */
  device<T = unknown>(name: string, words: readonly string[]): Promise<T> {
    return run<T>(['device', '--store', join(this.folder, `${name}.lianxin`), ...words])
  }

  /** A colleague's phone, enrolled and synced. */
  async colleague(name: string, login: string): Promise<void> {
    const { code } = await this.enrolCode(login, this.url)
    await this.device(name, ['enrol', this.url, code])
    await this.device(name, ['sync'])
  }

  /** What the supervisor reads at an address such as `/v1/households?limit=200`. */
  async read<T = unknown>(path: string): Promise<T> {
    this.token ??= await this.logIn()
    const answer = await fetch(this.url + path, { headers: { authorization: `Bearer ${this.token}` } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  private async logIn(): Promise<string> {
    const body = JSON.stringify({ login: SHUJI.login, password: PASSWORD })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${this.url}/v1/login`, { method: 'POST', headers, body })
    return ((await answer.json()) as { access_token: string }).access_token
  }
}
