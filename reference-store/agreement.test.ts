import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Definitions } from '../features/definitions.ts'
import type { LogRecord, PlacedRecord } from '../features/log-record.ts'
import { type Target, type TargetColumn, targetColumns, targetName } from '../features/target.ts'
import { arbitraryCase } from '../generators/arbitraries/arbitrary-case.ts'
import { mergeByArrival } from '../generators/generate-events.ts'
import type { QuestionBatch } from '../generators/question.ts'
import { type Random, randomOf } from '../generators/random.ts'
import type { RandomCase } from '../generators/random-case.ts'
import { equalsRecomputed } from '../harness/diff/equal.ts'
import { evaluateExpression } from '../harness/oracle/specification/evaluate-expression.ts'
import { type SpecificationLog, specificationLog } from '../harness/oracle/specification/specification-log.ts'
import type { Answer, Probe } from '../harness/store.ts'
import SimulatedReferenceStore from './adapter.ts'

type Drawn = Pick<RandomCase, 'definitions' | 'service' | 'targets' | 'records' | 'batches'>

/** What a run has compared, so that a test can see that it compared something. */
interface Tally {
  cells: number
  nonEmpty: number
  behind: number
}

/** A store under test beside everything that was given to it. */
class Rig {
  readonly store = new SimulatedReferenceStore()
  readonly log: PlacedRecord[] = []
  readonly tally: Tally
  readonly #case: Drawn
  #logs = new Map<string, SpecificationLog>()

  constructor(drawn: Drawn, tally: Tally) {
    this.#case = drawn
    this.tally = tally
  }

  async open(): Promise<void> {
    const { definitions, service } = this.#case
    await this.store.open({ definitions, services: service === null ? [] : [service], now: () => 0 })
  }

  async ingest(records: readonly LogRecord[]): Promise<void> {
    const placements = await this.store.ingest(records)
    for (const [i, record] of records.entries()) {
      this.log.push({ ...record, position: this.log.length, placement: placements[i] ?? null })
    }
    this.#logs = new Map()
  }

  /** Asks, and holds every cell against the specification at the offsets that the answer states. */
  async ask(batch: QuestionBatch, settled = false): Promise<void> {
    const probes = batch.questions.map(
      (question, i): Probe => ({ ...question, probeId: BigInt(i), askedVersion: null }),
    )
    const answers = await this.store.read(probes)
    for (const [i, probe] of probes.entries()) {
      const target = this.#case.targets.find(each => targetName(each) === probe.target)!
      for (const column of targetColumns(target)) this.#check(target, column, probe, answers[i]!, settled)
    }
  }

  #check(target: Target, column: TargetColumn, probe: Probe, answer: Answer, settled: boolean): void {
    const given = { value: answer.values[column.column]!, state: answer.states![column.column]! }
    const { feature, definitions } = column
    if (feature.kind === 'on-demand') {
      const prefix = target.kind === 'service' && definitions !== null ? `${definitions.name}__` : ''
      const value = evaluateExpression(feature.expression, {
        field: () => null,
        feature: name => answer.values[prefix + name.replace('.', '__')] ?? null,
        request: name => probe.request[name] ?? null,
      })
      expect(given).toEqual({ value, state: value === null ? 'null' : 'present' })
      return
    }
    const log = this.logOf(definitions!, feature.source.name)
    const offsets = answer.applied?.[feature.source.name] ?? {}
    const key = definitions!.entity.map(part => probe.key[part.name] ?? null)
    const knowledge = { kind: 'applied', offsets, greatest: log.greatestApplied(offsets) } as const
    const applied = log.evaluate(feature, key, { asOf: probe.asOf, knowledge, trained: false })
    const describe = () => ({ column: column.column, probe, given, applied, offsets })
    if (!equalsRecomputed(feature, given, applied)) expect.fail(text(describe()))
    this.tally.cells++
    if (applied.state !== 'not-found') this.tally.nonEmpty++
    if (log.smallestNotApplied(offsets) !== null) this.tally.behind++
    if (!settled || (log.lastArrival ?? probe.asOf) > probe.asOf) return
    const atT = { kind: 'at', k: probe.asOf } as const
    const known = log.evaluate(feature, key, { asOf: probe.asOf, knowledge: atT, trained: false })
    if (feature.refresh === null && !equalsRecomputed(feature, given, known)) {
      expect.fail(text({ ...describe(), known }))
    }
  }

  logOf(definitions: Definitions, source: string): SpecificationLog {
    const name = `${definitions.name} ${source}`
    const known = this.#logs.get(name)
    if (known !== undefined) return known
    const records = this.log.filter(record => record.source === source)
    const made = specificationLog(definitions, definitions.sources.get(source)!, records)
    this.#logs.set(name, made)
    return made
  }
}

function text(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value), 1)
}

/** Any legal move of a worker, crashes included. */
async function disturb({ store }: Rig, random: Random): Promise<void> {
  const partition = random.int(0, 3)
  const maxRecords = random.int(1, 6)
  await store.step(
    random.weighted([
      [6, { kind: 'apply', partition, maxRecords }],
      [2, { kind: 'apply-and-crash', partition, maxRecords, keys: random.int(0, 3) }],
      [2, { kind: 'commit', partition }],
      [1, { kind: 'restart' }],
    ] as const),
  )
}

/** Ingests, applies, crashes and asks in a random order, then settles and asks everything again. */
async function run(drawn: Drawn, random: Random, tally: Tally): Promise<void> {
  const rig = new Rig(drawn, tally)
  await rig.open()
  const waiting = mergeByArrival(drawn.records)
  while (waiting.length > 0) {
    await rig.ingest(waiting.splice(0, random.int(1, 5)))
    for (let moves = random.int(0, 6); moves > 0; moves--) await disturb(rig, random)
    if (drawn.batches.length > 0 && random.chance(0.5)) await rig.ask(random.pick(drawn.batches))
  }
  for (let moves = random.int(0, 12); moves > 0; moves--) await disturb(rig, random)
  for (const batch of drawn.batches) await rig.ask(batch)
  await rig.store.settle()
  for (const batch of drawn.batches) await rig.ask(batch, true)
  await rig.store.close()
}

test('under any interleaving, crash and redelivery an answer is what the specification gives at its offsets', async () => {
  const tally: Tally = { cells: 0, nonEmpty: 0, behind: 0 }
  await fc.assert(
    fc.asyncProperty(arbitraryCase({ facts: 40 }), fc.nat(), async (drawn, seed) => {
      await run(drawn, randomOf(seed), tally)
    }),
    { numRuns: Number(process.env.PLUMBLINE_RUNS ?? 300) },
  )
  expect(tally.nonEmpty / tally.cells).toBeGreaterThan(0.3)
  expect(tally.behind).toBeGreaterThan(1_000)
})
