import { arch, availableParallelism, cpus, loadavg, platform } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PlumblineError } from '../features/plumbline-error.ts'
import { findServices } from '../reference-store/services/find-services.ts'
import { judgedLine } from './store-bench/judge-target.ts'
import { measureFreshness } from './store-bench/measure-freshness.ts'
import { measureIngest } from './store-bench/measure-ingest.ts'
import { measureServing } from './store-bench/measure-serving.ts'
import { SideProcess } from './store-bench/side-process.ts'
import { judgeStore, type StoreMeasured, summary } from './store-bench/store-targets.ts'

const usage = `npm run bench:store -- [options]
Measures the reference store on Kafka and Redis beside its raw parts, in the same run and in turn: a worker beside kafkajs
alone and pipelined ioredis alone with the same bytes; a hot key beside even keys; serving at 30 % of saturation beside a
fastify handler that reads the same bytes and answers the same text.
  --quick          a small run, which shows that it works and decides little
  --only PARTS     of ingest,serving (both)
  --records N      records in each topic (60000)
  --rounds N       of each side there and back (3)
  --seconds N      length of each run of serving and of freshness (4)
  --rate N         records a second while freshness is measured (2000)
  --profile DIR    a CPU profile of each process of ours
  --json           one JSON object on standard output
Exit codes: 0 measured, whether targets are met or missed; 1 two sides came to different results; 64 bad options; 70 no
Kafka or Redis.
`

const parts = ['ingest', 'serving'] as const

interface Settings {
  readonly only: ReadonlySet<string>
  readonly records: number
  readonly rounds: number
  readonly seconds: number
  readonly rate: number
  readonly accounts: number
  readonly profile: string | null
  readonly json: boolean
}

function settings(): Settings {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    options: {
      ...{ only: text, records: text, rounds: text, seconds: text, rate: text, profile: text },
      ...{ quick: flag, json: flag, help: flag },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    process.exit(0)
  }
  const number = (name: 'records' | 'rounds' | 'seconds' | 'rate', otherwise: number, quick: number) => {
    const given = values[name] ?? String(values.quick ? quick : otherwise)
    if (!/^[1-9]\d{0,8}$/.test(given))
      throw new PlumblineError('usage', `--${name} ${given} is not a whole number above 0: write one`)
    return Number(given)
  }
  const only = values.only?.split(',') ?? parts
  const unknown = only.find(part => !(parts as readonly string[]).includes(part))
  if (unknown !== undefined)
    throw new PlumblineError('usage', `--only ${unknown} is none of ${parts.join(', ')}: name one of them`)
  return {
    only: new Set(only),
    records: number('records', 60_000, 2_000),
    rounds: number('rounds', 3, 1),
    seconds: number('seconds', 4, 1),
    rate: number('rate', 2_000, 500),
    accounts: values.quick ? 500 : 10_000,
    profile: values.profile ?? null,
    json: values.json,
  }
}

const started = performance.now()

function say(line: string): void {
  process.stderr.write(`${((performance.now() - started) / 1_000).toFixed(0).padStart(4)} s  ${line}\n`)
}

async function measure(asked: Settings): Promise<StoreMeasured> {
  const services = await findServices({ env: process.env, tell: say }, { appendOnly: false })
  for (const { sentence } of [services.kafka, services.redis]) say(sentence)
  const env = { ...process.env, KAFKA_BROKERS: services.kafka.address, REDIS_URL: services.redis.address }
  const profiled = (name: string) =>
    asked.profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${join(asked.profile, name)}`]
  try {
    const ingest = asked.only.has('ingest') ? await measureWorker(asked, env, profiled) : null
    const { seconds, rounds } = asked
    const serving = asked.only.has('serving')
      ? await measureServing({ env, execArgv: profiled('server'), seconds, rounds, say })
      : null
    return { ingest, serving }
  } finally {
    await services.close()
  }
}

async function measureWorker(
  { records, rounds, seconds, rate, accounts }: Settings,
  env: NodeJS.ProcessEnv,
  profiled: (name: string) => string[],
): Promise<StoreMeasured['ingest']> {
  const size = { partitions: 4, accounts }
  const spawn = (name: string) => new SideProcess(size, env, profiled(name))
  const sides = { worker: spawn('worker'), consume: spawn('consume'), write: spawn('write') }
  try {
    const measured = await measureIngest({ size, env, records, rounds, sides, say })
    const freshness = await measureFreshness({ size, env, rate, seconds, sides, say })
    return { ...measured, freshness, rate }
  } finally {
    await Promise.all(Object.values(sides).map(side => side.close()))
  }
}

async function bench(): Promise<number> {
  const asked = settings()
  const [cpu] = cpus()
  const machine = {
    cores: availableParallelism(),
    model: cpu?.model.trim() ?? '',
    system: `${platform()} ${arch()}, Node ${process.version}`,
    loadBefore: loadavg()[0] ?? 0,
  }
  const measured = await measure(asked)
  const judged = judgeStore(measured)
  const differences = [...(measured.ingest?.differences ?? []), ...(measured.serving?.differences ?? [])]
  const targets = judged.map(each => ({ ...each, line: judgedLine(each) }))
  if (asked.json) process.stdout.write(`${JSON.stringify({ machine, measured, targets, differences })}\n`)
  else {
    const { cores, model, system, loadBefore } = machine
    const head = `${cores} cores (${model}), ${system}, load ${loadBefore.toFixed(1)} before the run`
    const lines = [head, ...summary(measured), ...targets.map(({ line }) => line)]
    for (const line of lines) process.stdout.write(`${line}\n`)
  }
  for (const line of differences) process.stderr.write(`different results: ${line}\n`)
  return differences.length > 0 ? 1 : 0
}

try {
  process.exitCode = await bench()
} catch (error) {
  if (!(error instanceof Error)) throw error
  const usageLike = error instanceof PlumblineError ? error.code === 'usage' : 'code' in error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = usageLike ? 64 : 70
}
