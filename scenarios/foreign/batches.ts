import type { LogRecord } from '../../features/log-record.ts'
import type { QuestionBatch } from '../../generators/question.ts'

const start = Date.UTC(2026, 2, 1) * 1_000
const second = 1_000_000

const keys = ['a', 'b', 'c', 'd'].map((name, i) => ({ name, number: BigInt(i) }))

/** Facts by their batch and key: s after the start, so that a batch holds them in descending and in mixed order. */
const batches: readonly (readonly [times: readonly number[], withNulls: boolean])[] = [
  [[40, 30, 20, 10], false],
  [[15, 60, 55, 50], false],
  [[70, 90, 80, 65], true],
  [[99, 98.5, 97.25, 96.125], true],
]

/** Batches of four facts of each key that arrive as one; in some of them a field is null now and then. */
export function batchRecords(holes: boolean): readonly LogRecord[] {
  return batches.flatMap(([times, withNulls], batch) =>
    times.flatMap((time, i) =>
      keys.map((key, k): LogRecord => {
        const n = BigInt(batch * 100 + i * 10 + k)
        const isNull = holes && withNulls && (i + k) % 3 === 0
        const values = { whole: 2n ** 53n + 1n + n, real: Number(n) + 0.5, word: `w${n}`, yes: n % 2n === 0n }
        const fields = isNull ? { whole: null, real: null, word: null, yes: null } : values
        return {
          source: 'facts',
          id: `${batch} ${i} ${k}`,
          eventTime: start + time * second,
          arrivalTime: start + (200 + batch) * second,
          op: 'upsert',
          revision: 0,
          fields: { ...key, ...fields },
        }
      }),
    ),
  )
}

/** Known and unknown keys, one between the other. */
export function batchQuestions(): readonly QuestionBatch[] {
  const asOf = start + 300 * second
  const asked = keys.flatMap(key => [key, { ...key, number: key.number + 10n }])
  return [{ askedAt: asOf, questions: asked.map(key => ({ target: 'newest', key, asOf, request: {} })) }]
}
