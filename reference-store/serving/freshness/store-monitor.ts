import { setTimeout as sleep } from 'node:timers/promises'
import type { Instant, Micros } from '../../../features/value.ts'
import type { Awaitable } from '../../awaitable.ts'
import type { Watermark } from '../../online/online-store.ts'
import { type Deployment, sourcesOf } from '../deployment.ts'
import { DeploymentFreshness } from './deployment-freshness.ts'

/** One look in so many asks what workers have committed, which nothing but a metric needs. */
const committedEvery = 8

/** ms that a look at one of several deployments may take before it counts as failed. */
const lookMs = 1_000

/** What was last seen of a deployment. */
export interface Seen {
  readonly deployment: Deployment
  readonly freshness: DeploymentFreshness
  /** By source, by partition. */
  watermarks: ReadonlyMap<string, readonly Watermark[]>
  /** By source, by partition: the next offset that its workers committed. */
  committed: ReadonlyMap<string, readonly number[]>
  looks: number
  /** Why the last look failed; null where it did not. */
  failure: Error | null
}

export interface MonitorOptions {
  /** ms between two looks. */
  readonly everyMs: number
  readonly staleAfter: Micros
  readonly now: () => Instant
}

/** Looks at log and state again and again, so that an answer can say how fresh it is without asking the log itself. */
export class StoreMonitor {
  readonly all: readonly Seen[]
  readonly #options: MonitorOptions
  readonly #listeners = new Set<() => void>()
  readonly #underWay = new Map<Seen, Promise<void>>()
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> | null = null

  constructor(deployments: readonly Deployment[], options: MonitorOptions) {
    this.#options = options
    this.all = deployments.map(deployment => ({
      deployment,
      freshness: new DeploymentFreshness(options.staleAfter),
      watermarks: new Map(),
      committed: new Map(),
      looks: 0,
      failure: null,
    }))
  }

  /** µs beyond which an answer says that it is stale. */
  get staleAfter(): Micros {
    return this.#options.staleAfter
  }

  of(deployment: Deployment): DeploymentFreshness {
    return this.all.find(seen => seen.deployment === deployment)!.freshness
  }

  /** Whether the last look at a deployment found it whole, and not long ago. */
  answers(deployment: Deployment, now: Instant): boolean {
    const { freshness, failure } = this.all.find(seen => seen.deployment === deployment)!
    return (
      failure === null && freshness.phase === 'complete' && freshness.unseen(now) <= this.#options.staleAfter
    )
  }

  /** Called after each look. */
  onLook(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** Looks once, and then regularly until `stop`. */
  async start(): Promise<void> {
    await this.look()
    const again = () => {
      this.#timer = setTimeout(() => void this.look().then(again), this.#options.everyMs)
    }
    again()
  }

  async stop(): Promise<void> {
    const looking = this.#looking
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    await looking
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  /** Looks at every deployment; one that cannot be seen keeps what was seen of it before, and grows old. */
  look(): Promise<void> {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = null
    })
    return this.#looking
  }

  async #lookOnce(): Promise<void> {
    const patience = this.all.length > 1 ? lookMs : null
    await Promise.all(this.all.map(seen => this.#lookWithin(seen, patience)))
    for (const listener of this.#listeners) listener()
  }

  /** One look at a deployment at a time; where it takes longer than `ms`, the others are not kept waiting. */
  async #lookWithin(seen: Seen, ms: number | null): Promise<void> {
    const looking = this.#underWay.get(seen) ?? this.#lookAt(seen)
    this.#underWay.set(seen, looking)
    const ended = looking
      .finally(() => this.#underWay.delete(seen))
      .then(
        () => null,
        (cause: unknown) => (cause instanceof Error ? cause : new Error(String(cause))),
      )
    seen.failure = await (ms === null ? ended : Promise.race([ended, silence(ms)]))
  }

  async #lookAt(seen: Seen): Promise<void> {
    const { log, online, group } = seen.deployment
    const sources = sourcesOf(seen.deployment)
    // The clock before the log: what was in the log then is seen, and what came since is younger.
    const now = this.#options.now()
    const each = async (read: (source: string, partition: number) => Awaitable<number>) => {
      const found = sources.map(async source => {
        const partitions = Array.from({ length: log.partitions }, (_, partition) => read(source, partition))
        return [source, await Promise.all(partitions)] as const
      })
      return new Map(await Promise.all(found))
    }
    const ends = await each((source, partition) => log.end(source, partition))
    if (seen.looks++ % committedEvery === 0) {
      seen.committed = await each((source, partition) => log.committed(group, source, partition))
    }
    const watermarks = new Map<string, readonly Watermark[]>()
    for (const source of sources) watermarks.set(source, await online.watermarks(source))
    seen.watermarks = watermarks
    const nexts = [...watermarks].map(([source, marks]) => [source, marks.map(({ next }) => next)] as const)
    seen.freshness.see(ends, new Map(nexts), now)
  }
}

async function silence(ms: number): Promise<Error> {
  await sleep(ms, null, { ref: false })
  return new Error(`no answer within ${ms} ms`)
}
