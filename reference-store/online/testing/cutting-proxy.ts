import { connect, createServer, type Server, type Socket } from 'node:net'

/** A TCP proxy that can swallow what a server says next and cut the connection: the request was carried out, unheard. */
export class CuttingProxy {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #cutAtReply = false

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(host: string, port: number): Promise<CuttingProxy> {
    const server = createServer()
    const proxy = new CuttingProxy(server)
    server.on('connection', client => proxy.#join(client, connect({ host, port })))
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve)
    })
    return proxy
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port
  }

  /** The next reply of the server is dropped together with its connection. */
  cutAtNextReply(): void {
    this.#cutAtReply = true
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
  }

  #join(client: Socket, server: Socket): void {
    for (const socket of [client, server]) {
      this.#sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        client.destroy()
        server.destroy()
      })
    }
    client.pipe(server)
    server.on('data', bytes => {
      if (this.#cutAtReply) {
        this.#cutAtReply = false
        client.destroy()
      } else {
        client.write(bytes)
      }
    })
  }
}
