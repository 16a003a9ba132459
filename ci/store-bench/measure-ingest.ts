import type { BenchSize } from './bench-place.ts'
import { BenchTopic, benchRandom, hotShares, type TopicKind, topicKinds } from './bench-topic.ts'
import type { RecordedRun, WorkedRun } from './ingest-side.ts'
import type { SideProcess } from './side-process.ts'
import { storeRecords } from './store-records.ts'

export interface IngestOptions {
  readonly size: BenchSize
  readonly env: NodeJS.ProcessEnv
  /** In each topic. */
  readonly records: number
  /** Of each side once there and once back. */
  readonly rounds: number
  readonly sides: Readonly<Record<'worker' | 'consume' | 'write', SideProcess>>
  readonly say: (line: string) => void
}

const kinds = ['uniform', 'consume', 'write', 'hot'] as const

/** A worker over even keys, kafkajs alone, ioredis alone, and a worker over keys of which one has half of the records. */
export type IngestKind = (typeof kinds)[number]

export interface IngestMeasured {
  /** Records a second of each run, in order; runs at one place of the lists were beside each other. */
  readonly rates: Readonly<Record<IngestKind, readonly number[]>>
  /** What a worker writes for the records of the uniform topic. */
  readonly written: Omit<RecordedRun, 'answers'>
  readonly redisBytesPerRecord: number
  /** In which a worker wrote them in its last run; those that `written` counts are written by ioredis alone. */
  readonly workerBatches: number
  /** Of the worker's process, all of its threads, µs. */
  readonly cpuPerRecord: number
  /** In what two sides differ that must be equal. */
  readonly differences: readonly string[]
}

/** Arrival of the first record, and how long records come in, µs. */
const from = 1_772_323_200_000_000
const span = 600_000_000

/** Runs the four in turn, there and back, over the same records. */
export async function measureIngest(options: IngestOptions): Promise<IngestMeasured> {
  const { records, rounds, sides, say } = options
  const topics = await fillTopics(options)
  const differences = new Set<string>()
  const rates: Record<IngestKind, number[]> = { uniform: [], consume: [], write: [], hot: [] }
  let [redisBytes, cpuMs, workerBatches] = [0, 0, 0]
  const ask = (topic: TopicKind) => ({ ...topics[topic].asked(records), asOf: from + span })
  try {
    say('recording what a worker writes')
    const recorded = {
      uniform: await sides.write.ask('record', ask('uniform')),
      hot: await sides.worker.ask('record', ask('hot')),
    }
    const work = async (topic: TopicKind) => {
      const run = await sides.worker.ask('work', ask(topic))
      for (const line of compareRuns(topic, run, recorded[topic], records)) differences.add(line)
      if (topic === 'uniform') [redisBytes, cpuMs, workerBatches] = [run.redisBytes, run.cpuMs, run.batches]
      return run.ms
    }
    const runs: Readonly<Record<IngestKind, () => Promise<number>>> = {
      uniform: () => work('uniform'),
      consume: async () => {
        const run = await sides.consume.ask('consume', ask('uniform'))
        if (run.records !== records)
          differences.add(`kafkajs alone took ${run.records} records of ${records}`)
        return run.ms
      },
      write: async () => (await sides.write.ask('write', ask('uniform'))).ms,
      hot: () => work('hot'),
    }
    for (let round = 0; round <= rounds; round++) {
      for (const kind of round === 0 ? kinds : [...kinds, ...kinds.toReversed()]) {
        const rate = records / ((await runs[kind]()) / 1_000)
        if (round > 0) rates[kind].push(rate)
        const which = round === 0 ? 'warm-up' : `round ${round} of ${rounds}`
        say(`${which}, ${kind}: ${Math.round(rate)} records/s`)
      }
    }
    const { answers: _, ...written } = recorded.uniform
    const perRecord = {
      redisBytesPerRecord: redisBytes / records,
      cpuPerRecord: (cpuMs * 1_000) / records,
    }
    return { rates, written, workerBatches, ...perRecord, differences: [...differences] }
  } finally {
    await Promise.all(topicKinds.map(kind => topics[kind].close()))
  }
}

async function fillTopics({
  env,
  size,
  records: count,
  say,
}: IngestOptions): Promise<Record<TopicKind, BenchTopic>> {
  const fill = async (kind: TopicKind) => {
    say(`filling a topic: ${kind}, ${count} records`)
    const topic = await BenchTopic.open(env, size)
    const asked = { count, accounts: size.accounts, hotShare: hotShares[kind], from, step: span / count }
    await topic.door.ingest(storeRecords(benchRandom(kind), asked))
    return topic
  }
  return { uniform: await fill('uniform'), hot: await fill('hot') }
}

/** A worker on Redis and one in memory have to come to the same from the same records. */
export function compareRuns(
  name: string,
  run: Pick<WorkedRun, 'records' | 'refused' | 'answers'>,
  recorded: Pick<RecordedRun, 'records' | 'answers'>,
  records: number,
): string[] {
  const differences: string[] = []
  const counts = { Redis: run.records, memory: recorded.records }
  for (const [where, count] of Object.entries(counts)) {
    if (count !== records)
      differences.push(`${name}: a worker into ${where} took ${count} records of ${records}`)
  }
  if (run.refused > 0) differences.push(`${name}: a worker refused ${run.refused} records`)
  const all = recorded.answers.length
  const differing = recorded.answers.filter((answer, i) => answer !== run.answers[i]).length
  if (all === 0 || run.answers.length !== all || differing > 0)
    differences.push(`${name}: ${differing} of ${all} answers from Redis differ from those from memory`)
  return differences
}
