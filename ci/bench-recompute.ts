import { arch, cpus, loadavg, platform, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { type DuckDBConnection, DuckDBInstance, version } from '@duckdb/node-api'
import { runBatchPlan } from '../harness/oracle/batch/run-batch-plan.ts'
import {
  agreementSql,
  benchDefinitions,
  eventsSql,
  handWrittenSql,
  type KeyShape,
  pointsSql,
} from './bench-recompute-sql.ts'

const usage = `npm run bench:recompute -- [options]
Times the batch plan against a hand-written DuckDB join over the same events and probes, and checks that they agree.
  --events N        events of a full case (2000000)
  --probes N        probes of a full case (200000)
  --keys N          keys (10000)
  --reduced N       the Zipf duel runs on events / N and probes / N, since the join is quadratic in a hot key (10)
  --repeats N       runs of each side; the minimum and the median are reported (3)
  --threads N       threads of DuckDB (all cores)
  --json            one JSON object on standard output
`

interface Timing {
  readonly repeatsMs: readonly number[]
  readonly minMs: number
  readonly medianMs: number
}

interface BenchCase {
  readonly name: string
  readonly shape: KeyShape
  readonly events: number
  readonly probes: number
  readonly keys: number
  readonly plan: Timing
  /** Null where the join would take many minutes. */
  readonly hand: Timing | null
  readonly probesPerSecond: number
  readonly eventsPerSecond: number
  readonly note: string
}

interface Size {
  readonly events: number
  readonly probes: number
  readonly keys: number
}

interface Settings extends Size {
  readonly reduced: number
  readonly repeats: number
  readonly threads: number
  readonly json: boolean
}

function settings(): Settings {
  const whole = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      events: whole,
      probes: whole,
      keys: whole,
      reduced: whole,
      repeats: whole,
      threads: whole,
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    process.exit(0)
  }
  const number = (name: keyof Size | 'reduced' | 'repeats' | 'threads', otherwise: number) => {
    const given = values[name]
    if (given === undefined) return otherwise
    if (!/^[1-9]\d*$/.test(given)) throw new RangeError(`--${name} ${given} is not a whole number above 0`)
    return Number(given)
  }
  return {
    events: number('events', 2_000_000),
    probes: number('probes', 200_000),
    keys: number('keys', 10_000),
    reduced: number('reduced', 10),
    repeats: number('repeats', 3),
    threads: number('threads', cpus().length),
    json: values.json === true,
  }
}

/** A mistyped option is one sentence and exit code 64. */
function settingsOrExit(): Settings {
  try {
    return settings()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(64)
  }
}

async function time(repeats: number, run: () => Promise<unknown>): Promise<Timing> {
  const repeatsMs: number[] = []
  for (let i = 0; i < repeats; i++) {
    const start = performance.now()
    await run()
    repeatsMs.push(Math.round(performance.now() - start))
  }
  const sorted = repeatsMs.toSorted((a, b) => a - b)
  return { repeatsMs, minMs: sorted[0]!, medianMs: sorted[Math.floor((sorted.length - 1) / 2)]! }
}

async function bench(
  connection: DuckDBConnection,
  name: string,
  shape: KeyShape,
  size: Size,
  duel: { readonly repeats: number; readonly hand: boolean; readonly note: string },
): Promise<BenchCase> {
  await connection.run(`CREATE OR REPLACE TABLE events AS ${eventsSql(shape, size)}`)
  await connection.run(`CREATE OR REPLACE TABLE points AS ${pointsSql(shape, size)}`)
  const definitions = benchDefinitions()
  const logs = new Map([['payments', 'events']])
  const plan = await time(duel.repeats, () =>
    runBatchPlan(connection, { definitions, logs, points: 'points', into: 'by_plan', trained: false }),
  )
  const hand = duel.hand
    ? await time(duel.repeats, () => connection.run(`CREATE OR REPLACE TABLE by_hand AS ${handWrittenSql()}`))
    : null
  if (hand !== null) await checkAgreement(connection, name, size.probes)
  return {
    name,
    shape,
    ...size,
    plan,
    hand,
    probesPerSecond: Math.round((1000 * size.probes) / plan.medianMs),
    eventsPerSecond: Math.round((1000 * size.events) / plan.medianMs),
    note: duel.note,
  }
}

async function checkAgreement(connection: DuckDBConnection, name: string, probes: number): Promise<void> {
  const rows = (await connection.runAndReadAll(agreementSql())).getRowObjects()
  const { compared, differing, busy } = rows[0] as Record<string, bigint>
  if (compared !== BigInt(probes) || differing !== 0n || busy === 0n) {
    throw new Error(
      `${name}: the plan and the join disagree on ${differing} of ${compared} probes (${busy} with facts); neither number means anything`,
    )
  }
}

async function main(): Promise<void> {
  const given = settingsOrExit()
  const instance = await DuckDBInstance.create(':memory:', { threads: String(given.threads) })
  const connection = await instance.connect()
  const size: Size = { events: given.events, probes: given.probes, keys: given.keys }
  const small: Size = {
    events: Math.ceil(size.events / given.reduced),
    probes: Math.ceil(size.probes / given.reduced),
    keys: size.keys,
  }
  const { repeats } = given
  const alone = 'the plan alone: the join would meet the hottest key’s whole history for each of its probes'
  const reduced = `events and probes divided by ${given.reduced}, so that the join ends`
  const cases = [
    await bench(connection, 'uniform', 'uniform', size, { repeats, hand: true, note: '' }),
    await bench(connection, 'zipf-reduced', 'zipf', small, { repeats, hand: true, note: reduced }),
    await bench(connection, 'zipf', 'zipf', size, { repeats, hand: false, note: alone }),
  ]
  connection.closeSync()
  print(given, cases)
}

function print(given: Settings, cases: readonly BenchCase[]): void {
  const ratios = Object.fromEntries(
    cases.flatMap(each =>
      each.hand === null
        ? []
        : [[`${each.name}: join / plan`, round(each.hand.medianMs / each.plan.medianMs)]],
    ),
  )
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    platform: `${platform()}-${arch()}`,
    node: process.version,
    duckdb: version(),
    threads: given.threads,
    /** Of the last minute: times mean little where it is far above the number of busy threads. */
    loadAverage: round(loadavg()[0] ?? 0),
  }
  if (given.json) {
    process.stdout.write(`${JSON.stringify({ machine, cases, ratios })}\n`)
    return
  }
  const lines = cases.map(({ name, events, probes, plan, hand, probesPerSecond, note }) => {
    const join = hand === null ? 'join not run' : `join ${hand.minMs} / ${hand.medianMs} ms`
    const ratio = hand === null ? '' : `, join / plan ${round(hand.medianMs / plan.medianMs)}`
    return `${name}: ${events} events × ${probes} probes: plan ${plan.minMs} / ${plan.medianMs} ms, ${join}${ratio}; ${probesPerSecond} probes a second${note === '' ? '' : ` (${note})`}`
  })
  process.stdout.write(
    `${machine.cores} × ${machine.cpu}, DuckDB ${machine.duckdb}, ${machine.threads} threads, load ${machine.loadAverage}; times are minimum / median of ${given.repeats}\n${lines.join('\n')}\n`,
  )
}

const round = (ratio: number) => Math.round(ratio * 100) / 100

await main()
