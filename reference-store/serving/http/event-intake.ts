import type { LogRecord, Placement } from '../../../features/log-record.ts'
import { suggestName } from '../../../features/nearest-name.ts'
import type { Instant, ValueType } from '../../../features/value.ts'
import type { Deployment } from '../deployment.ts'
import { HttpError } from './http-error.ts'
import type { HttpLimits } from './http-limits.ts'
import { type RecordExchange, recordExchange } from './wire-record.ts'

/** Appends records in order and says where each went; null where it was refused. */
export type Append = (records: readonly LogRecord[]) => Promise<readonly (Placement | null)[]>

export interface Taken {
  readonly placements: readonly (Placement | null)[]
  /** Fields that no document reads. */
  readonly ignored: readonly string[]
  /** What was taken and cannot count, each with its mend; none where all is well. */
  readonly hints: readonly string[]
}

interface Waiting {
  readonly body: unknown
  readonly exchange: RecordExchange
  readonly taken: PromiseWithResolvers<Taken>
}

/**
 * Takes records in for the one producer. Calls that come while it appends wait, and go to the log together; their order
 * is the order of the log, and so is that of their arrival times.
 */
export class EventIntake {
  readonly exchanges: ReadonlyMap<string, RecordExchange>
  readonly #append: Append
  readonly #limits: HttpLimits
  readonly #now: () => Instant
  #waiting: Waiting[] = []
  #isAppending = false
  #last: Instant = Number.NEGATIVE_INFINITY

  constructor(deployments: readonly Deployment[], append: Append, limits: HttpLimits, now: () => Instant) {
    this.#append = append
    this.#limits = limits
    this.#now = now
    this.exchanges = new Map(
      [...fieldsBySource(deployments)].map(([source, fields]) => {
        return [source, recordExchange(source, fields, limits.recordsMax)]
      }),
    )
  }

  /** @throws HttpError */
  async take(source: string, body: unknown): Promise<Taken> {
    const exchange = this.exchanges.get(source)
    if (exchange === undefined) {
      const mend = suggestName(source, this.exchanges.keys())
      throw new HttpError('unknown-source', `no set reads a source ${source.slice(0, 80)}: ${mend}`)
    }
    if (this.#waiting.length >= this.#limits.appendsMax) {
      throw new HttpError(
        'overloaded',
        'as many appends as the server takes are waiting: send it again later',
      )
    }
    const waiting = { body, exchange, taken: Promise.withResolvers<Taken>() }
    this.#waiting.push(waiting)
    if (!this.#isAppending) void this.#appendAll()
    return waiting.taken.promise
  }

  async #appendAll(): Promise<void> {
    this.#isAppending = true
    while (this.#waiting.length > 0) {
      const some = this.#waiting.splice(0, 64)
      // Arrival is the append: never before what was appended already.
      this.#last = Math.max(this.#last, this.#now())
      await this.#appendTogether(some, this.#last)
    }
    this.#isAppending = false
  }

  async #appendTogether(all: readonly Waiting[], now: Instant): Promise<void> {
    const decoded = all.flatMap(({ body, exchange, taken }) => {
      try {
        return [{ ...exchange.decodeRecords(body, now), taken }]
      } catch (error) {
        taken.reject(error)
        return []
      }
    })
    if (decoded.length === 0) return
    try {
      const placements = await within(
        this.#append(decoded.flatMap(({ records }) => records)),
        this.#limits.appendTimeoutMs,
      )
      let from = 0
      for (const { records, ignored, hints, taken } of decoded) {
        taken.resolve({ placements: placements.slice(from, from + records.length), ignored, hints })
        from += records.length
      }
    } catch (cause) {
      const mend = 'send the records again, which changes nothing where they were appended'
      const error = new HttpError(
        'log-unavailable',
        `the log does not say that it took the records: ${mend}`,
        { cause },
      )
      for (const { taken } of decoded) taken.reject(error)
    }
  }
}

/** Every field of a source that some document reads; where documents differ in its type, that of the first. */
function fieldsBySource(deployments: readonly Deployment[]): Map<string, Map<string, ValueType>> {
  const bySource = new Map<string, Map<string, ValueType>>()
  for (const document of deployments.flatMap(({ wired }) => wired.documents)) {
    for (const { name, fields } of document.sources.values()) {
      const all = bySource.get(name) ?? new Map<string, ValueType>()
      bySource.set(name, all)
      for (const [field, type] of fields) if (!all.has(field)) all.set(field, type)
    }
  }
  return bySource
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
