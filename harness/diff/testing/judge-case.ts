import type { Definitions } from '../../../features/definitions.ts'
import type { PlacedRecord } from '../../../features/log-record.ts'
import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import { resolveService } from '../../../features/resolve-service.ts'
import type { Target } from '../../../features/target.ts'
import type { Instant, State, Value } from '../../../features/value.ts'
import type { ServedCell, ServedRow, TrainingReading, TrainingRow } from '../../history/history.ts'
import { rowJudge } from '../judge-row.ts'
import type { CellJudgement, JudgeOptions, RowJudgement } from '../judgement.ts'
import { specificationReadings } from '../specification-readings.ts'
import { specificationSources } from '../specification-sources.ts'

/** A record as a test writes it: event time `t`, arrival `a` (default `t`), place in the log `at`, and fields. */
export interface FactSketch {
  readonly source?: string
  readonly id?: string
  readonly k?: string
  readonly t: number | null
  readonly a?: number
  readonly rev?: number
  readonly op?: string
  readonly at?: readonly [partition: number, offset: number]
  readonly x?: number | null
  readonly i?: bigint | null
  readonly s?: string | null
  readonly v?: readonly number[] | null
}

/** A served row as a test writes it; a cell is its value, or value and state. */
export interface RowSketch {
  readonly t: number
  readonly key?: readonly Value[]
  readonly answeredAt?: number
  readonly cells?: Readonly<Record<string, Value | ServedCell>>
  readonly request?: Readonly<Record<string, Value>>
  readonly version?: number
  readonly askedVersion?: number
  readonly applied?: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly watermark?: number
}

export interface CaseSketch {
  readonly features?: Readonly<Record<string, object>>
  readonly target?: Target
  readonly facts: readonly FactSketch[]
  readonly row: RowSketch
  /** One training row a member, by column. */
  readonly training?: readonly Readonly<Record<string, Value>>[]
  readonly reading?: TrainingReading
  readonly cut?: Instant
  readonly completeFrom?: Readonly<Record<string, Instant>>
  readonly options?: Partial<JudgeOptions>
}

const fields = { k: 'string', x: 'float', i: 'int', s: 'string', v: 'vector<float64,2>' }

/** A document `d`, version 3, over the sources `log` and `other`, both keyed by `k`. */
export function define(features: Readonly<Record<string, object>>, name = 'd'): Definitions {
  const source = { key: { account: 'k' }, fields }
  const named = Object.entries(features).map(([feature, body]) => [
    feature,
    'onDemand' in body ? body : { source: 'log', ...body },
  ])
  return definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name,
    version: 3,
    entity: { account: 'string' },
    sources: { log: source, other: source },
    features: Object.fromEntries(named),
  })
}

export function serve(
  documents: readonly Definitions[],
  onDemand: Readonly<Record<string, object>> = {},
): Target {
  const uses = documents.map(each => `${each.name}@${each.version}`)
  const resolution = resolveService(
    { schema: 'plumbline.service/1', name: 'desk', uses, onDemand },
    documents,
  )
  if (!resolution.ok) throw new Error(JSON.stringify(resolution))
  return { kind: 'service', service: resolution.service }
}

export function placedRecords(facts: readonly FactSketch[]): Map<string, PlacedRecord[]> {
  const records = facts.map((fact, position): PlacedRecord => {
    const { source = 'log', id = `e${position}`, k = 'a', t, a, rev = 0, op = 'upsert', at, ...rest } = fact
    return {
      source,
      id,
      eventTime: t,
      arrivalTime: a ?? t ?? 0,
      op,
      revision: rev,
      fields: { k, ...(rest as Record<string, Value>) },
      position,
      placement: at === undefined ? null : { partition: at[0], offset: at[1] },
    }
  })
  return Map.groupBy(records, record => record.source)
}

export function servedRow(sketch: RowSketch): ServedRow {
  const cells = Object.entries(sketch.cells ?? {}).map(([column, cell]) => [column, cellOf(cell)] as const)
  return {
    probeId: 1n,
    key: sketch.key ?? ['a'],
    asOf: sketch.t,
    answeredAt: sketch.answeredAt ?? sketch.t,
    cells: Object.fromEntries(cells),
    request: sketch.request ?? {},
    version: sketch.version ?? null,
    askedVersion: sketch.askedVersion ?? null,
    applied: sketch.applied ?? null,
    watermark: sketch.watermark ?? null,
  }
}

function cellOf(cell: Value | ServedCell): ServedCell {
  return typeof cell === 'object' && cell !== null && 'state' in cell
    ? cell
    : { value: cell as Value, state: null }
}

/** A cell with its state. */
export function withState(state: State, value: Value = null): ServedCell {
  return { value, state }
}

/** Judges one row against the specification evaluator, as a small audit would. */
export function judgeCase(sketch: CaseSketch): RowJudgement {
  const target = sketch.target ?? { kind: 'document', definitions: define(sketch.features ?? {}) }
  const events = placedRecords(sketch.facts)
  const cut =
    sketch.cut ?? Math.max(Number.NEGATIVE_INFINITY, ...[...events.values()].flat().map(r => r.arrivalTime))
  const logs = specificationSources(events, sketch.completeFrom)
  const served = servedRow(sketch.row)
  const judge = rowJudge(target, {
    training: { reading: sketch.reading ?? 'as-trained', cut },
    clockSlack: 0,
    candidatesMax: 10_000,
    ...sketch.options,
  })
  const training = sketch.training?.map((values): TrainingRow => {
    return { probeId: 1n, key: served.key, asOf: served.asOf, values }
  })
  const readings = specificationReadings(target, logs, cut)(served)
  const result = judge({ served, training: training ?? null, readings, logs })
  if (result.kind !== 'judged') throw new Error('the log was at hand')
  return result.judgement
}

/** What became of each served column: `equal`, `staleness 5`, `defect`, `notJudged`, `error`. */
export function servedOutcomes(judgement: RowJudgement): Record<string, string> {
  return outcomes(judgement, ({ served }) => {
    return served?.kind === 'staleness' ? `staleness ${served.lag}` : served?.kind
  })
}

/** What became of each column of the training row. */
export function trainingOutcomes(judgement: RowJudgement): Record<string, string> {
  return outcomes(judgement, ({ training }) => training?.kind)
}

function outcomes(
  { cells }: RowJudgement,
  describe: (cell: CellJudgement) => string | undefined,
): Record<string, string> {
  const described = cells.flatMap(cell => {
    const text = describe(cell)
    return text === undefined ? [] : [[cell.plan.column, text] as const]
  })
  return Object.fromEntries(described)
}
