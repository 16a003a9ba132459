import { z } from 'zod'
import { driftResultSchema } from './drift-result.ts'
import { latencyResultSchema } from './latency-result.ts'
import { proveResultSchema } from './prove-result.ts'
import { resultSchema } from './result.ts'

const anyResult = z.discriminatedUnion('schema', [
  resultSchema,
  driftResultSchema,
  latencyResultSchema,
  proveResultSchema,
])

/**
 * The JSON Schema (2020-12) of every `result.json`: what `reports/result.schema.json` publishes. Members that a later
 * version adds are no error to it; `closed` refuses what it does not name.
 */
export function resultJsonSchema(members: 'open' | 'closed' = 'open'): object {
  return {
    title: 'result.json of plumbline',
    description:
      'What verify and audit (plumbline.result), drift, latency and prove write; `schema` says which. Instants are ISO 8601 in UTC, durations µs unless their name ends in Ms; null numbers of a latency are +∞.',
    ...z.toJSONSchema(anyResult, { io: members === 'open' ? 'input' : 'output', reused: 'ref' }),
  }
}
