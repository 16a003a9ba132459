import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Definitions } from '../../../features/definitions.ts'
import type { PlacedRecord } from '../../../features/log-record.ts'
import type { Instant } from '../../../features/value.ts'
import { arbitraryCase } from '../../../generators/arbitraries/arbitrary-case.ts'
import type { RandomCase } from '../../../generators/random-case.ts'
import { readAnswers } from '../batch/read-answers.ts'
import { loadLog, loadPoints, type TestPoint } from '../batch/testing/load-case.ts'
import type { EvaluationPoint } from '../recomputed.ts'
import { recomputedAlike } from '../recomputed-alike.ts'
import { type SpecificationLog, specificationLog } from '../specification/specification-log.ts'
import type { IndexedOptions } from './indexed-run.ts'
import { recomputeIndexed } from './recompute-indexed.ts'
import { type CaseLayout, caseLayouts, casePoints, placeRecords } from './testing/case-layout.ts'

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
})
afterAll(() => connection.closeSync())

const numRuns = Number(process.env.PLUMBLINE_RUNS ?? 60)

const tally = { present: 0, null: 0, 'not-found': 0, expired: 0 }

async function compare(given: RandomCase, layout: CaseLayout, options: IndexedOptions): Promise<void> {
  for (const definitions of given.definitions) {
    const sources = [...definitions.sources.values()]
    const logs = new Map(
      sources.map(source => [source.name, placeRecords(given.records.get(source.name) ?? [], layout)]),
    )
    const points = casePoints(definitions, given, logs, layout)
    if (points.length === 0) continue
    const all = [...logs.values()].flat()
    const from = layout.completeFrom === null ? null : (all[layout.completeFrom % all.length]?.eventTime ?? 0)
    const completeFrom = new Map(sources.slice(0, 1).map(source => [source.name, from]))
    for (const source of sources) {
      await loadLog(connection, `log_${source.name}`, definitions, source, logs.get(source.name) ?? [])
    }
    await loadPoints(connection, 'points', definitions, points)
    const run = {
      definitions,
      logs: new Map(sources.map(source => [source.name, `log_${source.name}`])),
      readings: [
        { points: 'points', into: 'answers', trained: false },
        { points: 'points', into: 'trained_answers', trained: true },
      ],
      completeFrom,
    }
    await recomputeIndexed(connection, run, options)
    const specs = specifications(definitions, logs, completeFrom)
    await compareAnswers('answers', definitions, specs, points, false)
    await compareAnswers('trained_answers', definitions, specs, points, true)
  }
}

function specifications(
  definitions: Definitions,
  logs: ReadonlyMap<string, readonly PlacedRecord[]>,
  completeFrom: ReadonlyMap<string, Instant | null>,
): ReadonlyMap<string, SpecificationLog> {
  return new Map(
    [...definitions.sources.values()].map(source => [
      source.name,
      specificationLog(definitions, source, logs.get(source.name) ?? [], {
        completeFrom: completeFrom.get(source.name) ?? null,
      }),
    ]),
  )
}

async function compareAnswers(
  table: string,
  definitions: Definitions,
  specs: ReadonlyMap<string, SpecificationLog>,
  points: readonly TestPoint[],
  trained: boolean,
): Promise<void> {
  let seen = 0
  for await (const { probes, cells } of readAnswers(connection, table, definitions)) {
    for (const [row, probe] of probes.entries()) {
      expect(Number(probe)).toBe(seen++)
      const point = points[Number(probe)] as TestPoint
      const key = definitions.entity.map(part => point.key[part.name] ?? null)
      for (const feature of definitions.features.values()) {
        if (feature.kind !== 'stored') continue
        const spec = specs.get(feature.source.name) as SpecificationLog
        const expected = spec.evaluate(
          feature,
          key,
          evaluationPoint(point, feature.source.name, spec, trained),
        )
        const answer = cells.get(feature.name)?.[row]
        tally[expected.state]++
        if (answer === undefined || !recomputedAlike(feature, expected, answer) || answer.n !== expected.n) {
          expect({ feature, point, trained, answer }).toEqual({ feature, point, trained, answer: expected })
        }
      }
    }
  }
  expect(seen).toBe(points.length)
}

function evaluationPoint(
  { asOf, k, offsets }: TestPoint,
  source: string,
  spec: SpecificationLog,
  trained: boolean,
): EvaluationPoint {
  if (k !== null) return { asOf, knowledge: { kind: 'at', k }, trained }
  if (offsets === null) return { asOf, knowledge: { kind: 'at', k: Number.NEGATIVE_INFINITY }, trained }
  const own = offsets[source] ?? {}
  const knowledge = { kind: 'applied', offsets: own, greatest: spec.greatestApplied(own) } as const
  return { asOf, knowledge, trained }
}

// Catches every deviation from the semantics in any reading, offsets included: the arbiter says what each cell must be.
test('agrees with the specification evaluator on random cases', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryCase({ facts: 40 }), caseLayouts, (given, layout) =>
      compare(given, layout, {}),
    ),
    { numRuns },
  )
  expect(Math.min(tally.present, tally.null, tally['not-found'], tally.expired)).toBeGreaterThan(numRuns)
})

// Catches what only deep trees and guards get wrong: one key with hundreds of facts.
test('agrees on keys with many facts', { timeout: 600_000 }, async () => {
  const many = arbitraryCase({ facts: 700, questions: 6, services: 0 })
  await fc.assert(
    fc.asyncProperty(many, caseLayouts, (given, layout) => compare(given, layout, { memory: 1 })),
    { numRuns: Math.ceil(numRuns / 12) },
  )
})
