import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Definitions, StoredFeature } from '../features/definitions.ts'
import type { LogRecord, PlacedRecord } from '../features/log-record.ts'
import { type Target, type TargetColumn, targetColumns, targetName } from '../features/target.ts'
import { arbitraryCase } from '../generators/arbitraries/arbitrary-case.ts'
import { mergeByArrival } from '../generators/generate-events.ts'
import type { QuestionBatch } from '../generators/question.ts'
import { type Random, randomOf } from '../generators/random.ts'
import { type RandomCase, randomCase, resolveCase } from '../generators/random-case.ts'
import { equalsRecomputed } from '../harness/diff/equal.ts'
import { exactly, type Matching, sameValue } from '../harness/diff/same-value.ts'
import { evaluateExpression } from '../harness/oracle/specification/evaluate-expression.ts'
import { type SpecificationLog, specificationLog } from '../harness/oracle/specification/specification-log.ts'
import type { Answer, Probe } from '../harness/store.ts'
import SimulatedReferenceStore from './adapter.ts'
import BoundaryFlipped from './broken/boundary-flipped.fixture.ts'
import CorrectionIgnored from './broken/correction-ignored.fixture.ts'
import DoubleCountAfterRestart from './broken/double-count-after-restart.fixture.ts'
import Float32Values from './broken/float32-values.fixture.ts'
import LateDropped from './broken/late-dropped.fixture.ts'
import NeverEvicted from './broken/never-evicted.fixture.ts'
import NullsAsZero from './broken/nulls-as-zero.fixture.ts'
import type { ReferenceStore } from './reference-store.ts'

type Drawn = Pick<RandomCase, 'definitions' | 'service' | 'targets' | 'records' | 'batches'>

/** The store computes `ln` and its like as the arbiter does, but nobody promises their last digit; semantics § 8. */
const nearly: Matching = {
  ...exactly,
  floats: (a, b) => a === b || Math.abs(a - b) <= 2 ** -48 * Math.max(Math.abs(a), Math.abs(b)),
}

/** What a run has compared, so that a test can see that it compared something. */
interface Tally {
  cells: number
  nonEmpty: number
  behind: number
  /** Differences of a store that is known to be broken, by aggregate kind; null: any difference fails the test. */
  readonly wrong: Map<string, number> | null
}

function tallying(wrong: Tally['wrong'] = null): Tally {
  return { cells: 0, nonEmpty: 0, behind: 0, wrong }
}

/** A store under test beside everything that was given to it. */
class Rig {
  readonly store: ReferenceStore
  readonly log: PlacedRecord[] = []
  readonly tally: Tally
  readonly #case: Drawn
  #logs = new Map<string, SpecificationLog>()

  constructor(drawn: Drawn, tally: Tally, store: ReferenceStore = new SimulatedReferenceStore()) {
    this.store = store
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
      expect(given.state).toBe(value === null ? 'null' : 'present')
      if (!sameValue(given.value, value, nearly)) expect(given.value).toEqual(value)
      return
    }
    const log = this.logOf(definitions!, feature.source.name)
    const offsets = answer.applied?.[feature.source.name] ?? {}
    const key = definitions!.entity.map(part => probe.key[part.name] ?? null)
    const knowledge = { kind: 'applied', offsets, greatest: log.greatestApplied(offsets) } as const
    const applied = log.evaluate(feature, key, { asOf: probe.asOf, knowledge, trained: false })
    const describe = () => ({ column: column.column, probe, given, applied, offsets })
    if (!equalsRecomputed(feature, given, applied)) this.#differs(feature, describe())
    this.tally.cells++
    if (applied.state !== 'not-found') this.tally.nonEmpty++
    if (log.smallestNotApplied(offsets) !== null) this.tally.behind++
    if (!settled || (log.lastArrival ?? probe.asOf) > probe.asOf) return
    const atT = { kind: 'at', k: probe.asOf } as const
    const known = log.evaluate(feature, key, { asOf: probe.asOf, knowledge: atT, trained: false })
    if (feature.refresh === null && !equalsRecomputed(feature, given, known)) {
      this.#differs(feature, { ...describe(), known })
    }
  }

  #differs(feature: StoredFeature, details: unknown): void {
    const { wrong } = this.tally
    if (wrong === null) expect.fail(text(details))
    const { kind } = feature.aggregate
    wrong.set(kind, (wrong.get(kind) ?? 0) + 1)
  }

  /** Trains on everything asked, and holds every stored value against the specification, as trained. */
  async train(cut: number): Promise<void> {
    const probes = this.#case.batches.flatMap(batch =>
      batch.questions.map((question, i): Probe => ({ ...question, probeId: BigInt(i), askedVersion: null })),
    )
    const rows = await this.store.train(probes, cut)
    for (const [i, probe] of probes.entries()) {
      const target = this.#case.targets.find(each => targetName(each) === probe.target)!
      for (const { column, feature, definitions } of targetColumns(target)) {
        const value = rows[i]!.values[column]!
        if (feature.kind === 'on-demand') {
          expect(value).not.toBe(undefined)
          continue
        }
        const log = this.logOf(definitions!, feature.source.name)
        const key = definitions!.entity.map(part => probe.key[part.name] ?? null)
        const knowledge = { kind: 'at', k: Math.max(cut, probe.asOf) } as const
        const trained = log.evaluate(feature, key, { asOf: probe.asOf, knowledge, trained: true })
        if (!equalsRecomputed(feature, { value, state: null }, trained)) {
          this.#differs(feature, { column, probe, cut, value, trained })
        }
        this.tally.cells++
        if (trained.state !== 'not-found') this.tally.nonEmpty++
      }
    }
  }

  /** Once everything is applied, every record that the specification rejects has been counted, once, by its reason. */
  async checkRejects(): Promise<void> {
    const counted = (await this.store.rejects()).map(({ document, source, reason, count }) => {
      return `${document.split('@')[0]} ${source} ${reason} ${count}`
    })
    const expected = this.#case.definitions.flatMap(definitions =>
      [...definitions.sources.keys()].flatMap(source => {
        const { rejects } = this.logOf(definitions, source).accepted
        return [...rejects].map(([reason, count]) => `${definitions.name} ${source} ${reason} ${count}`)
      }),
    )
    expect(counted.sort()).toEqual(expected.sort())
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

/**
 * The records in the order of their arrival; now and then nearby ones change places, so that α falls along a
 * partition. Not where an id stands under two keys: which of them came first is then judged across partitions, and
 * a producer's clock that runs backwards between two of them leaves no order that both sides know.
 */
function jumble({ records, definitions }: Drawn, random: Random): LogRecord[] {
  const ordered = mergeByArrival(records)
  if (random.chance(0.5) || !oneKeyPerId(ordered, definitions)) return ordered
  const size = random.int(2, 6)
  return ordered.flatMap((_, i) => (i % size === 0 ? random.shuffled(ordered.slice(i, i + size)) : []))
}

function oneKeyPerId(records: readonly LogRecord[], definitions: readonly Definitions[]): boolean {
  const keys = new Map<string, string>()
  return records.every(({ source, id, fields }) => {
    const views = definitions.flatMap(each => each.sources.get(source) ?? [])
    const slot = `${source} ${typeof id} ${id}`
    const key = text(views.map(view => view.keyFields.map(field => fields[field])))
    if (!keys.has(slot)) keys.set(slot, key)
    return keys.get(slot) === key
  })
}

/** Any legal move of a worker, crashes included. */
async function disturb({ store }: Rig, random: Random, recordsMax = 6): Promise<void> {
  const partition = random.int(0, 3)
  const maxRecords = random.int(1, recordsMax)
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
async function run(drawn: Drawn, random: Random, tally: Tally, store?: ReferenceStore): Promise<void> {
  const rig = new Rig(drawn, tally, store)
  await rig.open()
  const waiting = jumble(drawn, random)
  while (waiting.length > 0) {
    await rig.ingest(waiting.splice(0, random.int(1, 5)))
    for (let moves = random.int(0, 6); moves > 0; moves--) await disturb(rig, random)
    if (drawn.batches.length > 0 && random.chance(0.5)) await rig.ask(random.pick(drawn.batches))
  }
  for (let moves = random.int(0, 12); moves > 0; moves--) await disturb(rig, random)
  for (const batch of drawn.batches) await rig.ask(batch)
  await rig.store.settle()
  for (const batch of drawn.batches) await rig.ask(batch, true)
  if (tally.wrong === null) await rig.checkRejects()
  await rig.store.close()
}

test('under any interleaving, crash and redelivery an answer is what the specification gives at its offsets', async () => {
  const tally = tallying()
  await fc.assert(
    fc.asyncProperty(arbitraryCase({ facts: 40 }), fc.nat(), async (drawn, seed) => {
      await run(drawn, randomOf(seed), tally)
    }),
    { numRuns: Number(process.env.PLUMBLINE_RUNS ?? 300) },
  )
  expect(tally.nonEmpty / tally.cells).toBeGreaterThan(0.3)
  expect(tally.behind).toBeGreaterThan(1_000)
})

const second = 1_000_000

/** Documents that see one source differently: by another key, with other fields, hence with other rejects. */
const shared = resolveCase(
  [
    {
      schema: 'plumbline.definitions/1',
      name: 'accounts',
      version: 1,
      entity: { account: 'string' },
      sources: { payments: { key: { account: 'payer' }, fields: { payer: 'string', amount: 'float' } } },
      features: {
        spend: {
          source: 'payments',
          aggregate: { kind: 'sum', of: { field: 'amount' } },
          window: { length: '8s' },
        },
        hourly: {
          source: 'payments',
          aggregate: { kind: 'count' },
          refresh: { every: '2s', delay: '1s' },
        },
      },
    },
    {
      schema: 'plumbline.definitions/1',
      name: 'shops',
      version: 2,
      entity: { shop: 'string' },
      sources: { payments: { key: { shop: 'merchant' }, fields: { merchant: 'string', units: 'int' } } },
      features: {
        units: { source: 'payments', aggregate: { kind: 'sum', of: { field: 'units' } } },
        newest: {
          source: 'payments',
          aggregate: { kind: 'lastN', of: { field: 'units' }, n: 3 },
          window: { length: '70s', closed: 'right' },
          allowedLateness: '2s',
        },
        daily: {
          source: 'payments',
          aggregate: { kind: 'max', of: { field: 'units' } },
          window: { length: '20s' },
          refresh: { every: '3s' },
        },
      },
    },
    {
      schema: 'plumbline.definitions/1',
      name: 'pairs',
      version: 2,
      entity: { account: 'string', shop: 'string' },
      sources: {
        payments: {
          key: { account: 'payer', shop: 'merchant' },
          fields: { payer: 'string', merchant: 'string', amount: 'float' },
        },
      },
      features: {
        payments: {
          source: 'payments',
          aggregate: { kind: 'count' },
          window: { length: '30s', closed: 'right' },
        },
      },
    },
  ],
  {
    schema: 'plumbline.service/1',
    name: 'checkout',
    uses: ['accounts@1', 'shops@2', 'pairs@2'],
    onDemand: {
      share: { onDemand: { call: 'div', args: [{ feature: 'accounts.spend' }, { feature: 'shops.units' }] } },
    },
  },
)

const sharedRecord = fc.record({
  id: fc.constantFrom('e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7', 'e8'),
  eventTime: fc.integer({ min: -5 * second, max: 20 * second }),
  wait: fc.constantFrom(0, 1, second / 2, 2 * second),
  op: fc.constantFrom('upsert', 'upsert', 'upsert', 'delete'),
  revision: fc.nat(3),
  payer: fc.constantFrom('a', 'a', 'b', 'c', null),
  merchant: fc.constantFrom('x', 'x', 'y', 'z', null),
  amount: fc.constantFrom(1, 2.5, -3, null, Number.NaN),
  units: fc.constantFrom(1n, 7n, -2n, null, 'many'),
})

function sharedLog(
  drawn: readonly (typeof sharedRecord extends fc.Arbitrary<infer T> ? T : never)[],
): LogRecord[] {
  let arrivalTime = 0
  return drawn.map(({ id, eventTime, wait, op, revision, ...fields }) => {
    arrivalTime += wait
    return { source: 'payments', id, eventTime, arrivalTime, op, revision, fields }
  })
}

function everyKey(asOf: number): QuestionBatch {
  const questions = ['a', 'b', 'c', null].flatMap(account => {
    return ['x', 'y', 'z'].map(shop => ({ target: 'checkout', key: { account, shop }, asOf, request: {} }))
  })
  return { askedAt: asOf, questions }
}

test('busy buckets, whose parts fill up and whose tiles are folded again, are served as the specification says', async () => {
  const tally = tallying()
  await fc.assert(
    fc.asyncProperty(
      arbitraryCase({ facts: 800, questions: 10, services: 0 }),
      fc.nat(),
      async (drawn, seed) => {
        const random = randomOf(seed)
        const rig = new Rig(drawn, tally)
        await rig.open()
        const waiting = mergeByArrival(drawn.records)
        while (waiting.length > 0) {
          await rig.ingest(waiting.splice(0, random.int(100, 400)))
          for (let moves = random.int(0, 6); moves > 0; moves--) await disturb(rig, random, 200)
        }
        for (const batch of drawn.batches) await rig.ask(batch)
        await rig.store.settle()
        for (const batch of drawn.batches) await rig.ask(batch, true)
      },
    ),
    { numRuns: Number(process.env.PLUMBLINE_RUNS ?? 25) },
  )
  expect(tally.nonEmpty / tally.cells).toBeGreaterThan(0.3)
})

test('documents that see one source differently are each served as the specification says, and at one position', async () => {
  const tally = tallying()
  const log = fc.array(sharedRecord, { minLength: 1, maxLength: 30 }).map(sharedLog)
  const instants = fc.array(fc.integer({ min: -second, max: 40 * second }), { minLength: 1, maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(log, instants, fc.nat(), async (records, asOfs, seed) => {
      const drawn = { ...shared, records: new Map([['payments', records]]), batches: asOfs.map(everyKey) }
      await run(drawn, randomOf(seed), tally)
    }),
    { numRuns: Number(process.env.PLUMBLINE_RUNS ?? 150) },
  )
  expect(tally.nonEmpty / tally.cells).toBeGreaterThan(0.1)
  expect(tally.behind).toBeGreaterThan(1_000)
})

test('its training sets are what the specification gives as trained, whatever the worker has applied', async () => {
  const tally = tallying()
  await fc.assert(
    fc.asyncProperty(arbitraryCase({ facts: 30 }), fc.nat(), async (drawn, seed) => {
      const random = randomOf(seed)
      const rig = new Rig(drawn, tally)
      await rig.open()
      const ordered = mergeByArrival(drawn.records)
      const half = random.int(0, ordered.length)
      await rig.ingest(ordered.slice(0, half))
      await disturb(rig, random)
      if (random.chance(0.3)) await rig.train(random.pick(ordered)?.arrivalTime ?? 0)
      await rig.ingest(ordered.slice(half))
      await rig.train(ordered.at(-1)?.arrivalTime ?? 0)
      await rig.store.close()
    }),
    { numRuns: Number(process.env.PLUMBLINE_RUNS ?? 25) },
  )
  expect(tally.nonEmpty / tally.cells).toBeGreaterThan(0.3)
})

const brokenStores = {
  BoundaryFlipped,
  CorrectionIgnored,
  DoubleCountAfterRestart,
  Float32Values,
  LateDropped,
  NeverEvicted,
  NullsAsZero,
}

test.each(Object.entries(brokenStores))('the broken store %s answers wrongly', async (_, Broken) => {
  const tally = tallying(new Map())
  for (let seed = 0; seed < 60; seed++) {
    const random = randomOf(seed)
    await run(randomCase({ facts: 30 }, random.fork('case')), random, tally, new Broken())
  }
  expect([...tally.wrong!.values()].reduce((sum, each) => sum + each, 0)).toBeGreaterThan(20)
})
