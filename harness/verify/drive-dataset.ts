import type { LogRecord } from '../../features/log-record.ts'
import { type Target, targetColumns } from '../../features/target.ts'
import type { Instant, Value } from '../../features/value.ts'
import type { DatasetScenario } from '../../scenarios/dataset-scenario.ts'
import { guardStore } from '../drive/guarded-store.ts'
import { servedRows } from '../drive/served-rows.ts'
import type { ServedRow } from '../history/history.ts'
import type { Database } from '../history/open-database.ts'
import { named, plainColumn, readChunks } from '../history/read-chunks.ts'
import type { Probe, Store } from '../store.ts'
import type { StagedDataset } from './stage-dataset.ts'

/** Records that go to the store in one call at most. */
const recordsTogether = 2_000

export interface DatasetDriving {
  readonly scenario: DatasetScenario
  readonly dataset: StagedDataset
  readonly store: Store
  readonly database: Database
  /** Takes what was served, in the order of the questions. */
  readonly onServed: (rows: readonly ServedRow[]) => void
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
  /** A store that does not answer a call within so many ms has failed. */
  readonly callTimeoutMs: number
}

/**
 * Replays the log through a store in the order of arrival; every question is asked once all that had arrived by its
 * instant is applied, so the watermark of its answer is its as-of time.
 */
export async function driveDataset(driving: DatasetDriving): Promise<void> {
  const { scenario, store, signal, callTimeoutMs } = driving
  const guarded = guardStore(store, { signal, callTimeoutMs })
  const target: Target = { kind: 'document', definitions: scenario.definitions }
  const scope = { capabilities: store.capabilities, target, columns: targetColumns(target) }
  const records = recordFeed(driving)
  let asked = 0
  let now: Instant = 0
  try {
    await guarded.open({ definitions: [scenario.definitions], services: [], now: () => now })
    for await (const { asOf, questions } of streamQuestions(driving)) {
      now = asOf
      for await (const due of records.until(asOf)) await guarded.ingest(due)
      await guarded.settle()
      const probes = probesOf(driving, questions, asOf)
      const answered = servedRows(scope, probes, await guarded.read(probes), asOf)
      // Just so much had arrived, and all of it was applied: that says more plainly than offsets what was known.
      driving.onServed(answered.map(row => ({ ...row, applied: null, watermark: asOf })))
      asked += answered.length
      driving.onProgress(
        `replaying ${scenario.name}: ${count(records.taken())} records, ${count(asked)} questions`,
      )
    }
  } finally {
    // A store that failed may fail to close as well; the first failure is the one to tell.
    await guardStore(store, {})
      .close()
      .catch(() => undefined)
  }
}

function count(number: number): string {
  return number.toLocaleString('en')
}

function probesOf({ scenario }: DatasetDriving, questions: readonly Question[], asOf: Instant): Probe[] {
  const { definitions } = scenario
  return questions.map(({ number, key }) => ({
    probeId: number,
    target: definitions.name,
    key: Object.fromEntries(definitions.entity.map((part, j) => [part.name, key[j] ?? null])),
    asOf,
    request: {},
    askedVersion: definitions.version,
  }))
}

interface Question {
  readonly number: bigint
  readonly key: readonly Value[]
}

/** The questions of one instant at a time. */
async function* streamQuestions({
  scenario: { definitions },
  dataset: { probes },
  database,
}: DatasetDriving): AsyncGenerator<{ asOf: Instant; questions: readonly Question[] }> {
  const parts = definitions.entity.map(part => named(part.name, part.type))
  let asOf: Instant | null = null
  let questions: Question[] = []
  for await (const chunk of readChunks(
    database.connect,
    [plainColumn('as_of'), plainColumn('number'), ...parts],
    `FROM ${probes} ORDER BY rowid`,
  )) {
    for (let row = 0; row < chunk.rows; row++) {
      const [at, number, ...key] = chunk.columns.map(column => column[row] ?? null)
      if (asOf !== null && Number(at) !== asOf) {
        yield { asOf, questions }
        questions = []
      }
      asOf = Number(at)
      questions.push({ number: number as bigint, key })
    }
  }
  if (asOf !== null) yield { asOf, questions }
}

/** The log in the order of arrival, handed out by instant. */
interface RecordFeed {
  /** Records handed out so far. */
  taken(): number
  /** What arrived up to `instant` (µs) and was not handed out yet, in lists of bounded length. */
  until(instant: Instant): AsyncGenerator<readonly LogRecord[]>
}

function recordFeed(driving: DatasetDriving): RecordFeed {
  const chunks = streamRecords(driving)
  let chunk: readonly LogRecord[] = []
  let at = 0
  let taken = 0
  return {
    taken: () => taken,
    async *until(instant) {
      for (;;) {
        if (at === chunk.length) {
          const next = await chunks.next()
          if (next.done === true) return
          chunk = next.value
          at = 0
        }
        let end = at
        while (
          end < chunk.length &&
          (chunk[end] as LogRecord).arrivalTime <= instant &&
          end - at < recordsTogether
        )
          end++
        if (end === at) return
        taken += end - at
        const due = chunk.slice(at, end)
        at = end
        yield due
      }
    },
  }
}

async function* streamRecords({
  dataset: { source, log },
  database,
}: DatasetDriving): AsyncGenerator<readonly LogRecord[]> {
  const names = [...source.fields.keys()]
  const columns = [
    plainColumn('id'),
    plainColumn('epoch_us(event_time)'),
    plainColumn('epoch_us(arrival_time)'),
    ...[...source.fields].map(([name, type]) => named(name, type)),
  ]
  for await (const chunk of readChunks(database.connect, columns, `FROM ${log.relation} ORDER BY __row`)) {
    const [ids = [], events = [], arrivals = [], ...fields] = chunk.columns
    yield Array.from({ length: chunk.rows }, (_, row): LogRecord => {
      const values: Record<string, Value> = {}
      for (const [i, name] of names.entries()) values[name] = fields[i]?.[row] ?? null
      return {
        source: source.name,
        id: ids[row] as bigint,
        eventTime: Number(events[row]),
        arrivalTime: Number(arrivals[row]),
        op: 'upsert',
        revision: 0,
        fields: values,
      }
    })
  }
}
