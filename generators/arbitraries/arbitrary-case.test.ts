import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aggregateKinds } from '../../features/definitions.ts'
import { targetName } from '../../features/target.ts'
import { storedFeatures } from '../boundaries.ts'
import { randomOf } from '../random.ts'
import { randomCase } from '../random-case.ts'
import { arbitraryCase } from './arbitrary-case.ts'
import { arbitraryDefinitions, arbitraryDocument } from './arbitrary-definitions.ts'
import { arbitraryLog, arbitraryStream } from './arbitrary-log.ts'

test('random documents are legal, and every pair of a kind and another property comes up often', () => {
  const pairs = new Map<string, number>()
  fc.assert(
    fc.property(arbitraryDefinitions(), definitions => {
      for (const { aggregate, window, nulls, allowedLateness, refresh } of storedFeatures([definitions])) {
        const slide = window.length === null ? 'unbounded' : window.slide === null ? 'exact' : 'slide'
        const rest = {
          closed: window.closed,
          slide,
          nulls,
          late: allowedLateness === null ? 'any' : 'limited',
          refresh: refresh === null ? 'none' : 'scheduled',
        }
        const entries = [['kind', aggregate.kind], ...Object.entries(rest)].map(
          ([name, value]) => `${name}=${value}`,
        )
        for (const [i, a] of entries.entries())
          for (const b of entries.slice(i + 1)) pairs.set(`${a} ${b}`, (pairs.get(`${a} ${b}`) ?? 0) + 1)
      }
    }),
    { numRuns: 500 },
  )
  expect(Math.min(...pairs.values())).toBeGreaterThan(5)
  for (const kind of aggregateKinds) {
    for (const other of [
      'closed=left',
      'closed=right',
      'slide=exact',
      'slide=slide',
      'slide=unbounded',
      'late=any',
      'late=limited',
      'refresh=none',
      'refresh=scheduled',
    ]) {
      expect(pairs.get(`kind=${kind} ${other}`) ?? 0, `${kind} ${other}`).toBeGreaterThan(5)
    }
  }
})

test('a document shrinks to its smallest failing feature', () => {
  const latest = (document: unknown) => JSON.stringify(document).includes('"latest"')
  const found = fc.check(
    fc.property(arbitraryDocument({ features: 8 }), document => !latest(document)),
    { seed: 2, numRuns: 100 },
  )
  const [small] = found.counterexample!
  expect(Object.keys(small.features as object)).toHaveLength(1)
})

test('a case asks its own targets about its own records, in order', () => {
  fc.assert(
    fc.property(arbitraryCase(), ({ targets, batches, records, definitions }) => {
      const names = new Set(targets.map(targetName))
      for (const { askedAt, questions } of batches) {
        expect(new Set(questions.map(question => `${question.target} ${question.asOf}`)).size).toBe(1)
        expect(questions.every(question => names.has(question.target) && question.asOf <= askedAt)).toBe(true)
      }
      expect(batches.flatMap(batch => batch.questions)).toHaveLength(12)
      expect(batches.every((batch, i) => i === 0 || batch.askedAt >= batches[i - 1]!.askedAt)).toBe(true)
      expect([...records.keys()].sort()).toEqual(definitions.flatMap(each => [...each.sources.keys()]).sort())
    }),
    { numRuns: 100 },
  )
})

test('a failing case shrinks to what makes it fail: one record, one feature', () => {
  const holdsNull = (label: unknown) => label === null
  const found = fc.check(
    fc.property(arbitraryCase({ services: 0 }), ({ records }) =>
      [...records.values()].flat().every(record => !holdsNull(record.fields.label) || record.op === 'delete'),
    ),
    { seed: 1, numRuns: 200 },
  )
  expect(found.failed).toBe(true)
  const [small] = found.counterexample!
  expect([...small.records.values()].flat()).toHaveLength(1)
  expect(small.batches).toHaveLength(0)
  expect(Object.keys(small.documents[0]!.features as object)).toHaveLength(1)
})

test('the same seed gives the same case', () => {
  for (const seed of [1, 2, 3]) {
    const plain = ({ records, batches, documents }: ReturnType<typeof randomCase>) => ({
      records,
      batches,
      documents,
    })
    expect(plain(randomCase({}, randomOf(seed)))).toEqual(plain(randomCase({}, randomOf(seed))))
  }
})

test('logs and streams are arbitraries too', () => {
  fc.assert(
    fc.property(
      arbitraryDefinitions({ features: 2 }).chain(definitions => {
        const source = [...definitions.sources.values()][0]!
        return fc.record({
          source: fc.constant(source),
          log: arbitraryLog(definitions, source, { facts: 10 }),
          stream: arbitraryStream(),
        })
      }),
      ({ source, log, stream }) => {
        expect(stream.count).toBeGreaterThan(0)
        expect(log.length).toBeGreaterThan(0)
        expect(log.every(record => record.source === source.name)).toBe(true)
      },
    ),
    { numRuns: 50 },
  )
})
