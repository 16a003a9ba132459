import { z } from 'zod'
import type { StoredFeature } from '../../../features/definitions.ts'
import type { Instant, Micros } from '../../../features/value.ts'
import type { Given } from '../../diff/equal.ts'
import { parseJson } from '../parse-json.ts'
import { fromWire } from './wire.ts'

/** An answer of the reference store's API, as far as measuring looks at it. */
export interface ReadAnswer {
  /** T, µs. */
  readonly asOf: Instant
  /** By source, by partition: the next offset that is not in the answer. */
  readonly applied: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly stale: boolean
  /** How long the oldest record that it lacks has been in the log, as the store says. */
  readonly watermarkAge: Micros
  /** What it says of a feature, entity by entity. */
  readonly answers: readonly ((feature: StoredFeature) => Given)[]
}

/** Null where the text is no answer. */
export function readAnswer(text: string): ReadAnswer | null {
  const parsed = schema.safeParse(parseJson(text))
  if (!parsed.success) return null
  const { asOf, applied, stale, watermarkAge, answers } = parsed.data
  return {
    asOf: Number(asOf),
    applied,
    stale,
    watermarkAge,
    answers: answers.map(({ values, states }) => ({ name, type }: StoredFeature) => ({
      value: fromWire(type, values[name] ?? null),
      state: states[name] ?? null,
    })),
  }
}

const schema = z.object({
  asOf: z.string().regex(/^-?\d+$/),
  applied: z.record(z.string(), z.record(z.string(), z.number())),
  stale: z.boolean(),
  watermarkAge: z.number(),
  answers: z.array(
    z.object({
      values: z.record(z.string(), z.unknown()),
      states: z.record(z.string(), z.enum(['present', 'null', 'not-found', 'expired', 'error'])),
    }),
  ),
})
