import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { version } from '@duckdb/node-api'
import { type BenchCase, type BenchSettings, benchCases, type CaseSpec } from './bench-recompute-cases.ts'
import { type DataSize, type Shape, shapes } from './bench-recompute-data.ts'
import { type EngineKind, engineKinds, isAvailable } from './bench-recompute-process.ts'

const usage = `npm run bench:recompute -- [options]
Times every way to recompute the published workload (seven aggregates over 1 h, 24 h and 30 d, as-known and as-trained),
each in a process of its own over the same files, and checks that all agree on every cell.
  --events N        events of a full case (2000000)
  --probes N        probes of a full case (200000)
  --keys N          keys (10000)
  --reduced N       a second Zipf case has events / N and probes / N, so that the join ends (8)
  --shapes A,B      ${shapes.join(', ')} (both)
  --engines A,B     ${engineKinds.map(({ name }) => name).join(', ')}
                    (all; those that need Python where it has their module)
  --repeats N       runs of each engine; the minimum and the median are reported (3)
  --threads N       threads of each engine (all cores)
  --memory N        bytes that an engine of ours may use (4000000000)
  --keep DIR        keep the files there, and use them where they are
  --json            one JSON object on standard output
`

interface Settings extends BenchSettings {
  readonly cases: readonly CaseSpec[]
  readonly json: boolean
}

function settings(): Settings {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      events: text,
      probes: text,
      keys: text,
      reduced: text,
      shapes: text,
      engines: text,
      repeats: text,
      threads: text,
      memory: text,
      keep: text,
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    process.exit(0)
  }
  const number = (
    name: 'events' | 'probes' | 'keys' | 'reduced' | 'repeats' | 'threads' | 'memory',
    otherwise: number,
  ) => {
    const given = values[name]
    if (given === undefined) return otherwise
    if (!/^[1-9]\d*$/.test(given)) throw new RangeError(`--${name} ${given} is not a whole number above 0`)
    return Number(given)
  }
  const size = {
    events: number('events', 2_000_000),
    probes: number('probes', 200_000),
    keys: number('keys', 10_000),
  }
  return {
    cases: casesOf(size, number('reduced', 8), chosen('shapes', values.shapes, shapes) ?? shapes),
    engines: enginesOf(values.engines),
    repeats: number('repeats', 3),
    threads: number('threads', availableParallelism()),
    memory: number('memory', 4_000_000_000),
    keep: values.keep ?? null,
    json: values.json === true,
  }
}

/** Null where nothing was given. */
function chosen<T extends string>(
  option: string,
  given: string | undefined,
  names: readonly T[],
): readonly T[] | null {
  if (given === undefined) return null
  return given.split(',').map(name => {
    const found = names.find(each => each === name)
    if (found === undefined) throw new RangeError(`--${option} ${name} is none of ${names.join(', ')}`)
    return found
  })
}

function enginesOf(given: string | undefined): readonly EngineKind[] {
  const names = chosen(
    'engines',
    given,
    engineKinds.map(({ name }) => name),
  )
  if (names === null) return engineKinds.filter(isAvailable)
  return names.map(name => {
    const kind = engineKinds.find(each => each.name === name) as EngineKind
    if (isAvailable(kind)) return kind
    throw new RangeError(`--engines ${name} needs python3 with ${kind.python}: pip install ${kind.python}`)
  })
}

function casesOf(size: DataSize, reduced: number, wanted: readonly Shape[]): CaseSpec[] {
  const small = {
    ...size,
    events: Math.ceil(size.events / reduced),
    probes: Math.ceil(size.probes / reduced),
  }
  return wanted.flatMap(shape => {
    const whole = { ...size, name: shape, shape, note: '' }
    if (shape === 'uniform') return [whole]
    const note = `events and probes divided by ${reduced}, so that the join ends`
    return [{ ...small, name: 'zipf-reduced', shape, note }, whole]
  })
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

/** Which engine's minimum is divided by which other's. */
const compared = [
  ['join', 'batch-plan'],
  ['rings', 'batch-plan'],
  ['join', 'indexed'],
  ['rings', 'indexed'],
  ['batch-plan', 'indexed'],
  ['polars', 'indexed'],
  ['spark', 'indexed'],
  ['indexed', 'floor'],
] as const

function ratiosOf(cases: readonly BenchCase[]): Record<string, number> {
  const ratios = cases.flatMap(({ name, engines }) =>
    compared.flatMap(([a, b]) => {
      const [over, under] = [a, b].map(engine => engines.find(each => each.engine === engine)?.minMs)
      return over === undefined || under === undefined
        ? []
        : [[`${name}: ${a} / ${b}`, round(over / Math.max(1, under))] as const]
    }),
  )
  return Object.fromEntries(ratios)
}

function machineOf(threads: number) {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    platform: `${platform()}-${arch()}`,
    node: process.version,
    duckdb: version(),
    threads,
    /** Of the last minute: times mean little where it is far above the number of busy threads. */
    loadAverage: round(loadavg()[0] ?? 0),
  }
}

function linesOf({ name, events, probes, keys, engines, leftOut, comparedCells, note }: BenchCase): string[] {
  const out =
    leftOut.length === 0 ? '' : `; not run, a hot key would take many minutes: ${leftOut.join(', ')}`
  const notes = note === '' ? '' : ` (${note})`
  return [
    `${name}: ${events} events × ${probes} probes over ${keys} keys${notes}; ${comparedCells} cells agree${out}`,
    ...engines.map(({ engine, readings, minMs, medianMs, peakBytes }) => {
      const peak = peakBytes === null ? '' : `, peak ${Math.round(peakBytes / 2 ** 20)} MiB`
      const only = readings.length === 1 ? ` (as-${readings[0]} only)` : ''
      return `  ${engine.padEnd(15)} ${minMs} / ${medianMs} ms${peak}${only}`
    }),
  ]
}

async function main(): Promise<void> {
  const given = settingsOrExit()
  const machine = machineOf(given.threads)
  const cases = await benchCases(given.cases, given)
  const ratios = ratiosOf(cases)
  if (given.json) {
    process.stdout.write(`${JSON.stringify({ machine, cases, ratios })}\n`)
    return
  }
  const lines = [
    `${machine.cores} × ${machine.cpu}, DuckDB ${machine.duckdb}, ${machine.threads} threads, load ${machine.loadAverage}; times are minimum / median of ${given.repeats}`,
    ...cases.flatMap(linesOf),
    ...Object.entries(ratios).map(([name, ratio]) => `${name} = ${ratio}`),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

const round = (ratio: number) => Math.round(ratio * 100) / 100

await main()
