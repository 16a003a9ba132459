import { expect, test } from 'vitest'
import { features, source } from '../features/builder/index.ts'
import { definitionsOrThrow } from '../features/resolve-definitions.ts'
import { between, oneOf } from '../generators/draw.ts'
import { exponential, upTo } from '../generators/lateness.ts'
import { tied } from '../generators/times.ts'
import { planRun } from './run-plan.ts'
import { scenario } from './scenario.ts'

const payments = source('payments', {
  key: { account: 'payer' },
  fields: { payer: 'string', amount: 'float' },
})
const fraud = features('fraud', 3, {
  spend_10m: payments.sum(p => p.amount).over('10m'),
  hourly: payments.count({ refresh: { every: '5m' } }).over('1h'),
})

const tiedUp = scenario('tied up', {
  features: fraud,
  stream: {
    count: between(20, 40),
    times: tied('1h', 6),
    late: oneOf(exponential('1m', { share: 0.5 }), upTo('1h', { share: 0.5 })),
    nulls: { amount: between(0.1, 0.5) },
  },
  probe: { count: between(20, 30), at: { arrivals: 1 }, repeated: 0.5, past: 0.25 },
  mustHappen: {},
})

test('a seed makes one plan, whatever else was planned; another seed another', () => {
  const plain = ({ options, records, agenda, quiet }: ReturnType<typeof planRun>) => ({
    options,
    records,
    agenda,
    quiet,
  })
  const first = plain(planRun(tiedUp, 7))
  planRun(tiedUp, 8)
  expect(plain(planRun(tiedUp, 7))).toEqual(first)
  expect(plain(planRun(tiedUp, 8))).not.toEqual(first)
})

test('every option that is left to the seed is drawn, within its bounds, and is plain data', () => {
  const counts = new Set<number>()
  const kinds = new Set<string>()
  for (let seed = 0; seed < 60; seed++) {
    const { options } = planRun(tiedUp, seed)
    const stream = options.streams.payments!
    counts.add(stream.count)
    kinds.add(stream.late!.kind)
    expect((stream.nulls as Record<string, number>).amount).toBeGreaterThanOrEqual(0.1)
    expect((stream.nulls as Record<string, number>).amount).toBeLessThanOrEqual(0.5)
    expect(JSON.parse(JSON.stringify(options))).toEqual(options)
  }
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(20)
  expect(Math.max(...counts)).toBeLessThanOrEqual(40)
  expect(counts.size).toBeGreaterThan(10)
  expect(kinds).toEqual(new Set(['exponential', 'uniform']))
})

test('the agenda keeps the order of arrival, and asks before, between and after appends of one instant', () => {
  const places = new Set<string>()
  for (let seed = 0; seed < 40; seed++) {
    const { agenda, records, end } = planRun(tiedUp, seed)
    const appended = agenda.flatMap(item => (item.kind === 'append' ? item.records : []))
    expect(appended).toEqual(records.get('payments'))
    expect(agenda.every((item, i) => i === 0 || item.at >= agenda[i - 1]!.at)).toBe(true)
    expect(agenda.at(-1)!.at).toBe(end)
    for (const [i, item] of agenda.entries()) {
      if (item.kind !== 'ask') continue
      const before = agenda.slice(0, i).some(other => other.kind === 'append' && other.at === item.at)
      const after = agenda.slice(i).some(other => other.kind === 'append' && other.at === item.at)
      places.add(`${before ? 'after' : ''}${after ? 'before' : ''}`)
      if (item.again) expect(agenda[i - 1]).toEqual({ ...item, again: false })
    }
  }
  expect(places).toEqual(new Set(['after', 'before', 'afterbefore']))
})

test('the quiet comes at the end or later, and a fact moves the log of scheduled features on before it', () => {
  for (let seed = 0; seed < 20; seed++) {
    const { quiet, end } = planRun(tiedUp, seed)
    expect(quiet.length).toBeGreaterThan(4)
    for (const [i, item] of quiet.entries()) {
      expect(item.at).toBeGreaterThanOrEqual(end)
      if (item.kind !== 'ask') continue
      expect(item.batch.questions.every(question => question.asOf === item.at)).toBe(true)
      expect(quiet.slice(0, i).some(other => other.kind === 'append' && other.at === item.at)).toBe(true)
    }
  }
})

test('a regression plays its very records and questions, and nothing else', () => {
  const record = {
    source: 'payments',
    id: 'e1',
    eventTime: 5,
    arrivalTime: 5,
    op: 'upsert',
    revision: 0,
    fields: { payer: 'a', amount: 1 },
  } as const
  const question = { target: 'fraud', key: { account: 'a' }, asOf: 6, request: {} }
  const made = scenario('refund at midnight', {
    features: definitionsOrThrow(fraud.document),
    records: [record],
    questions: [{ askedAt: 6, questions: [question] }],
    mustHappen: { cellsCompared: 2 },
  })
  const { agenda, quiet } = planRun(made, 1)
  expect(agenda).toEqual([
    { kind: 'append', at: 5, records: [record] },
    { kind: 'ask', at: 6, batch: { askedAt: 6, questions: [question] }, again: false },
  ])
  expect(quiet).toEqual([])
})
