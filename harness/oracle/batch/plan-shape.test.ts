import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batchPlan, batchPlanSql } from '../../../features/batch-plan/batch-plan.ts'
import type { Measures } from '../../../features/batch-plan/measures.ts'
import type { Definitions } from '../../../features/definitions.ts'
import { duckdb } from '../../../features/dialects/duckdb.ts'
import { arbitraryDefinitions } from '../../../generators/arbitraries/arbitrary-definitions.ts'
import { loadLog, loadPoints } from './testing/load-case.ts'

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
})
afterAll(() => connection.closeSync())

const measures: Measures = { pace: 1_000_000, tile: 60_000_000, origin: 0, last: 100, huge: true }

function optionsOf(definitions: Definitions, trained: boolean) {
  const sources = [...definitions.sources.keys()]
  return {
    logs: new Map(sources.map(source => [source, `log_${source}`])),
    points: 'points',
    into: 'answers',
    trained,
    completeFrom: new Map(),
    applied: true,
    prefix: 'p',
    measures: new Map(sources.map(source => [source, measures])),
  }
}

async function loadNothing(definitions: Definitions): Promise<void> {
  for (const source of definitions.sources.values()) {
    await loadLog(connection, `log_${source.name}`, definitions, source, [])
  }
  const key = Object.fromEntries(definitions.entity.map(part => [part.name, null]))
  await loadPoints(connection, 'points', definitions, [{ key, asOf: 0, k: 0, offsets: null }])
}

describe('every statement of the plan', () => {
  // Catches a join by a range alone, which DuckDB does thousands of times slower than one that has an equality.
  test('joins by equality, or by equality and order', async () => {
    // DuckDB loops over a left side of a few rows; the tables here are all so small.
    await connection.run('SET asof_loop_join_threshold = 0')
    const joins = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(arbitraryDefinitions(), fc.boolean(), async (definitions, trained) => {
        await loadNothing(definitions)
        const { facts, tiles, read } = batchPlan(definitions, duckdb, optionsOf(definitions, trained))
        for (const { sql } of [...facts, ...tiles, ...read]) {
          const explained = (await connection.runAndReadAll(`EXPLAIN ${sql}`)).getRows()
          for (const [join] of String(explained[0]?.[1]).matchAll(/\b\w*(?:JOIN|CROSS_PRODUCT)\b/g)) {
            joins.set(join, (joins.get(join) ?? 0) + 1)
          }
          await connection.run(sql)
        }
      }),
      { numRuns: 25 },
    )
    expect([...joins.keys()].sort()).toEqual(['ASOF_JOIN', 'HASH_JOIN'])
  })

  // Catches SQL for people that differs from the SQL that runs.
  test('stands in the script that people read', async () => {
    await fc.assert(
      fc.property(arbitraryDefinitions(), definitions => {
        const options = optionsOf(definitions, true)
        const script = batchPlanSql(definitions, duckdb, options)
        const { facts, tiles, read } = batchPlan(definitions, duckdb, options)
        for (const { sql, purpose } of [...facts, ...tiles, ...read])
          expect(script).toContain(`-- ${purpose}\n${sql};\n`)
      }),
      { numRuns: 25 },
    )
  })

  // Catches a script that DuckDB cannot run as a whole.
  test('runs as one script where nothing was measured', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryDefinitions(), async definitions => {
        await loadNothing(definitions)
        const options = { ...optionsOf(definitions, false), measures: new Map() }
        await connection.run(batchPlanSql(definitions, duckdb, options))
        const rows = (await connection.runAndReadAll('SELECT count(*) FROM answers')).getRows()
        expect(rows).toEqual([[1n]])
      }),
      { numRuns: 15 },
    )
  })
})
