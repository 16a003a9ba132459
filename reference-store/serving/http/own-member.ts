import { z } from 'zod'

/** The schema of a member by its name: one named `constructor` must not be taken for what every object inherits. */
export function ownMember<T>(name: string, schema: z.ZodType<T>): z.ZodType<T> {
  if (name !== 'constructor') return schema
  return z.preprocess(value => (typeof value === 'function' ? undefined : value), schema)
}
