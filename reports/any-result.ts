import { type DriftResult, driftResultSchema, driftSchemaName } from './drift-result.ts'
import { type LatencyResult, latencyResultSchema, latencySchemaName } from './latency-result.ts'
import { type Result, resultSchema, resultSchemaName } from './result.ts'

/** What any verb wrote that gives a verdict. */
export type AnyResult = Result | DriftResult | LatencyResult

/** By the name in `schema`: how each is checked. A new kind of result is one line here. */
const schemas = {
  [resultSchemaName]: resultSchema,
  [driftSchemaName]: driftResultSchema,
  [latencySchemaName]: latencyResultSchema,
}

/** The schemas that this version reads. */
export const knownSchemas: readonly string[] = Object.keys(schemas)

export type ResultReading =
  | { readonly kind: 'read'; readonly result: AnyResult }
  /** `schema` null: it names none. */
  | { readonly kind: 'unknown-schema'; readonly schema: string | null; readonly known: readonly string[] }
  | { readonly kind: 'unfit'; readonly path: string; readonly problem: string }

/** Reads the JSON of a stored result, whichever verb wrote it; a page that is not whole is refused, not guessed at. */
export function readResult(json: unknown): ResultReading {
  const schema = typeof json === 'object' && json !== null && 'schema' in json ? String(json.schema) : null
  if (schema === null || !Object.hasOwn(schemas, schema))
    return { kind: 'unknown-schema', schema, known: knownSchemas }
  const parsed = schemas[schema as keyof typeof schemas].safeParse(json)
  if (parsed.success) return { kind: 'read', result: parsed.data }
  const [issue] = parsed.error.issues
  return { kind: 'unfit', path: issue?.path.join('.') ?? '', problem: issue?.message ?? '' }
}

export function isDrift(result: AnyResult): result is DriftResult {
  return result.schema === driftSchemaName
}

export function isLatency(result: AnyResult): result is LatencyResult {
  return result.schema === latencySchemaName
}
