import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reportFormats } from '../report-formats.ts'
import type { Result } from '../result.ts'
import { reportRuns } from '../testing/report-runs.ts'
import { mismatch } from '../testing/sample-result.ts'
import { redactResult } from './redact-result.ts'

const hash = (text: string) => `#${createHmac('sha256', 'a key').update(text).digest('hex').slice(0, 10)}`

function runWith(secret: string): Result {
  const run = reportRuns.failing as Result
  const text = JSON.stringify(secret)
  const sentence = `account ${text} at 2026-03-01T12:00:00Z: served ${text}; point-in-time gives null`
  return {
    ...run,
    sentences: [sentence],
    notes: [sentence],
    suppressions: [
      {
        feature: 'fraud.spend_24h',
        cause: 'stale',
        owner: secret,
        reason: `known by ${secret}`,
        expires: '2027-01-01T00:00:00Z',
        state: 'active',
      },
    ],
    mismatches: [mismatch({ account: secret, probe_id: secret, served: text, as_known: text })],
    cases: run.cases.map(each => ({ ...each, proof: sentence, expected: text, served: text })),
    pictures: [
      {
        folder: 'cases/1',
        target: 'fraud',
        feature: 'spend_24h',
        side: 'online',
        cause: 'x',
        key: `account ${text}`,
        asOf: '2026-03-01T12:00:00Z',
        window: null,
        events: [
          {
            id: secret,
            revision: '0',
            op: 'upsert',
            eventTime: '2026-03-01T12:00:00Z',
            arrivalTime: '2026-03-01T12:00:00Z',
            fields: `payer ${text}  amount 1`,
            counts: true,
          },
        ],
        eventsOf: 1,
        given: text,
        expected: text,
        steps: [{ at: '2026-03-01T12:00:00Z', value: text }],
        answers: [{ at: '2026-03-01T12:00:00Z', value: text }],
      },
    ],
  }
}

test('no text of a key or value is in any output, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 3, unit: 'grapheme' }), noise => {
      const secret = `sEcReT${noise}sEcReT`
      const redacted = redactResult(runWith(secret), hash)
      const outputs = [JSON.stringify(redacted), ...reportFormats.map(({ render }) => render(redacted))]
      for (const output of outputs) expect(output).not.toContain('sEcReT')
    }),
    { numRuns: 30 },
  )
})

test('the same key is the same hash wherever it stands, and a key of numbers is hashed too', () => {
  const redacted = redactResult(runWith('k28'), hash)
  expect(redacted.sentences[0]).toBe(
    `account ${hash('"k28"')} at 2026-03-01T12:00:00Z: served ${hash('"k28"')}; point-in-time gives null`,
  )
  expect(redacted.mismatches[0]?.account).toBe(hash('"k28"'))
  const numbers = runWith('k28')
  const said = 'account 17, region 3 at 2026-03-01T12:00:00Z: served 9.5, because event 41 lies on the head'
  const plain = redactResult({ ...numbers, sentences: [said], mismatches: [mismatch({ account: 17 })] }, hash)
  expect(plain.sentences[0]).toBe(
    `account ${hash('17')}, region ${hash('3')} at 2026-03-01T12:00:00Z: served 9.5, because event ${hash('"41"')} lies on the head`,
  )
  expect(plain.mismatches[0]?.account).toBe(hash('17'))
})

test('a whole number beyond 2⁵³ has one hash in sentences, pictures and mismatches, though one quotes it', () => {
  const large = '9007199254740993'
  const run = runWith('k28')
  const redacted = redactResult(
    {
      ...run,
      sentences: [`account ${large} at 2026-03-01T12:00:00Z: served 9.5; point-in-time gives null`],
      pictures: (run.pictures ?? []).map(each => ({ ...each, key: `account ${large}` })),
      mismatches: [mismatch({ account: large })],
    },
    hash,
  )
  expect(redacted.sentences[0]).toContain(`account ${hash(large)} at`)
  expect(redacted.pictures?.[0]?.key).toBe(`account ${hash(large)}`)
  expect(redacted.mismatches[0]?.account).toBe(hash(large))
})

test('a key of numbers is in no picture, and a bare key in no divergence of regions', () => {
  const run = runWith('k28')
  const redacted = redactResult(
    {
      ...run,
      pictures: (run.pictures ?? []).map(each => ({
        ...each,
        key: 'account "a, b 7", device 918273, vip true',
      })),
      regions: {
        names: ['a', 'b'],
        pairs: 1,
        lags: 0,
        diverged: 1,
        divergences: [
          {
            regions: ['a', 'b'],
            target: 'fraud',
            feature: 'spend_24h',
            key: 'sEcReT, 918273',
            values: ['1', '2'],
            as_of: '2026-03-01T12:00:00Z',
            wrong: ['a'],
          },
        ],
        converged: null,
        convergeWithin: 1,
      },
    },
    hash,
  )
  expect(redacted.pictures?.[0]?.key).toBe(
    `account ${hash('"a, b 7"')}, device ${hash('918273')}, vip ${hash('true')}`,
  )
  for (const output of [JSON.stringify(redacted), ...reportFormats.map(({ render }) => render(redacted))]) {
    expect(output).not.toContain('sEcReT')
    expect(output).not.toContain('918273')
  }
})

test('verdict, counts, names and instants stay as they are', () => {
  const run = runWith('k28')
  const redacted = redactResult(run, hash)
  expect(redacted).toMatchObject({
    verdict: run.verdict,
    cells: run.cells,
    features: { spend_24h: { column: 'spend_24h' } },
  })
  expect(redacted.mismatches[0]?.as_of).toBe(run.mismatches[0]?.as_of)
})
