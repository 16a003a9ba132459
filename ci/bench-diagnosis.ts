import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { resultSchema } from '../reports/result.ts'

const usage = `node ci/bench-diagnosis.ts [options]
Audits a log of served rows that are all wrong (each counts the event at T itself), and the same log with right values: the
difference is what judging and naming the mismatches takes.
  --rows N       served rows, and as many events (1000000)
  --json         one JSON object on standard output
`

const definitions = {
  schema: 'plumbline.definitions/1',
  name: 'counted',
  version: 1,
  entity: { account: 'int' },
  sources: { log: { key: { account: 'payer' }, fields: { payer: 'int', units: 'int' } } },
  features: {
    times_ever: { source: 'log', aggregate: { kind: 'count' } },
    units_ever: { source: 'log', aggregate: { kind: 'sum', of: { field: 'units' } } },
  },
}

/** Every event is asked about at its own event time, so that a closed head is wrong in every row. */
async function writeLog(dir: string, rows: number, isWrong: boolean): Promise<void> {
  mkdirSync(join(dir, 'events'), { recursive: true })
  const page = { schema: 'plumbline.history/1', definitions: [definitions] }
  writeFileSync(join(dir, 'history.json'), JSON.stringify(page))
  const database = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await database.connect()
  const own = isWrong ? 'ROWS UNBOUNDED PRECEDING' : 'ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING'
  await connection.run(`CREATE TABLE log AS SELECT (i * 7919) % ${Math.ceil(rows / 100)} AS payer, i % 97 AS units,
    i AS id, make_timestamp(1772323200000000 + i * 1000000) AS happened FROM range(${rows}) t(i)`)
  await connection.run(`COPY (SELECT id, payer, units, happened AS event_time, happened AS arrival_time FROM log ORDER BY id)
    TO '${join(dir, 'events', 'log.parquet')}'`)
  await connection.run(`COPY (SELECT id AS probe_id, payer AS account, happened AS as_of,
      count(*) OVER head AS times_ever, CAST(sum(units) OVER head AS BIGINT) AS units_ever
    FROM log WINDOW head AS (PARTITION BY payer ORDER BY happened ${own}) ORDER BY probe_id)
    TO '${join(dir, 'served.parquet')}'`)
  connection.closeSync()
}

/** Seconds of one audit in a process of its own, and the causes that it names. */
function audit(dir: string) {
  const started = performance.now()
  const main = fileURLToPath(new URL('../harness/cli/main.ts', import.meta.url))
  const out = join(dir, 'result')
  try {
    execFileSync(process.execPath, [main, 'audit', dir, '--out', out], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch (error) {
    // An audit that finds something ends with exit code 1.
    if (!(error instanceof Error && 'status' in error && error.status === 1)) throw error
  }
  const seconds = (performance.now() - started) / 1_000
  const { features, cells } = resultSchema.parse(JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')))
  const causes = Object.entries(features).flatMap(([feature, { causes: all }]) =>
    all.map(({ cause, explained, mismatches, mismatchesOf }) => ({
      feature,
      cause,
      explained,
      mismatches,
      mismatchesOf,
    })),
  )
  return { seconds, defects: cells.defect, causes }
}

const { values } = parseArgs({
  options: { rows: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
})
if (values.help) {
  process.stdout.write(usage)
  process.exit(0)
}
const rows = Number(values.rows ?? 1_000_000)
const dir = mkdtempSync(join(tmpdir(), 'plumbline-bench-diagnosis-'))
try {
  const [wrongDir, rightDir] = [join(dir, 'wrong'), join(dir, 'right')]
  await writeLog(wrongDir, rows, true)
  await writeLog(rightDir, rows, false)
  const [wrong, right] = [audit(wrongDir), audit(rightDir)]
  if (values.json) process.stdout.write(`${JSON.stringify({ rows, wrong, right }, null, 2)}\n`)
  else {
    process.stdout.write(`${rows} rows, all right: ${right.seconds.toFixed(1)} s\n`)
    process.stdout.write(`${rows} rows, all wrong: ${wrong.seconds.toFixed(1)} s, ${wrong.defects} defects\n`)
    for (const { feature, cause, explained, mismatches, mismatchesOf } of wrong.causes)
      process.stdout.write(
        `  ${feature}: ${cause}, ${explained} of ${mismatches} that were looked at, of ${mismatchesOf}\n`,
      )
  }
} finally {
  rmSync(dir, { recursive: true, force: true })
}
