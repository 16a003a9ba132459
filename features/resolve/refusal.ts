import type { ErrorCode } from '../plumbline-error.ts'
import { showValue } from '../show-value.ts'
import type { Problem } from './problem.ts'
import { isObject } from './read-object.ts'

/** Why a document was refused: its problems, or a `schema` that this version does not read. */
export interface Refusal {
  readonly ok: false
  readonly code: Extract<ErrorCode, 'bad-definition' | 'unknown-schema'>
  readonly problems: readonly Problem[]
}

export type SchemaCheck =
  | { readonly ok: true; readonly document: Readonly<Record<string, unknown>> }
  | Refusal

export function refusal(code: Refusal['code'], problems: readonly Problem[]): Refusal {
  return { ok: false, code, problems }
}

/**
 * Refuses what is no object and what states another schema than `schema`, since nothing more can be said of it. A
 * missing schema is one problem among others, left to the reader of the document.
 */
export function checkSchema(document: unknown, schema: string): SchemaCheck {
  if (!isObject(document)) {
    return refusal('bad-definition', [{ path: '', message: `must be an object with "schema": "${schema}"` }])
  }
  if (document.schema === undefined || document.schema === schema) return { ok: true, document }
  const stated = showValue(document.schema)
  const message = `${stated} is not a schema that this version of plumbline reads: it reads "${schema}"`
  return refusal('unknown-schema', [{ path: 'schema', message }])
}

/** The text of a refusal: the thing's name, then each problem at its path. */
export function describeRefusal(what: string, { problems }: Refusal): string {
  const lines = problems.map(({ path, message }) => (path === '' ? message : `${path} ${message}`))
  if (lines.length === 1) return `${what}: ${lines[0]}`
  return `${what} has ${lines.length} problems:${lines.map(line => `\n  ${line}`).join('')}`
}
