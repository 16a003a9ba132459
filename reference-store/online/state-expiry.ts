import type { IdState } from '../../features/streaming-plan/id-state.ts'
import type { RowWrite } from '../../features/streaming-plan/row.ts'
import type { Instant, Micros } from '../../features/value.ts'
import type { Consumers } from '../ingest/ingest-worker.ts'
import { memberBounds } from './cell-member.ts'
import { cellEnd, firstAlive, type StateLifetime, stateLifetime } from './state-lifetime.ts'

/**
 * What a store in Redis may forget; docs/adr/0008. It holds only where as-of times follow the machine's clock:
 * whoever serves refuses a T that is more than `asOfAgeMax` behind it.
 */
export interface ExpiryPolicy {
  /** Null: cells of this source of this document are kept for ever. */
  readonly lifetimeOf: (document: string, source: string) => StateLifetime | null
  /** µs. */
  readonly asOfAgeMax: Micros
  readonly now: () => Instant
}

/** The policy for documents as they are wired; `asOfAgeMax` in µs. */
export function expiryPolicy(
  consumers: Consumers,
  { asOfAgeMax, now }: Pick<ExpiryPolicy, 'asOfAgeMax' | 'now'>,
): ExpiryPolicy {
  const lifetimes = new Map<string, StateLifetime | null>()
  for (const [source, all] of consumers) {
    for (const { document, plan } of all) lifetimes.set(`${document} ${source}`, stateLifetime(plan))
  }
  const lifetimeOf: ExpiryPolicy['lifetimeOf'] = (document, source) => {
    return lifetimes.get(`${document} ${source}`) ?? null
  }
  return { lifetimeOf, asOfAgeMax, now }
}

/**
 * How much longer cells are kept than they can count, µs. A fact is taken for gone after half of it: so much may the
 * clocks of servers differ, and so much time has a worker between its look at an id and at the cells of its fact.
 */
export const graceMicros: Micros = 3_600_000_000

const nothing: readonly Buffer[] = []

/** What one writer forgets of the rows of one document; with no lifetime, nothing. */
export class RowExpiry {
  readonly #lifetime: StateLifetime | null
  readonly #policy: ExpiryPolicy | null

  constructor(policy: ExpiryPolicy | null, document: string, source: string) {
    this.#policy = policy
    this.#lifetime = policy?.lifetimeOf(document, source) ?? null
  }

  /** µs: what lies before it is in no window that anybody may still ask for. */
  get #horizon(): Instant {
    const { now, asOfAgeMax } = this.#policy!
    return now() - asOfAgeMax - this.#lifetime!.reach
  }

  /** Gives the state of an id whose version no longer counts for anything as one without a version that stands. */
  readers(): (state: IdState) => IdState {
    if (this.#lifetime === null) return state => state
    const horizon = this.#horizon - graceMicros / 2
    return state => {
      const { eventTime } = state
      return eventTime !== null && eventTime < horizon ? { ...state, eventTime: null } : state
    }
  }

  /** Bounds, in pairs, of cells that are taken off a row whenever it is written. */
  trims(): readonly Buffer[] {
    if (this.#lifetime === null) return nothing
    return firstAlive(this.#lifetime, this.#horizon - graceMicros).flatMap((to, family) => {
      return memberBounds({ family, from: Number.NEGATIVE_INFINITY, to })
    })
  }

  /** Until when the written cells of a row can count, as PEXPIREAT takes it; nothing where that is for ever. */
  until({ cells }: RowWrite): readonly Buffer[] {
    if (this.#lifetime === null) return nothing
    let end = Number.NEGATIVE_INFINITY
    for (const [family, written] of cells.entries()) {
      for (const [position, cell] of written) {
        if (cell !== null) end = Math.max(end, cellEnd(this.#lifetime, family, position))
      }
    }
    if (end === Number.NEGATIVE_INFINITY) return nothing
    const goes = end + this.#lifetime.reach + this.#policy!.asOfAgeMax + graceMicros
    return [Buffer.from(String(Math.max(1, Math.ceil(goes / 1_000))))]
  }
}
