import { describe, expect, test } from 'vitest'
import { features, onDemand, service, source } from '../../features/builder/index.ts'
import type { StoredFeature } from '../../features/definitions.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { exponential } from '../../generators/lateness.ts'
import { random } from '../../scenarios/interleaving.ts'
import { scenario } from '../../scenarios/scenario.ts'
import { historyHash } from '../history/history-hash.ts'
import { specificationLog } from '../oracle/specification/specification-log.ts'
import type { Answer, Probe, Store } from '../store.ts'
import { type DriveOutcome, drive } from './drive.ts'
import { checkMustHappen } from './must-happen.ts'
import { PlainStore } from './testing/plain-store.ts'

const payments = source('payments', {
  key: { account: 'payer' },
  fields: { payer: 'string', amount: 'float', units: 'int', settled: 'bool' },
})
const fraud = features('fraud', 3, {
  spend_10m: payments
    .where(p => p.settled)
    .sum(p => p.amount)
    .over('10m'),
  units_ever: payments
    .sum(p => p.units, { nulls: 'zero', allowedLateness: '2m' })
    .unbounded({ closed: 'right' }),
  attempts_10m: payments.count().over('10m', { slide: '1m' }),
}).with({ twice: onDemand({}, (_, f) => f.attempts_10m.mul(2)) })

const definedSource = fraud.definitions.sources.get('payments')!

const busy = scenario('busy', {
  features: fraud,
  stream: {
    count: 60,
    late: exponential('1m', { share: 0.6 }),
    nulls: 0.1,
    edges: 0.3,
    corrections: { share: 0.2, each: 2, after: '5m', outOfOrder: 0.3 },
    retractions: { share: 0.2, after: '5m', early: 0.3, revived: 0.3 },
    duplicates: { share: 0.2, after: '5m', conflicting: 0.3 },
    rejects: { share: 0.2 },
  },
  probe: { count: 30, repeated: 0.3, past: 0.2 },
  interleaving: random(),
  mustHappen: { corrections: 3, restarts: 5, cellsCompared: 90 },
})

/** Cells whose value is not what the records appended before the question give by the specification. */
function wrongCells({ history, moves }: DriveOutcome): string[] {
  const log = history.events.get('payments')!
  const rows = new Map(history.tables[0]!.served.map(row => [row.probeId, row]))
  const wrong: string[] = []
  let appended = 0
  for (const move of moves) {
    if (move.kind === 'append') appended += move.count
    if (move.kind !== 'read') continue
    const known = specificationLog(fraud.definitions, definedSource, log.slice(0, appended))
    for (let id = move.from; id <= move.to; id++) {
      const { key, asOf, cells } = rows.get(id)!
      for (const [column, { value }] of Object.entries(cells)) {
        const feature = fraud.definitions.features.get(column) as StoredFeature
        const point = { asOf, knowledge: { kind: 'at', k: Number.MAX_SAFE_INTEGER }, trained: false } as const
        const expected = known.evaluate(feature, key, point).value
        const near = Math.abs(Number(value) - Number(expected)) < 1e-6 && typeof value === typeof expected
        if (!near) wrong.push(`${id} ${column}: ${value}, not ${expected}`)
      }
    }
  }
  return wrong
}

test('a store of one’s own that is right is found right, cell by cell, by the specification', async () => {
  for (let seed = 0; seed < 10; seed++)
    expect(wrongCells(await drive(busy, seed, new PlainStore()))).toEqual([])
})

test('the same seed gives the same History to a store that answers alike, another seed another', async () => {
  const hash = async (seed: number) => historyHash((await drive(busy, seed, new PlainStore())).history)
  expect(await hash(3)).toBe(await hash(3))
  expect(await hash(3)).not.toBe(await hash(4))
})

test('what was counted is what happened', async () => {
  const { history, happened, options, notRun, quietFrom, moves } = await drive(busy, 1, new PlainStore())
  const rows = history.tables.flatMap(({ served }) => served)
  const events = history.events.get('payments')!
  expect(happened.probes).toBe(rows.length)
  expect(happened.events).toBe(events.length)
  expect(happened.repeatedReads).toBeGreaterThan(0)
  expect(happened.pastReads).toBe(rows.filter(row => row.asOf < row.answeredAt).length)
  expect(happened.pastReads).toBeGreaterThan(0)
  for (const name of [
    'late',
    'nullInputs',
    'duplicates',
    'conflicts',
    'corrections',
    'retractions',
    'earlyDeletes',
    'revivals',
    'rejected',
    'onEdge',
  ] as const) {
    expect(happened[name], name).toBeGreaterThan(0)
  }
  expect(happened.cellsCompared).toBe(0)
  expect(history.page).toMatchObject({
    scenario: 'busy',
    seed: 1,
    store: { name: 'plain', stack: 'in memory' },
  })
  expect(history.page.options).toEqual(JSON.parse(JSON.stringify(options)))
  expect(history.page.training.cut).toBe(Math.max(...events.map(event => event.arrivalTime)))
  expect(events.map(event => event.position)).toEqual(events.map((_, i) => i))
  const end = Math.max(...moves.filter(move => move.kind === 'append').map(move => move.at))
  for (const row of rows)
    if ((row.probeId as bigint) >= quietFrom) expect(row.asOf).toBeGreaterThanOrEqual(end)
  expect(notRun.map(({ what, reason }) => `${what}: ${reason}`)).toEqual([
    'columns twice of fraud: the store has no on-demand features',
    'the interleaving of worker and probes: the store lets nobody schedule its steps',
    'training sets: the store has no train()',
  ])
  const missing = checkMustHappen(busy, happened, notRun)
  // Of 90, as many as two columns of three are held to.
  expect(missing).toEqual([{ happening: 'cellsCompared', wanted: 60, happened: 0 }])
})

test('reading twice at once is asking the same', async () => {
  const { history, moves } = await drive(busy, 2, new PlainStore())
  const rows = new Map(history.tables[0]!.served.map(row => [row.probeId, row]))
  const reads = moves.filter(move => move.kind === 'read')
  let repeated = 0
  for (const [i, read] of reads.entries()) {
    const before = reads[i - 1]
    if (before === undefined || moves.indexOf(read) !== moves.indexOf(before) + 1 || read.at !== before.at)
      continue
    const again = rows.get(read.from)!
    const first = rows.get(before.from)!
    if (again.asOf !== first.asOf || String(again.key) !== String(first.key)) continue
    expect(again.cells).toEqual(first.cells)
    repeated++
  }
  expect(repeated).toBeGreaterThan(2)
})

test('all stores see the same events and questions, whatever they can do', async () => {
  class Lame extends PlainStore {
    override readonly capabilities = {
      ...new PlainStore().capabilities,
      aggregates: ['count'] as const,
      states: true,
    }
  }
  const seen = async (store: Store) => {
    const { history } = await drive(busy, 5, store)
    return {
      events: history.events,
      asked: history.tables[0]!.served.map(({ key, asOf, probeId }) => ({ key, asOf, probeId })),
    }
  }
  expect(await seen(new Lame())).toEqual(await seen(new PlainStore()))
})

describe('a store that fails', () => {
  class Broken extends PlainStore {
    readonly #answer: (answers: Answer[]) => unknown
    constructor(answer: (answers: Answer[]) => unknown) {
      super()
      this.#answer = answer
    }
    override read(probes: readonly Probe[]): Answer[] {
      return this.#answer(super.read(probes)) as Answer[]
    }
  }
  const failure = async (store: Store, options = {}): Promise<PlumblineError> => {
    try {
      await drive(busy, 1, store, options)
    } catch (error) {
      if (error instanceof PlumblineError) return error
      throw error
    }
    throw new Error('it did not fail')
  }

  test('and answers less than asked leaves cells of state error, never none', async () => {
    for (const answer of [
      (all: Answer[]) => all.slice(1),
      () => [],
      (all: Answer[]) => all.map(() => null),
      (all: Answer[]) => all.map(() => ({ values: {} })),
    ]) {
      const { history } = await drive(busy, 1, new Broken(answer))
      const cells = history.tables.flatMap(({ served }) => served.flatMap(row => Object.values(row.cells)))
      expect(cells.length).toBeGreaterThan(90)
      expect(cells.some(cell => cell.state === 'error' && cell.value === null)).toBe(true)
    }
  })

  test('is told by the call that failed', async () => {
    const thrown = await failure(
      new Broken(() => {
        throw new Error('connection lost')
      }),
    )
    expect(thrown.code).toBe('store-failed')
    expect(thrown.message).toMatch(/^the store plain failed in read of \d probes: connection lost$/)
    const slow = await failure(new Broken(() => new Promise(() => undefined)), { callTimeoutMs: 20 })
    expect(slow.message).toMatch(/no answer within 20 ms$/)
  })

  test('and serves values of another type, or more of them, is refused by name', async () => {
    const wrong = (value: unknown) => (all: Answer[]) =>
      all.map(() => ({ values: { spend_10m: value, units_ever: 1n, attempts_10m: 1n } }))
    expect((await failure(new Broken(wrong('1')))).message).toBe(
      'the store plain gave spend_10m as the string 1, but it is float: give it without loss',
    )
    expect((await failure(new Broken(all => [...all, ...all]))).code).toBe('bad-store')
    expect((await failure(new Broken(() => 'none'))).code).toBe('bad-store')
    expect((await failure(new Broken(all => all.map(() => ({}))))).code).toBe('bad-store')
    // A whole number is an int without loss.
    await drive(
      busy,
      1,
      new Broken(all => all.map(() => ({ values: { spend_10m: 1, units_ever: 5, attempts_10m: 2 } }))),
    )
  })

  test('is closed all the same, and an interrupted run says that it was', async () => {
    const closed: string[] = []
    class Closing extends Broken {
      close(): void {
        closed.push('closed')
      }
    }
    const stop = new AbortController()
    const store = new Closing(all => {
      stop.abort()
      return all
    })
    expect((await failure(store, { signal: stop.signal })).code).toBe('interrupted')
    expect(closed).toEqual(['closed'])
  })
})

test('what a store cannot do is listed, and on-demand features that need it with it', async () => {
  const daily = features('daily', 1, {
    newest: payments.latest(p => p.amount, { ttl: '1m' }),
    spend: payments.sum(p => p.amount, { refresh: { every: '5m' } }).over('10m'),
  })
    .with({ rest: onDemand({}, (_, f) => f.spend.neg()) })
    .with({ more: onDemand({}, (_, f) => f.rest.neg()) })
  const all = scenario('all', {
    ...{ features: [daily, fraud] },
    services: [service('checkout', [daily, fraud])],
    stream: { count: 20 },
    mustHappen: { expired: 1, cellsCompared: 1 },
  })
  class Plainer extends PlainStore {
    override readonly capabilities = { ...new PlainStore().capabilities, onDemand: true, asOfReads: false }
  }
  const { notRun, history, happened } = await drive(all, 1, new Plainer())
  expect(notRun.map(({ what, reason }) => `${what}: ${reason}`)).toEqual([
    'the service checkout: the store serves no services',
    'columns newest of daily: the store has no latest',
    'columns spend of daily: the store has no scheduled features',
    'columns rest of daily: it reads spend, which the store lacks',
    'columns more of daily: it reads rest, which the store lacks',
    'training sets: the store has no train()',
    'questions about the past: the store answers for now only',
  ])
  expect(history.tables.map(({ target }) => target.kind)).toEqual(['document', 'document'])
  expect(checkMustHappen(all, happened, notRun).map(({ happening }) => happening)).toEqual(['cellsCompared'])
})

// Catches a misspelt column whose values nobody compares, and nobody hears of.
test('a column that a store answers and the definitions lack is listed, with what was meant', async () => {
  class Talkative extends PlainStore {
    override read(probes: readonly Probe[]): Answer[] {
      return super.read(probes).map(({ values }) => ({ values: { ...values, spend_1m: 1, bogus: 'x' } }))
    }
  }
  const { notRun } = await drive(busy, 1, new Talkative())
  expect(notRun.map(({ what, reason }) => `${what}: ${reason}`)).toContainEqual(
    'columns bogus, spend_1m (did you mean spend_10m?) of fraud: the store answers them and the definitions lack them',
  )
})
