import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Definitions, StoredFeature } from '../../../features/definitions.ts'
import type { LogRecord, PlacedRecord } from '../../../features/log-record.ts'
import type { Instant } from '../../../features/value.ts'
import { arbitraryCase } from '../../../generators/arbitraries/arbitrary-case.ts'
import type { RandomCase } from '../../../generators/random-case.ts'
import type { Recomputed } from '../recomputed.ts'
import { checkValue } from '../specification/compare-values.ts'
import { specificationLog } from '../specification/specification-log.ts'
import { logReport } from './log-report.ts'
import { readAnswers } from './read-answers.ts'
import { runBatchPlan } from './run-batch-plan.ts'
import { loadLog, loadPoints, type TestPoint } from './testing/load-case.ts'

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
})
afterAll(() => connection.closeSync())

const tally = { present: 0, null: 0, 'not-found': 0, expired: 0 }

const numRuns = Number(process.env.PLUMBLINE_RUNS ?? 60)
/** The same cases in every run of CI, so that what fails can be met again; PLUMBLINE_SEED draws others. */
const seed = Number(process.env.PLUMBLINE_SEED ?? 1)

/** How a log is laid out, and what the points know: drawn apart from the case, so that each shrinks alone. */
interface Layout {
  readonly partitions: number
  readonly byKey: boolean
  readonly unplaced: boolean
  readonly fallen: readonly number[]
  readonly knows: readonly number[]
  readonly completeFrom: number | null
  /** Lengths to plan by, as shares of the log's span; null measures them. */
  readonly measures: { readonly pace: number; readonly tile: number } | null
}

const layouts: fc.Arbitrary<Layout> = fc.record({
  partitions: fc.integer({ min: 1, max: 3 }),
  byKey: fc.boolean(),
  unplaced: fc.boolean(),
  fallen: fc.array(fc.nat(30), { maxLength: 3 }),
  knows: fc.array(fc.nat(99), { minLength: 1, maxLength: 8 }),
  completeFrom: fc.option(fc.nat(99)),
  measures: fc.option(
    fc.record({ pace: fc.constantFrom(0, 0.01, 0.1, 2), tile: fc.constantFrom(0.001, 0.01, 0.1, 3) }),
    { freq: 4 },
  ),
})

/** Places records in partitions, in the order of arrival but for some whose arrival time then falls. */
function place(records: readonly LogRecord[], layout: Layout): PlacedRecord[] {
  const offsets = new Map<number, number>()
  return records.map((record, i) => {
    const shown = JSON.stringify(layout.byKey ? Object.values(record.fields)[0] : i, (_, v) =>
      typeof v === 'bigint' ? String(v) : v,
    )
    const partition = [...(shown ?? '')].reduce((sum, c) => sum + c.charCodeAt(0), 0) % layout.partitions
    const offset = offsets.get(partition) ?? 0
    offsets.set(partition, offset + 1)
    const fall = layout.fallen.includes(i) ? 50_000_000 : 0
    const placement = layout.unplaced && i % 3 === 0 ? null : { partition, offset }
    return { ...record, arrivalTime: record.arrivalTime - fall, position: i, placement }
  })
}

/** Whether a points relation can hold the key. */
function fits(definitions: Definitions, key: TestPoint['key']): boolean {
  return definitions.entity.every(part => checkValue(key[part.name] ?? null, part.type) === 'ok')
}

function pointsOf(
  definitions: Definitions,
  given: RandomCase,
  logs: ReadonlyMap<string, readonly PlacedRecord[]>,
  layout: Layout,
) {
  const all = [...logs.values()].flat()
  const last = Math.max(0, ...all.map(record => record.arrivalTime))
  const arrival = (at: number) => all[at % all.length]?.arrivalTime ?? 0
  const questions = given.batches
    .flatMap(batch => batch.questions)
    .filter(each => each.target === definitions.name && fits(definitions, each.key))
  return questions.flatMap(({ key, asOf }, i): TestPoint[] => {
    const draw = layout.knows[i % layout.knows.length]!
    const offsets = [...logs.keys()].map((source, s) => {
      const partitions = Array.from({ length: layout.partitions }, (_, p) => [
        String(p),
        (draw + 7 * p + s) % (all.length + 2),
      ])
      return [source, Object.fromEntries(partitions.slice(draw % 2))]
    })
    const at = (k: Instant | null): TestPoint => ({ key, asOf, k, offsets: null })
    return [
      at(asOf),
      at(Math.max(asOf, last)),
      at(arrival(draw)),
      at(asOf - draw * 1_000_000),
      { ...at(null), offsets: Object.fromEntries(offsets) },
    ]
  })
}

function expectSame(plan: Recomputed, spec: Recomputed, feature: StoredFeature, label: string) {
  expect({ state: plan.state, judged: plan.judged, n: plan.n }, label).toEqual({
    state: spec.state,
    judged: spec.judged,
    n: spec.n,
  })
  if (spec.weight === null || typeof spec.value !== 'number' || typeof plan.value !== 'number') {
    expect(plan.weight, label).toEqual(spec.weight)
    return expect(normal(plan.value), label).toEqual(normal(spec.value))
  }
  expect(Math.abs(plan.weight! - spec.weight), label).toBeLessThanOrEqual(
    1e-9 * spec.weight + spec.n * 1e-15 * Math.abs(spec.value) + 1e-300,
  )
  expect(Math.abs(plan.value - spec.value), label).toBeLessThanOrEqual(room(feature, spec, plan.value))
}

/** −0 equals 0. */
const normal = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(normal) : value === 0 ? 0 : value

/** Semantics § 8. */
function room(feature: StoredFeature, spec: Recomputed, other: number): number {
  const { kind } = feature.aggregate
  const [n, weight] = [spec.n, spec.weight!]
  if (kind === 'sum') return n * 2 ** -52 * weight
  if (kind === 'mean') return 2 ** -52 * weight
  const square = (x: number) => (kind === 'stddev' ? x * x : x)
  const v = Math.max(square(spec.value as number), square(other))
  const allowed = 1e-9 * v + n * 2 ** -51 * weight * Math.sqrt(v)
  return kind === 'stddev' ? Math.sqrt(v) - Math.sqrt(Math.max(0, v - allowed)) : allowed
}

async function compare(given: RandomCase, layout: Layout): Promise<void> {
  for (const definitions of given.definitions) {
    const sources = [...definitions.sources.values()]
    const logs = new Map(
      sources.map(source => [source.name, place(given.records.get(source.name) ?? [], layout)]),
    )
    const points = pointsOf(definitions, given, logs, layout)
    if (points.length === 0) continue
    const all = [...logs.values()].flat()
    const from = layout.completeFrom === null ? null : (all[layout.completeFrom % all.length]?.eventTime ?? 0)
    const completeFrom = new Map(sources.slice(0, 1).map(source => [source.name, from]))
    for (const source of sources)
      await loadLog(connection, `log_${source.name}`, definitions, source, logs.get(source.name)!)
    await loadPoints(connection, 'points', definitions, points)
    const relations = new Map(sources.map(source => [source.name, `log_${source.name}`]))
    for (const trained of [false, true]) {
      await runBatchPlan(connection, {
        definitions,
        logs: relations,
        points: 'points',
        into: 'answers',
        trained,
        completeFrom,
        ...measuresOf(logs, layout),
      })
      await compareReports(definitions, logs, relations)
      await compareAnswers(definitions, logs, points, trained, completeFrom)
    }
  }
}

/** Any measures must give right answers: drawn ones meet tiles where measured ones would not. */
function measuresOf(logs: ReadonlyMap<string, readonly PlacedRecord[]>, layout: Layout) {
  if (layout.measures === null) return {}
  const { pace, tile } = layout.measures
  const measures = [...logs].map(([source, records]) => {
    const times = records.flatMap(({ eventTime }) =>
      eventTime !== null && Number.isSafeInteger(eventTime) ? [eventTime] : [],
    )
    const start = times.length === 0 ? 0 : Math.min(...times)
    const span = times.length === 0 ? 1 : Math.max(...times) - start + 1
    const width = Math.max(1, Math.round(span * tile))
    return [
      source,
      {
        pace: Math.round(span * pace),
        tile: width,
        origin: Math.floor(start / width),
        last: Math.floor((start + span - 1) / width),
        huge: true,
      },
    ] as const
  })
  return { measures: new Map(measures) }
}

async function compareReports(
  definitions: Definitions,
  logs: ReadonlyMap<string, readonly PlacedRecord[]>,
  relations: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [name, report] of await logReport(connection, { definitions, logs: relations })) {
    const { accepted, lastArrival } = specificationLog(
      definitions,
      definitions.sources.get(name)!,
      logs.get(name)!,
    )
    expect(report).toEqual({
      rejects: accepted.rejects,
      conflicts: accepted.conflicts,
      raised: accepted.raised,
      accepted: accepted.records.length,
      lastArrival,
    })
  }
}

async function compareAnswers(
  definitions: Definitions,
  logs: ReadonlyMap<string, readonly PlacedRecord[]>,
  points: readonly TestPoint[],
  trained: boolean,
  completeFrom: ReadonlyMap<string, Instant | null>,
): Promise<void> {
  const specs = new Map(
    [...definitions.sources.values()].map(source => [
      source.name,
      specificationLog(definitions, source, logs.get(source.name)!, {
        completeFrom: completeFrom.get(source.name) ?? null,
      }),
    ]),
  )
  let seen = 0
  for await (const { probes, cells } of readAnswers(connection, 'answers', definitions)) {
    for (const [i, probe] of probes.entries()) {
      const point = points[Number(probe)]!
      seen++
      for (const feature of definitions.features.values()) {
        if (feature.kind !== 'stored') continue
        const spec = specs.get(feature.source.name)!
        const offsets = point.offsets?.[feature.source.name] ?? {}
        const knowledge =
          point.k === null
            ? ({ kind: 'applied', offsets, greatest: spec.greatestApplied(offsets) } as const)
            : ({ kind: 'at', k: point.k } as const)
        const key = definitions.entity.map(part => point.key[part.name] ?? null)
        const expected = spec.evaluate(feature, key, { asOf: point.asOf, knowledge, trained })
        tally[expected.state]++
        const label = `${feature.name} at probe ${probe}, trained ${trained}: ${String(expected.value)}`
        expectSame(cells.get(feature.name)![i]!, expected, feature, label)
      }
    }
  }
  expect(seen).toBe(points.length)
}

// Catches any sentence of semantics §§ 2–5 and 7 that the SQL says differently from the specification evaluator.
test('the batch plan and the specification evaluator agree on random cases, in every reading', async () => {
  await fc.assert(fc.asyncProperty(arbitraryCase(), layouts, compare), { numRuns, seed })
  // A comparison of empty windows would prove little.
  const cells = Object.values(tally).reduce((sum, count) => sum + count, 0)
  expect(cells - tally['not-found']).toBeGreaterThan(0.25 * cells)
}, 600_000)
