import { arch, cpus, platform, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { randomOf } from '../generators/random.ts'
import { clopperPearson } from '../harness/diff/clopper-pearson.ts'
import { formatPercentRange } from '../reports/format.ts'
import { rowsNeeded } from './bench-drift-needs.ts'
import { studyNights } from './bench-drift-nights.ts'
import { type DriftRule, driftRules, prepare } from './bench-drift-rules.ts'
import { nullSamples, type SampleMaker, skewSamples } from './bench-drift-samples.ts'
import { scaleCase } from './bench-drift-scale.ts'

const usage = `npm run bench:drift -- [options]
Measures how many rows a pass needs, how often drift rules alarm: without drift (size), with skews (power), night after night, and how
long large tables take.
  --runs N       samples of each row of the tables (1000)
  --rows N       rows a side (1000)
  --nights N     nights of the false-alarm study (100), 200 features each
  --repeats N    repeats of that study (3)
  --only PARTS   of needs,size,power,nights,scale (all)
  --seed N       (1)
  --json         one JSON object on standard output
`

const parts = ['needs', 'size', 'power', 'nights', 'scale'] as const

interface AlarmRow {
  readonly sample: string
  readonly rows: number
  readonly runs: number
  /** Share of the runs in which a rule alarmed; null where it has nothing to say. */
  readonly alarms: Readonly<Record<string, number | null>>
}

function settings() {
  const whole = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      runs: whole,
      rows: whole,
      nights: whole,
      repeats: whole,
      seed: whole,
      only: whole,
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    process.exit(0)
  }
  const number = (name: 'runs' | 'rows' | 'nights' | 'repeats' | 'seed', otherwise: number) => {
    const given = values[name] ?? String(otherwise)
    if (!/^[1-9]\d*$/.test(given)) throw new RangeError(`--${name} ${given} is not a whole number above 0`)
    return Number(given)
  }
  const only = values.only?.split(',') ?? parts
  const unknown = only.find(part => !(parts as readonly string[]).includes(part))
  if (unknown !== undefined) throw new RangeError(`--only ${unknown} is none of ${parts.join(', ')}`)
  return {
    runs: number('runs', 1_000),
    rows: number('rows', 1_000),
    nights: number('nights', 100),
    repeats: number('repeats', 3),
    seed: number('seed', 1),
    only: new Set<string>(only),
    json: values.json === true,
  }
}

const say = (line: string) => void process.stderr.write(`${line}\n`)

function alarmTable(
  samples: Readonly<Record<string, SampleMaker>>,
  rows: number,
  runs: number,
  seed: number,
): AlarmRow[] {
  return Object.entries(samples).map(([name, make]) => {
    say(`${name}, ${rows} rows`)
    const counts = new Map<string, number | null>()
    for (let run = 0; run < runs; run++) {
      const random = randomOf(seed).fork(`${name} ${run}`)
      const prepared = prepare(make(random.fork('sample'), rows), random)
      for (const [rule, alarms] of Object.entries<DriftRule>(driftRules)) {
        const alarmed = alarms(prepared)
        counts.set(rule, alarmed === null ? null : (counts.get(rule) ?? 0) + (alarmed ? 1 : 0))
      }
    }
    return {
      sample: name,
      rows,
      runs,
      alarms: Object.fromEntries(
        [...counts].map(([rule, count]) => [rule, count === null ? null : count / runs]),
      ),
    }
  })
}

function printTable(title: string, table: readonly AlarmRow[]): void {
  const rules = Object.keys(driftRules)
  console.log(`\n${title}\n\n| sample | ${rules.join(' | ')} |\n|---|${rules.map(() => '---|').join('')}`)
  for (const { sample, rows, alarms } of table) {
    const cells = rules.map(rule => (typeof alarms[rule] === 'number' ? alarms[rule].toFixed(3) : '–'))
    console.log(`| ${sample}, n = ${rows.toLocaleString('en-US')} | ${cells.join(' | ')} |`)
  }
}

const { runs, rows, nights, repeats, seed, only, json } = settings()
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGib: Math.round(totalmem() / 2 ** 30),
  platform: `${platform()}-${arch()}`,
  node: process.version,
}
const needs = only.has('needs')
  ? [1, 100].map(features => rowsNeeded(randomOf(seed).fork(`needs ${features}`), features, 500))
  : []
const size = only.has('size') ? alarmTable(nullSamples, rows, runs, seed) : []
const power = only.has('power')
  ? [rows, 10 * rows].flatMap(each =>
      alarmTable(skewSamples, each, Math.max(1, Math.round(each === rows ? runs : runs / 10)), seed),
    )
  : []
const study = only.has('nights')
  ? studyNights(
      randomOf(seed).fork('nights'),
      { features: 200, nights, runs: repeats, rows: 1_000 },
      line => /night (1|50) /.test(line) && say(line),
    )
  : null
const scale = only.has('scale')
  ? [
      await scaleCase('one feature, 10 M against 10 M rows', 1, 10_000_000, say),
      await scaleCase(
        '100 features, 1 M against 1 M rows',
        100,
        1_000_000,
        line => /1 of|0 of|making/.test(line) && say(line),
      ),
    ]
  : []

if (json)
  console.log(
    JSON.stringify(
      {
        machine,
        cases: { needs, size, power, nights: study, scale },
        ratios: {},
        repeats: { runs, nights: repeats },
      },
      null,
      2,
    ),
  )
else {
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; seed ${seed}`)
  for (const { features, rows } of needs)
    console.log(
      `\n${features} feature${features === 1 ? '' : 's'} of numbers: ${rows.toLocaleString('en-US')} rows a side pass four times of five`,
    )
  if (size.length > 0) printTable('Alarms without drift (size; .05 is what a test at 5 % should have)', size)
  if (power.length > 0) printTable('Alarms on skews (power)', power)
  if (study !== null) {
    console.log(
      `\n${study.features} features × ${study.nights} nights without drift, ${study.rows} rows a side, ${study.runs} runs\n\n| rule | alarms a night | nights with an alarm | runs with an alarm | 95 % interval |\n|---|---|---|---|---|`,
    )
    for (const { rule, alarms, nights: count, runs: alarmed } of study.rules) {
      const { low, high } = clopperPearson(alarmed, study.runs, 0.95)!
      console.log(
        `| ${rule} | ${(alarms / study.nights / study.runs).toFixed(3)} | ${((100 * count) / study.nights / study.runs).toFixed(1)} % | ${alarmed} of ${study.runs} | ${formatPercentRange(low, high)} |`,
      )
    }
  }
  for (const each of scale)
    console.log(
      `\n${each.name}: ${each.seconds.toFixed(1)} s (${each.cpuSeconds.toFixed(1)} s of processor time), peak ${each.peakMib.toFixed(0)} MiB, verdict ${each.verdict}`,
    )
}
