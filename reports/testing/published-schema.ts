import { Ajv2020 } from 'ajv/dist/2020.js'
import { resultJsonSchema } from '../result-json-schema.ts'

/** Compiled once each: it takes as long as a small run. */
const compiled = new Map<'open' | 'closed', ReturnType<Ajv2020['compile']>>()

/**
 * What the published JSON Schema has against a result, as a validator that knows nothing of our code reads it; none: []. By
 * `closed` also a member that the schema does not name.
 */
export function schemaProblems(result: unknown, members: 'open' | 'closed' = 'closed'): string[] {
  const validate =
    compiled.get(members) ??
    new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(resultJsonSchema(members))
  compiled.set(members, validate)
  if (validate(result)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`)
}
