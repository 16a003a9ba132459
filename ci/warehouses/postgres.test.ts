import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgres } from '../../features/dialects/postgres.ts'
import type { Value, ValueType } from '../../features/value.ts'
import { typeShape } from '../../features/value-type.ts'
import { arbitraryCase } from '../../generators/arbitraries/arbitrary-case.ts'
import { disagreements } from './disagreements.ts'
import { findPostgres, type PostgresServer, startPostgres } from './postgres-server.ts'
import { rowsOf } from './read-cell.ts'
import { storedOf, tablesOf, type WarehouseCase, warehouseCase } from './warehouse-case.ts'

/** Random cases; more, and others, with PLUMBLINE_AGREEMENT_CASES and PLUMBLINE_AGREEMENT_SEED. */
const cases = Math.min(400, Number(process.env.PLUMBLINE_AGREEMENT_CASES ?? 120))
const seed = Number(process.env.PLUMBLINE_AGREEMENT_SEED ?? 7)

const programs = findPostgres()
let server: PostgresServer | null = null

beforeAll(async () => {
  server = programs === null ? null : await startPostgres(programs)
})
afterAll(() => server?.close())

// Catches whatever PostgreSQL computes otherwise than the semantics: nothing but these runs holds its dialect.
test.skipIf(programs === null)(
  `PostgreSQL trains on what the specification says, in ${cases} random cases (skipped where it is not installed)`,
  { timeout: 400_000 },
  () => {
    const totals = { compared: 0, nonEmpty: 0 }
    const refused = new Set<string>()
    const drawn = fc.sample(arbitraryCase({ services: 0 }), { numRuns: cases, seed })
    const made = drawn.flatMap((each, i) => {
      const given = warehouseCase(each, postgres)
      for (const message of given?.refused ?? []) refused.add(message.replace(/^.*because (.*?):.*$/, '$1'))
      const script = given === null ? null : caseScript(given, i)
      return given === null || script === null ? [] : [{ given, number: String(i), script }]
    })
    const printed = (server as PostgresServer).run(made.map(({ script }) => script).join('\n')).split('\n')
    const lines = printed.filter(line => line !== '').map(readLine)
    const rows = Map.groupBy(lines, ([number]) => number)
    const found = made.flatMap(({ given, number }) => {
      const own = (rows.get(number) ?? []).map(([, ...cells]) => cells)
      return disagreements(given, rowsOf(given, own), totals).map(each => `case ${number}: ${each}`)
    })
    expect(found).toEqual([])
    expect(made.length).toBeGreaterThan(cases * 0.6)
    expect(totals.compared).toBeGreaterThan(cases * 20)
    expect(totals.nonEmpty / totals.compared).toBeGreaterThan(0.3)
    // docs/warehouses.md lists them.
    expect(refused.size).toBeGreaterThan(0)
    for (const reason of refused)
      expect(reason).toMatch(
        /^(it has no remainder of floats|its arrays of arrays are rectangles|its texts .*)$/,
      )
  },
)

function readLine(hex: string): (string | null)[] {
  return JSON.parse(Buffer.from(hex, 'hex').toString('utf8'))
}

/** Null where a table would have to hold what PostgreSQL has no value for. */
function caseScript(given: WarehouseCase, number: number): string | null {
  const tables = tablesOf(given, postgres, holds)
  if (tables === null) return null
  const schema = `CREATE SCHEMA case_${number};\nSET search_path = case_${number};`
  return [schema, ...tables.map(sql => `${sql};`), given.script, readBack(given, number)].join('\n')
}

/** Texts with a null character it has none, and instants before 4714 BC neither. */
function holds(value: Value, type: ValueType): boolean {
  try {
    return !postgres.literal(value, type).includes("infinity' AS timestamp")
  } catch {
    return false
  }
}

/** Prints a row of the training set a line, as hex of JSON: the number of the case, then every column as text, elements of lists too. */
function readBack({ definitions }: WarehouseCase, number: number): string {
  const asText = (name: string, type: Parameters<typeof typeShape>[0]) => {
    const column = `t.${postgres.identifier(name)}`
    if (type === 'timestamp') return `CAST(${postgres.micros(column)} AS text)`
    const shape = typeShape(type)
    if (shape.kind === 'scalar') return `CAST(${column} AS text)`
    if (shape.kind === 'vector') return `CAST(to_json(CAST(CAST(${column} AS float8[]) AS text[])) AS text)`
    if (shape.element !== 'timestamp') return `CAST(to_json(CAST(${column} AS text[])) AS text)`
    const micros = `(SELECT array_agg(CAST(${postgres.micros('u.x')} AS text) ORDER BY u.i) FROM unnest(${column}) WITH ORDINALITY u(x, i))`
    return `CASE WHEN cardinality(${column}) = 0 THEN '[]' ELSE CAST(to_json(${micros}) AS text) END`
  }
  const columns = [
    ...definitions.entity.map(({ name, type }) => asText(name, type)),
    asText('as_of', 'timestamp'),
    ...storedOf(definitions).map(({ name, type }) => asText(name, type)),
  ]
  // As hex: psql leaves out characters that it cannot show.
  const row = `CAST(json_build_array('${number}', ${columns.join(', ')}) AS text)`
  return `SELECT encode(convert_to(${row}, 'UTF8'), 'hex') FROM training t;`
}

test('what PostgreSQL cannot give exactly is said of the feature', () => {
  const refusals = fc.sample(arbitraryCase({ services: 0 }), { numRuns: 60, seed: 3 }).flatMap(each => {
    return warehouseCase(each, postgres)?.refused ?? []
  })
  expect(refusals.length).toBeGreaterThan(0)
  for (const message of refusals)
    expect(message).toMatch(
      /^PostgreSQL cannot give the feature \w+ of fraud exactly, because .*: leave it out of the document, or build it with DuckDB$/,
    )
})
