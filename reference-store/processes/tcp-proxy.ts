import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Forwards connections, and can make them slow or break them: a network that is bad on purpose. */
export class TcpProxy {
  readonly port: number
  /** ms that each piece of data is held back, in each direction. */
  latencyMs = 0
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(server: Server) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
  }

  /** On a free port of 127.0.0.1. */
  static async open(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
    const server = createServer({ noDelay: true })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', resolve)
    })
    const proxy = new TcpProxy(server)
    server.on('connection', near => {
      const far = connect({ ...target, noDelay: true })
      proxy.#join(near, far)
      proxy.#join(far, near)
    })
    return proxy
  }

  /** Breaks every connection where it is, in the middle of a message or not. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()))
    this.cut()
    await closed
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from)
    const held: { readonly data: Buffer; readonly dueMs: number }[] = []
    const passOn = () => {
      while (held.length > 0 && held[0]!.dueMs <= performance.now()) {
        const { data } = held.shift()!
        if (!to.destroyed) to.write(data)
      }
      if (held.length > 0) setTimeout(passOn, Math.max(1, held[0]!.dueMs - performance.now()))
    }
    from.on('data', data => {
      // What was held back goes first, also when the network has become fast again.
      if (this.latencyMs === 0 && held.length === 0) return void to.write(data)
      held.push({ data, dueMs: Math.max(performance.now() + this.latencyMs, held.at(-1)?.dueMs ?? 0) })
      if (held.length === 1) passOn()
    })
    from.on('error', () => {})
    from.on('close', () => {
      this.#sockets.delete(from)
      to.destroy()
    })
  }
}
