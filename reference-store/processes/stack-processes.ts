import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpLimits } from '../serving/http/http-limits.ts'
import type { ListenAt } from '../serving/http/http-server.ts'
import type { Documents } from '../wire-documents.ts'
import { type Child, startChild } from './child.ts'
import { packDocuments } from './plain-documents.ts'
import type { ServerAnswer } from './server.ts'
import type { ServerOrder } from './server-process.ts'
import type { StackAddress } from './stack-parts.ts'
import type { WorkerAnswer } from './worker.ts'
import type { WorkerOrder } from './worker-process.ts'

export interface StackOrder {
  readonly address: StackAddress
  readonly files: readonly Documents[]
  readonly workers: number
  readonly limits: HttpLimits
  readonly listen: ListenAt
  readonly lookEveryMs: number
  readonly takesRecords: boolean
  /** For the processes: where Kafka and Redis are, and tokens. */
  readonly env: NodeJS.ProcessEnv
  readonly report: (sentence: string) => void
}

type ServerReady = Extract<ServerAnswer, { kind: 'ready' }>
type WorkerReady = Extract<WorkerAnswer, { kind: 'ready' }>
export type WorkerChild = Child<WorkerReady>

/** ms before a worker that ended, or a server that did not start, is started again. */
const againMs = 250
const serverAgainMs = 1_000

/** The server and the workers of a store, as processes. One that ends is replaced until the store is closed. */
export class StackProcesses {
  readonly host: string
  readonly port: number
  readonly #order: StackOrder
  #server: Child<ServerReady>
  readonly #workers = new Set<WorkerChild>()
  #wanted = 0
  readonly #giveUp: AbortController
  #starting: Promise<void> | null = null
  #serving: Promise<void> | null = null

  private constructor(order: StackOrder, server: Child<ServerReady>, giveUp: AbortController) {
    this.#giveUp = giveUp
    this.#order = order
    this.#server = server
    this.host = server.ready.host
    this.port = server.ready.port
  }

  /** @throws PlumblineError what a process failed with */
  static async start(order: StackOrder): Promise<StackProcesses> {
    const giveUp = new AbortController()
    const starting = startServer(order, order.listen, giveUp.signal)
    // Workers start beside the server; what becomes of them does not matter if it fails.
    const workers = Array.from({ length: order.workers }, () => startWorker(order, giveUp.signal))
    const [server, ...started] = await Promise.allSettled([starting, ...workers])
    const children = [server, ...started].flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))
    const failed = [server, ...started].find(each => each.status === 'rejected')
    if (failed !== undefined || server.status === 'rejected') {
      await Promise.all(children.map(child => child.close()))
      throw (failed as PromiseRejectedResult).reason
    }
    const stack = new StackProcesses(order, server.value, giveUp)
    for (const each of started) if (each.status === 'fulfilled') stack.#adopt(each.value)
    stack.#wanted = order.workers
    stack.#watchServer()
    return stack
  }

  /** One that runs; where all ended, one that replaces them. */
  async oneWorker(): Promise<WorkerChild> {
    for (;;) {
      const [worker] = this.#workers
      if (worker !== undefined) return worker
      await this.#startMissing()
    }
  }

  async addWorker(): Promise<void> {
    this.#wanted++
    await this.#startMissing()
  }

  /** Closes one worker for good; its partitions go to the others, so that the last one stays. */
  async removeWorker(): Promise<void> {
    if (this.#wanted <= 1) return
    const worker = await this.oneWorker()
    this.#wanted--
    this.#workers.delete(worker)
    await worker.close()
  }

  /** Kills the server; another one starts at the same place. */
  async killServer(): Promise<void> {
    const server = this.#server
    server.signal('SIGKILL')
    await server.ended
    await this.#serverAgain()
  }

  async close(): Promise<void> {
    this.#giveUp.abort()
    await this.#starting?.catch(() => {})
    await this.#serving
    await Promise.all([this.#server, ...this.#workers].map(child => child.close()))
  }

  /** Replaces a server that ended, for as long as it takes. */
  #serverAgain(): Promise<void> {
    this.#serving ??= this.#startServer().finally(() => {
      this.#serving = null
    })
    return this.#serving
  }

  async #startServer(): Promise<void> {
    const { signal } = this.#giveUp
    const listen = { host: this.host, port: this.port }
    while (!signal.aborted) {
      try {
        this.#server = await startServer(this.#order, listen, signal)
        return this.#watchServer()
      } catch (error) {
        if (signal.aborted) return
        this.#order.report(`no server can be started: ${(error as Error).message}`)
        await sleep(serverAgainMs)
      }
    }
  }

  #watchServer(): void {
    void this.#server.ended.then(how => {
      if (this.#giveUp.signal.aborted) return
      this.#order.report(`the server ended (${how}) and is replaced`)
      void this.#serverAgain()
    })
  }

  #adopt(worker: WorkerChild): void {
    this.#workers.add(worker)
    worker.onMessage(message => this.#server.tell(message as object))
    void worker.ended.then(how => {
      if (!this.#workers.delete(worker) || this.#giveUp.signal.aborted) return
      const { report } = this.#order
      report(`a worker ended (${how}) and is replaced`)
      setTimeout(() => {
        this.#startMissing().catch((error: Error) => {
          if (!this.#giveUp.signal.aborted) report(`no worker can be started: ${error.message}`)
        })
      }, againMs)
    })
  }

  #startMissing(): Promise<void> {
    this.#starting ??= this.#startAll().finally(() => {
      this.#starting = null
    })
    return this.#starting
  }

  async #startAll(): Promise<void> {
    const { signal } = this.#giveUp
    while (!signal.aborted && this.#workers.size < this.#wanted) {
      this.#adopt(await startWorker(this.#order, signal))
    }
  }
}

function startServer(order: StackOrder, listen: ListenAt, giveUp: AbortSignal): Promise<Child<ServerReady>> {
  const { address, limits, lookEveryMs, takesRecords, env } = order
  const files = order.files.map(packDocuments)
  const told: ServerOrder = { address, files, limits, listen, lookEveryMs, takesRecords }
  return startChild(new URL('./server.ts', import.meta.url), { kind: 'open', order: told }, env, giveUp)
}

function startWorker({ address, files, env }: StackOrder, giveUp: AbortSignal): Promise<WorkerChild> {
  const order: WorkerOrder = { address, files: files.map(packDocuments) }
  return startChild<WorkerReady>(
    new URL('./worker.ts', import.meta.url),
    { kind: 'open', order },
    env,
    giveUp,
  )
}
