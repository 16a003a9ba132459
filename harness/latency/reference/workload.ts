import type { StoredFeature } from '../../../features/definitions.ts'
import type { LogRecord } from '../../../features/log-record.ts'
import type { Instant, Value } from '../../../features/value.ts'
import type { Random } from '../../../generators/random.ts'
import { equalsRecomputed } from '../../diff/equal.ts'
import type { EvaluationPoint, Recomputed } from '../../oracle/recomputed.ts'
import { specificationLog } from '../../oracle/specification/specification-log.ts'
import type { HttpRequest } from '../driver/load-plan.ts'
import type { CheckAnswer } from '../judge-load.ts'
import type { MeasuredSet } from './measured-set.ts'
import { readAnswer } from './read-answer.ts'
import { zipf } from './zipf.ts'

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

/** How unequal keys are: the exponent of Zipf's law. */
const skew = 1.1

/** One question in ten is about somebody whom nobody knows. */
const unknownShare = 0.1

/** A key that is asked for. */
interface Asked {
  readonly key: readonly Value[]
  readonly kind: 'hot keys' | 'cold keys' | 'unknown keys'
}

/**
 * Events of the last two days before `now` (µs), a few keys with most of them, and requests whose keys come as often as
 * they have events, one in ten unknown. The hot ones, on which half of the events fall, and the cold ones are told apart.
 * What has to be answered is what the specification evaluator says of `now`.
 */
export function makeWorkload(set: MeasuredSet, size: WorkloadSize, now: Instant, random: Random): Workload {
  const { definitions } = set
  const keys = zipf(size.accounts, skew)
  const records = drawRecords(set, size, now, keys.draw, random.fork('events'))
  const ask = random.fork('requests')
  const askOne = (): Asked => {
    if (ask.chance(unknownShare)) return { key: set.key('unknown', ask.int(0, 99)), kind: 'unknown keys' }
    const rank = keys.draw(ask)
    return { key: set.key('asked', rank), kind: rank < keys.hot ? 'hot keys' : 'cold keys' }
  }
  const asked = Array.from({ length: size.requests }, () => Array.from({ length: size.entities }, askOne))
  const recomputed = oracle(set, records, now)
  const asOf = String(now)
  return {
    records,
    requests: asked.map(all => ({
      method: 'POST',
      path: `/v1/features/${encodeURIComponent(definitions.name)}`,
      body: JSON.stringify({ asOf, entities: all.map(({ key }) => set.entity(key, ask)) }),
      group: groupOf(all),
    })),
    check: (request, body) => {
      const all = asked[request] as readonly Asked[]
      const answers = readAnswer(body)?.answers
      return (
        answers?.length === all.length &&
        answers.every((given, i) => {
          const expected = recomputed((all[i] as Asked).key)
          return expected.every(({ feature, cell }) => equalsRecomputed(feature, given(feature), cell))
        })
      )
    },
  }
}

function drawRecords(
  { sources, fields, key }: MeasuredSet,
  { events }: WorkloadSize,
  now: Instant,
  rank: (random: Random) => number,
  random: Random,
): LogRecord[] {
  return Array.from({ length: events }, (_, i): LogRecord => {
    const arrivalTime = now - 1_000_000 - Math.floor(((events - i) / events) * 2 * day)
    const source = random.pick(sources)
    return {
      source: source.name,
      id: `w${i}`,
      revision: 0,
      op: 'upsert',
      eventTime: arrivalTime - random.int(0, random.chance(0.1) ? 3_600_000_000 : 2_000_000),
      arrivalTime,
      fields: fields(source, key('asked', rank(random)), random),
    }
  })
}

function groupOf(asked: readonly Asked[]): string {
  const [first] = asked
  return first !== undefined && asked.every(({ kind }) => kind === first.kind) ? first.kind : 'mixed keys'
}

/** The as-known cells of a key at T, each computed once. */
function oracle(
  { definitions, sources, checked }: MeasuredSet,
  records: readonly LogRecord[],
  asOf: Instant,
) {
  const logs = new Map(
    sources.map(source => {
      const own = records.filter(record => record.source === source.name)
      const placed = own.map((record, position) => ({ ...record, position, placement: null }))
      return [source.name, specificationLog(definitions, source, placed)]
    }),
  )
  const point: EvaluationPoint = { asOf, knowledge: { kind: 'at', k: asOf }, trained: false }
  const known = new Map<string, { feature: StoredFeature; cell: Recomputed }[]>()
  return (key: readonly Value[]) => {
    const name = key.map(String).join(' ')
    let cells = known.get(name)
    if (cells === undefined) {
      cells = checked.flatMap(feature => {
        const cell = logs.get(feature.source.name)?.evaluate(feature, key, point)
        return cell === undefined ? [] : [{ feature, cell }]
      })
      known.set(name, cells)
    }
    return cells
  }
}
