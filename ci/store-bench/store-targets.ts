import type { TopicKind } from './bench-topic.ts'
import type { Freshness } from './ingest-side.ts'
import { type Estimate, type Judged, judgeTarget, medianOf, pairwise, type Target } from './judge-target.ts'
import type { IngestMeasured } from './measure-ingest.ts'
import type { ServingMeasured } from './measure-serving.ts'

/** What was measured; null: not asked for. */
export interface StoreMeasured {
  readonly ingest:
    | (IngestMeasured & { readonly freshness: Readonly<Record<TopicKind, Freshness>>; readonly rate: number })
    | null
  readonly serving: ServingMeasured | null
}

const ratio = (ours: number, theirs: number) => ours / theirs

/** Every target of what was measured, in one order. */
export function judgeStore({ ingest, serving }: StoreMeasured): Judged[] {
  return [...(ingest === null ? [] : judgeIngest(ingest)), ...(serving === null ? [] : judgeServing(serving))]
}

function judgeIngest({ rates }: IngestMeasured): Judged[] {
  const slower = slowerRaw(rates)
  const worker: Target = {
    name: `records/s of a worker ÷ those of ${rawNames[slower]}, the slower raw part`,
    sense: 'at least',
    bound: 0.5,
    unit: '×',
  }
  const hot: Target = {
    name: 'records/s with a hot key ÷ with even keys',
    sense: 'at least',
    bound: 0.8,
    unit: '×',
  }
  return [
    judgeTarget(worker, pairwise(rates.uniform, rates[slower], ratio)),
    judgeTarget(hot, pairwise(rates.hot, rates.uniform, ratio)),
  ]
}

function judgeServing({ runs: { ours, raw } }: ServingMeasured): Judged[] {
  const median: Target = {
    name: 'p50 of serving ÷ that of the raw handler',
    sense: 'at most',
    bound: 1.5,
    unit: '×',
  }
  const tail: Target = {
    name: 'p99 of serving − that of the raw handler',
    sense: 'at most',
    bound: 1,
    unit: ' ms',
  }
  const of = (side: typeof ours, percentile: 'p50' | 'p99') => side.map(run => run[percentile])
  return [
    judgeTarget(median, pairwise(of(ours, 'p50'), of(raw, 'p50'), ratio)),
    judgeTarget(
      tail,
      pairwise(of(ours, 'p99'), of(raw, 'p99'), (a, b) => (a - b) / 1_000),
    ),
  ]
}

const rawNames = { consume: 'kafkajs alone', write: 'ioredis alone' } as const

/** The one whose median is less. */
export function slowerRaw({ consume, write }: IngestMeasured['rates']): 'consume' | 'write' {
  return (medianOf(consume)?.estimate ?? 0) < (medianOf(write)?.estimate ?? 0) ? 'consume' : 'write'
}

/** What was measured, line by line, for people. */
export function summary({ ingest, serving }: StoreMeasured): string[] {
  return [...(ingest === null ? [] : ingestLines(ingest)), ...(serving === null ? [] : servingLines(serving))]
}

function ingestLines(ingest: NonNullable<StoreMeasured['ingest']>): string[] {
  const { rates, written, workerBatches, redisBytesPerRecord, cpuPerRecord, freshness, rate } = ingest
  const each = (bytes: number) => (bytes / written.records).toFixed(1)
  const fresh = ({ p50, p99 }: Freshness) => `${(p50 / 1_000).toFixed(0)} / ${(p99 / 1_000).toFixed(0)} ms`
  return [
    `worker, even keys: ${shown(rates.uniform, 'records/s')}`,
    `worker, half of the records of one key: ${shown(rates.hot, 'records/s')}`,
    `kafkajs alone: ${shown(rates.consume, 'records/s')}`,
    `ioredis alone, the bytes that the worker writes: ${shown(rates.write, 'records/s')}`,
    `a record writes ${each(written.cells)} cells and ${each(written.bytes)} bytes; Redis grows by ${redisBytesPerRecord.toFixed(0)} bytes, and a worker takes ${cpuPerRecord.toFixed(0)} µs of CPU`,
    `a worker wrote them in ${workerBatches} batches, ioredis alone those of ${written.batches}`,
    `freshness at ${rate} records/s, p50 / p99 of the oldest record of a batch: even keys ${fresh(freshness.uniform)}, hot key ${fresh(freshness.hot)}`,
  ]
}

function servingLines({ saturation, rate, runs, readBytes }: ServingMeasured): string[] {
  const names = {
    ours: 'serving',
    raw: 'raw handler',
    read: 'a handler that reads as serving does, and works nothing out',
    constant: 'fastify, a constant',
  } as const
  const lines = (['ours', 'raw', 'read', 'constant'] as const).map(side => {
    const p50 = shown(
      runs[side].map(run => run.p50),
      'µs',
    )
    const p99 = shown(
      runs[side].map(run => run.p99),
      'µs',
    )
    return `${names[side]}: at most ${Math.round(saturation[side])} requests/s; p50 ${p50}, p99 ${p99}`
  })
  return [`serving at ${rate} requests/s, ${Math.round(readBytes)} bytes of Redis an answer`, ...lines]
}

function shown(values: readonly number[], unit: string): string {
  const found: Estimate | null = medianOf(values)
  if (found === null) return 'not measured'
  return `${Math.round(found.estimate)} ${unit} (${Math.round(found.low)} to ${Math.round(found.high)})`
}
