// The network between phone and county: a TCP proxy on a port that stays the same, which can be cut and healed.

import { once } from 'node:events'
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net'

/** Which way bytes go: up from the phone, down to it. */
export type Way = 'up' | 'down'

/** After this many more bytes one way, the network is cut. */
interface Fuse {
  way: Way
  bytes: number
  burnt: () => void
}

export class Proxy {
  /** Bytes that passed. */
  readonly passed: Record<Way, number> = { up: 0, down: 0 }

  private readonly pairs = new Set<[Socket, Socket]>()
  private fuse: Fuse | undefined
  private server: Server | undefined

  private constructor(
    private target: number,
    readonly port: number,
  ) {}

  /** Before the server on this port of this machine. */
  static async before(target: number): Promise<Proxy> {
    const probe = createServer()
    probe.listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const { port } = probe.address() as AddressInfo
    probe.close()
    await once(probe, 'close')
    const proxy = new Proxy(target, port)
    await proxy.heal()
    return proxy
  }

  /** The county's address as the phone knows it. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Leads to another port from now on: the server was started again. */
  leadTo(target: number): void {
    this.target = target
  }

  /** No signal: what is under way is reset, in the middle of a byte stream, and what comes is refused. */
  async cut(): Promise<void> {
    const { server } = this
    this.server = undefined
    this.fuse = undefined
    for (const pair of this.pairs) {
      for (const socket of pair) socket.resetAndDestroy()
    }
    this.pairs.clear()
    if (server) {
      server.close()
      await once(server, 'close')
    }
  }

  /** Signal again. */
  async heal(): Promise<void> {
    if (this.server) return
    const server = createServer({ allowHalfOpen: true }, (phone) => this.join(phone))
    this.server = server
    server.listen(this.port, '127.0.0.1')
    await once(server, 'listening')
  }

  /** Cuts the network by itself after so many more bytes one way. Resolves when it is cut. */
  cutAfter(bytes: number, way: Way): Promise<void> {
    return new Promise((cut, failed) => {
      this.fuse = { way, bytes, burnt: () => void this.cut().then(cut, failed) }
    })
  }

  private join(phone: Socket): void {
    const county = connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true })
    const pair: [Socket, Socket] = [phone, county]
    this.pairs.add(pair)
    this.lead(phone, county, 'up')
    this.lead(county, phone, 'down')
    for (const socket of pair) {
      // A reset is what this is for: it ends the pair, and is no error of the test.
      socket.on('error', () => this.part(pair))
      socket.on('close', () => this.part(pair))
    }
  }

  private part(pair: [Socket, Socket]): void {
    if (!this.pairs.delete(pair)) return
    for (const socket of pair) socket.destroy()
  }

  private lead(from: Socket, to: Socket, way: Way): void {
    from.on('data', (bytes) => {
      const { fuse } = this
      const allowed = fuse?.way === way ? Math.min(fuse.bytes, bytes.length) : bytes.length
      this.passed[way] += allowed
      const more = to.write(bytes.subarray(0, allowed))
      if (fuse?.way === way) {
        fuse.bytes -= allowed
        if (fuse.bytes === 0) {
          this.fuse = undefined
          // The last bytes are handed on before the line is reset.
          to.write('', fuse.burnt)
          from.pause()
          return
        }
      }
      if (!more) {
        from.pause()
        to.once('drain', () => from.resume())
      }
    })
    from.on('end', () => to.end())
  }
}
