import { z } from 'zod'
import { aggregateKinds, type Closed, type NullRule } from '../definitions.ts'
import { suggestName } from '../nearest-name.ts'
import { showValue } from '../show-value.ts'

const text = z.string('must be a string')
const duration = z.string('must be a duration in quotes, such as "24h"')
/** Present, whatever it holds; what it holds is judged by its own reader. */
const something = z.unknown().refine(value => value !== undefined)
const anything = z.unknown()

function oneOf<const T extends string>(names: readonly T[]) {
  return z.enum(names, {
    error: issue => `${showValue(issue.input)} is not one of ${names.join(', ')}${hint(issue.input, names)}`,
  })
}

function hint(input: unknown, names: readonly string[]): string {
  return typeof input === 'string' ? `: ${suggestName(input, names)}` : ''
}

const closed: readonly Closed[] = ['left', 'right']
const nullRules: readonly NullRule[] = ['skip', 'zero', 'poison']
const tolerance = z.number('must be a number from 0 on').nonnegative('must not be negative')

const versionSchema = z
  .int('must be a whole number')
  .min(0, 'must not be negative')
  .max(2 ** 31 - 1, 'must fit in 32 bits')

/** What people say of a document or a feature; it changes no value, so it is not hashed. */
const remarks = { description: text.optional(), owner: text.optional() }

export const definitionsShape = {
  schema: something,
  name: text,
  version: versionSchema,
  ...remarks,
  entity: something,
  sources: anything,
  features: something,
}

export const serviceShape = {
  schema: something,
  name: text,
  ...remarks,
  uses: z.array(z.string('must be "<document>@<version>"'), 'must be an array of "<document>@<version>"'),
  onDemand: anything,
}

export const sourceShape = { key: something, fields: something }

export const storedFeatureShape = {
  ...remarks,
  source: text,
  aggregate: something,
  window: anything,
  where: anything,
  nulls: oneOf(nullRules).optional(),
  allowedLateness: duration.optional(),
  refresh: anything,
  whenEmpty: anything,
  tolerance: anything,
}

export const aggregateShape = {
  kind: oneOf(aggregateKinds),
  of: anything,
  n: z.int('must be a whole number').min(1, 'must be at least 1').optional(),
  ttl: duration.optional(),
}

export const windowShape = {
  length: duration.optional(),
  closed: oneOf(closed).optional(),
  slide: duration.optional(),
}

export const refreshShape = { every: duration, delay: duration.optional() }

export const toleranceShape = { relative: tolerance.optional(), absolute: tolerance.optional() }

export const onDemandShape = { ...remarks, request: anything, onDemand: something, tolerance: anything }
