import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpLimits } from '../serving/http/http-limits.ts'
import type { ListenAt } from '../serving/http/http-server.ts'
import type { Documents } from '../wire-documents.ts'
import { type Child, startChild } from './child.ts'
import { packDocuments } from './plain-documents.ts'
import type { ServerAnswer } from './server.ts'
import type { ServerOrder } from './server-process.ts'
import { regionsOf, type StackAddress } from './stack-parts.ts'
import type { WorkerAnswer } from './worker.ts'
import type { WorkerOrder } from './worker-process.ts'

export interface StackOrder {
  readonly address: StackAddress
  readonly files: readonly Documents[]
  /** Worker processes in each region. */
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

/** Where a worker keeps state; null where a store has no regions. */
type Region = string | null

/** ms before a worker that ended, or a server that did not start, is started again. */
const againMs = 250
const serverAgainMs = 1_000

/** The server and the workers of a store, as processes. One that ends is replaced until the store is closed. */
export class StackProcesses {
  readonly host: string
  readonly port: number
  readonly #order: StackOrder
  #server: Child<ServerReady>
  readonly #workers = new Map<WorkerChild, Region>()
  readonly #wanted = new Map<Region, number>()
  readonly #giveUp: AbortController
  readonly #starting = new Map<Region, Promise<void>>()
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
    const regions = regionsOf(order.address).flatMap(region => new Array<Region>(order.workers).fill(region))
    const workers = regions.map(region => startWorker(order, region, giveUp.signal))
    const [server, ...started] = await Promise.allSettled([starting, ...workers])
    const children = [server, ...started].flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))
    const failed = [server, ...started].find(each => each.status === 'rejected')
    if (failed !== undefined || server.status === 'rejected') {
      await Promise.all(children.map(child => child.close()))
      throw (failed as PromiseRejectedResult).reason
    }
    const stack = new StackProcesses(order, server.value, giveUp)
    for (const [i, each] of started.entries()) {
      if (each.status === 'fulfilled') stack.#adopt(each.value, regions[i] ?? null)
    }
    for (const region of regions) stack.#wanted.set(region, order.workers)
    stack.#watchServer()
    return stack
  }

  /** One of the home region that runs; where all ended, one that replaces them. */
  async oneWorker(): Promise<WorkerChild> {
    for (;;) {
      const [worker] = this.workersOf(this.#home)
      if (worker !== undefined) return worker
      await this.#startMissing(this.#home)
    }
  }

  /** Those of a region that run. */
  workersOf(region: Region): WorkerChild[] {
    return [...this.#workers].flatMap(([worker, at]) => (at === region ? [worker] : []))
  }

  /** Adds a worker to the home region. */
  async addWorker(): Promise<void> {
    this.#wanted.set(this.#home, this.#wantedIn(this.#home) + 1)
    await this.#startMissing(this.#home)
  }

  /** Closes one worker of the home region for good; its partitions go to the others, so that the last one stays. */
  async removeWorker(): Promise<void> {
    const wanted = this.#wantedIn(this.#home)
    if (wanted <= 1) return
    const worker = await this.oneWorker()
    this.#wanted.set(this.#home, wanted - 1)
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
    await Promise.allSettled(this.#starting.values())
    await this.#serving
    await Promise.all([this.#server, ...this.#workers.keys()].map(child => child.close()))
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

  get #home(): Region {
    return regionsOf(this.#order.address)[0]
  }

  #wantedIn(region: Region): number {
    return this.#wanted.get(region) ?? 0
  }

  #adopt(worker: WorkerChild, region: Region): void {
    this.#workers.set(worker, region)
    worker.onMessage(message => this.#server.tell(message as object))
    void worker.ended.then(how => {
      if (!this.#workers.delete(worker) || this.#giveUp.signal.aborted) return
      const { report } = this.#order
      report(`a worker ended (${how}) and is replaced`)
      setTimeout(() => {
        this.#startMissing(region).catch((error: Error) => {
          if (!this.#giveUp.signal.aborted) report(`no worker can be started: ${error.message}`)
        })
      }, againMs)
    })
  }

  #startMissing(region: Region): Promise<void> {
    const starting = this.#starting.get(region) ?? this.#startAll(region)
    this.#starting.set(region, starting)
    return starting.finally(() => {
      if (this.#starting.get(region) === starting) this.#starting.delete(region)
    })
  }

  async #startAll(region: Region): Promise<void> {
    const { signal } = this.#giveUp
    while (!signal.aborted && this.workersOf(region).length < this.#wantedIn(region)) {
      this.#adopt(await startWorker(this.#order, region, signal), region)
    }
  }
}

function startServer(order: StackOrder, listen: ListenAt, giveUp: AbortSignal): Promise<Child<ServerReady>> {
  const { address, limits, lookEveryMs, takesRecords, env } = order
  const files = order.files.map(packDocuments)
  const told: ServerOrder = { address, files, limits, listen, lookEveryMs, takesRecords }
  return startChild(new URL('./server.ts', import.meta.url), { kind: 'open', order: told }, env, giveUp)
}

function startWorker(
  { address, files, env }: StackOrder,
  region: Region,
  giveUp: AbortSignal,
): Promise<WorkerChild> {
  const order: WorkerOrder = { address, region, files: files.map(packDocuments) }
  return startChild<WorkerReady>(
    new URL('./worker.ts', import.meta.url),
    { kind: 'open', order },
    env,
    giveUp,
  )
}
