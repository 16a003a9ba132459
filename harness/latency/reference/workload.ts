import { z } from 'zod'
import type { Definitions, StoredFeature } from '../../../features/definitions.ts'
import type { LogRecord } from '../../../features/log-record.ts'
import type { Instant, Value } from '../../../features/value.ts'
import type { Random } from '../../../generators/random.ts'
import { equalsRecomputed, type Given } from '../../diff/equal.ts'
import type { EvaluationPoint, Recomputed } from '../../oracle/recomputed.ts'
import { specificationLog } from '../../oracle/specification/specification-log.ts'
import type { HttpRequest } from '../driver/load-plan.ts'
import type { CheckAnswer } from '../judge-load.ts'

/** A log, questions about it, and a check of each answer. */
export interface Workload {
  readonly records: readonly LogRecord[]
  readonly requests: readonly HttpRequest[]
  readonly check: CheckAnswer
}

export interface WorkloadSize {
  readonly events: number
  readonly accounts: number
  readonly requests: number
  /** Entities that one request asks for. */
  readonly entities: number
}

const day = 86_400_000_000
const merchants = ['bakery', 'books', 'fuel', 'garden', 'games', 'rail']

/** How unequal accounts are: the exponent of Zipf's law. */
const skew = 1.1

/**
 * Payments of the last two days before `now` (µs), a few accounts with most of them, and requests whose accounts come as
 * often as they pay, one in ten unknown. What has to be answered is what the specification evaluator says of `now`.
 */
export function makeWorkload(
  definitions: Definitions,
  size: WorkloadSize,
  now: Instant,
  random: Random,
): Workload {
  const account = zipfAccounts(size.accounts)
  const draw = random.fork('events')
  const records = Array.from({ length: size.events }, (_, i): LogRecord => {
    const arrivalTime = now - 1_000_000 - Math.floor(((size.events - i) / size.events) * 2 * day)
    return {
      source: 'payments',
      id: `w${i}`,
      revision: 0,
      op: 'upsert',
      eventTime: arrivalTime - draw.int(0, draw.chance(0.1) ? 3_600_000_000 : 2_000_000),
      arrivalTime,
      fields: {
        payer: account(draw),
        amount: draw.int(1, 100_000) / 100,
        units: BigInt(draw.int(1, 9)),
        merchant: draw.pick(merchants),
      },
    }
  })
  const ask = random.fork('requests')
  const keys = Array.from({ length: size.requests }, () =>
    Array.from({ length: size.entities }, () =>
      ask.chance(0.1) ? `nobody-${ask.int(0, 99)}` : account(ask),
    ),
  )
  const recomputed = oracle(definitions, records, now)
  const asOf = String(now)
  return {
    records,
    requests: keys.map(accounts => ({
      method: 'POST',
      path: `/v1/features/${definitions.name}`,
      body: JSON.stringify({ asOf, entities: accounts.map(key => ({ key: { account: key } })) }),
    })),
    check: (request, body) => {
      const accounts = keys[request] as readonly string[]
      const answers = readAnswers(body)
      return (
        answers !== null &&
        answers.length === accounts.length &&
        answers.every((given, i) => {
          const expected = recomputed(accounts[i] as string)
          return expected.every(({ feature, cell }) => equalsRecomputed(feature, given(feature), cell))
        })
      )
    },
  }
}

function zipfAccounts(accounts: number): (random: Random) => string {
  const weights = Array.from({ length: accounts }, (_, i) => 1 / (i + 1) ** skew)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let below = 0
  const ends = weights.map(weight => {
    below += weight / total
    return below
  })
  return random => {
    const at = random.fraction()
    let [low, high] = [0, accounts - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] as number) < at) low = middle + 1
      else high = middle
    }
    return `a${low}`
  }
}

/** The as-known cells of each account at T, each computed once. */
function oracle(definitions: Definitions, records: readonly LogRecord[], asOf: Instant) {
  const source = definitions.sources.get('payments')
  if (source === undefined) throw new RangeError('the workload is of payments')
  const placed = records.map((record, position) => ({ ...record, position, placement: null }))
  const log = specificationLog(definitions, source, placed)
  const stored = [...definitions.features.values()].filter(feature => feature.kind === 'stored')
  const point: EvaluationPoint = { asOf, knowledge: { kind: 'at', k: asOf }, trained: false }
  const known = new Map<string, { feature: StoredFeature; cell: Recomputed }[]>()
  return (account: string) => {
    let cells = known.get(account)
    if (cells === undefined) {
      cells = stored.map(feature => ({ feature, cell: log.evaluate(feature, [account], point) }))
      known.set(account, cells)
    }
    return cells
  }
}

/** An answer of the reference store's API: 64-bit integers as decimal text, floats as numbers; null where it is none. */
function readAnswers(body: string): ((feature: StoredFeature) => Given)[] | null {
  try {
    const { answers } = answersSchema.parse(JSON.parse(body))
    return answers.map(({ values, states }) => ({ name, type }: StoredFeature) => {
      const wire = values[name] ?? null
      const value = type === 'int' && typeof wire === 'string' ? BigInt(wire) : (wire as Value)
      return { value, state: states[name] ?? null }
    })
  } catch {
    return null
  }
}

const answersSchema = z.object({
  answers: z.array(
    z.object({
      values: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
      states: z.record(z.string(), z.enum(['present', 'null', 'not-found', 'expired', 'error'])),
    }),
  ),
})
