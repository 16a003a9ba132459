import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spark } from '../../features/dialects/spark.ts'
import type { ValueType } from '../../features/value.ts'
import { typeShape } from '../../features/value-type.ts'
import { arbitraryCase } from '../../generators/arbitraries/arbitrary-case.ts'
import { disagreements } from './disagreements.ts'
import { rowsOf } from './read-cell.ts'
import { storedOf, tablesOf, type WarehouseCase, warehouseCase } from './warehouse-case.ts'

/** Random cases, at twelve seconds each; more, and others, with PLUMBLINE_SPARK_CASES and PLUMBLINE_AGREEMENT_SEED. */
const cases = Number(process.env.PLUMBLINE_SPARK_CASES ?? 3)
const seed = Number(process.env.PLUMBLINE_AGREEMENT_SEED ?? 5)

const python = process.env.PLUMBLINE_SPARK_PYTHON ?? 'python3'
const hasSpark = spawnSync(python, ['-c', 'import pyspark']).status === 0

// Catches whatever Spark computes otherwise than the semantics: nothing but these runs holds its dialect.
test.skipIf(!hasSpark)(
  `Spark trains on what the specification says, in ${cases} random cases (skipped where python3, or PLUMBLINE_SPARK_PYTHON, has no pyspark)`,
  { timeout: 120_000 + cases * 10_000 },
  () => {
    const totals = { compared: 0, nonEmpty: 0 }
    const given = fc.sample(arbitraryCase({ services: 0 }), { numRuns: cases, seed }).flatMap(drawn => {
      const found = warehouseCase(drawn, spark)
      if (found === null) return []
      const tables = tablesOf(found, spark)?.map(sql => `${sql};\n`) ?? []
      return [{ found, input: { script: `${tables.join('')}${found.script}`, query: readBack(found) } }]
    })
    const { status, stdout, stderr } = spawnSync(
      python,
      [fileURLToPath(new URL('./run_spark.py', import.meta.url))],
      {
        input: JSON.stringify(given.map(({ input }) => input)),
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      },
    )
    const lines = stdout.split('\n').filter(line => line !== '')
    expect(status, `${given[lines.length]?.input.script}\n${stderr.slice(-3_000)}`).toBe(0)
    for (const [i, { found }] of given.entries()) {
      const rows = JSON.parse(lines[i] as string) as (string | null)[][]
      expect(disagreements(found, rowsOf(found, rows), totals), found.script).toEqual([])
    }
    expect(totals.compared).toBeGreaterThan(cases * 20)
    expect(totals.nonEmpty / totals.compared).toBeGreaterThan(0.3)
  },
)

/** Every column of the training set as text; of lists as JSON of the texts of their elements. */
function readBack({ definitions }: WarehouseCase): string {
  const columns = [
    ...definitions.entity,
    { name: 'as_of', type: 'timestamp' as const },
    ...storedOf(definitions),
  ].map(({ name, type }) => asText(`t.${spark.identifier(name)}`, type))
  return `SELECT ${columns.join(', ')} FROM training t`
}

function asText(column: string, type: ValueType): string {
  if (type === 'timestamp') return `CAST(unix_micros(${column}) AS STRING)`
  const shape = typeShape(type)
  if (shape.kind === 'scalar') return `CAST(${column} AS STRING)`
  if (shape.kind === 'vector') return `to_json(transform(${column}, e -> CAST(CAST(e AS DOUBLE) AS STRING)))`
  const inner = typeShape(shape.element)
  if (inner.kind === 'scalar') return `to_json(transform(${column}, e -> ${asText('e', shape.element)}))`
  const element = inner.kind === 'list' ? inner.element : 'float'
  const text =
    element === 'timestamp'
      ? 'CAST(unix_micros(i) AS STRING)'
      : inner.kind === 'vector'
        ? 'CAST(CAST(i AS DOUBLE) AS STRING)'
        : 'CAST(i AS STRING)'
  return `to_json(transform(${column}, e -> transform(e, i -> ${text})))`
}
