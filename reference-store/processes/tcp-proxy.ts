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
    from.on('data', data => {
      if (this.latencyMs === 0) return void to.write(data)
      // What was held back goes on only if the connection still stands; order is that of the timers.
      setTimeout(() => void (to.destroyed || to.write(data)), this.latencyMs)
    })
    from.on('error', () => {})
    from.on('close', () => {
      this.#sockets.delete(from)
      to.destroy()
    })
  }
}
