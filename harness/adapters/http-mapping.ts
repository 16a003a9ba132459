import { z } from 'zod'
import { parseDuration } from '../../features/duration.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { states } from '../drive/served-rows.ts'
import type { Template } from './fill-template.ts'
import { type Declared, readCapabilities } from './wire-capabilities.ts'
import { readWire, type Wire } from './wire-json.ts'

export const mappingSchema = 'plumbline.http-store/1'

/** One request; `path` and `body` are templates. */
export interface RequestMapping {
  readonly method: string
  readonly path: string
  readonly body?: Template
}

/** Where in the response an answer stands: paths of names and numbers with dots between them, as templates. */
export interface AnswerMapping {
  readonly value: string
  readonly state?: string
  readonly version?: string
  readonly probe_id?: string
  /** A list of column names in the response, whose order gives `${column_index}`. */
  readonly column_names?: string
  /** What the response calls states. */
  readonly states?: Readonly<Record<string, string>>
  /** `text` where whole numbers are texts of digits. */
  readonly whole_numbers?: 'number' | 'text'
}

export interface HttpMapping {
  readonly declared: Declared
  readonly base: string
  readonly headers: Readonly<Record<string, string>>
  readonly open?: RequestMapping
  readonly ingest: RequestMapping & { readonly each: 'batch' | 'record' }
  readonly settle?: RequestMapping
  /** ms to wait until what was ingested is visible, where nothing says so. */
  readonly settleMs: number
  readonly read: RequestMapping & { readonly answers: AnswerMapping }
  readonly train?: RequestMapping & { readonly answers: AnswerMapping }
}

const path = z.string({ error: 'must be a path, such as /features' })
const request = {
  method: z
    .enum(['GET', 'POST', 'PUT', 'DELETE'], { error: 'must be GET, POST, PUT or DELETE' })
    .default('POST'),
  path,
  body: z.unknown().optional(),
}
const answers = z.strictObject({
  value: path,
  state: path.optional(),
  version: path.optional(),
  probe_id: path.optional(),
  column_names: path.optional(),
  states: z
    .record(
      z.string(),
      z.enum([...states] as [string, ...string[]], { error: `must be one of ${[...states].join(', ')}` }),
    )
    .optional(),
  whole_numbers: z.enum(['number', 'text'], { error: 'must be number or text' }).optional(),
})
const reading = z.strictObject({ ...request, answers })

const schema = z.strictObject({
  schema: z.literal(mappingSchema, { error: `must be ${mappingSchema}` }),
  capabilities: z.unknown(),
  base: z.url({ protocol: /^https?$/, error: 'must be a URL, such as http://127.0.0.1:6566' }),
  headers: z.record(z.string(), z.string()).default({}),
  open: z.strictObject(request).optional(),
  ingest: z.strictObject({
    ...request,
    each: z.enum(['batch', 'record'], { error: 'must be batch or record' }).default('batch'),
  }),
  settle: z.strictObject(request).optional(),
  settle_wait: z.string().default('0s'),
  read: reading,
  train: reading.optional(),
})

/**
 * Reads a mapping file; `docs/adapters.md` § HTTP without code.
 * @throws PlumblineError bad-mapping that names what is wrong, or bad-store for capabilities that are none
 */
export function readHttpMapping(where: string, text: string): HttpMapping {
  const parsed = schema.safeParse(parse(where, text))
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'it'} ${message}`)
    throw new PlumblineError(
      'bad-mapping',
      `the mapping ${where}: ${problems.join('; ')}: see docs/adapters.md`,
    )
  }
  const { schema: _, capabilities, settle_wait: wait, ...rest } = parsed.data
  const settleMicros = parseDuration(wait)
  if (settleMicros === null)
    throw new PlumblineError(
      'bad-mapping',
      `the mapping ${where}: settle_wait ${wait} is no duration: write 200ms`,
    )
  const declared = readCapabilities(where, capabilities as Wire)
  return { ...(rest as Omit<HttpMapping, 'declared' | 'settleMs'>), declared, settleMs: settleMicros / 1_000 }
}

function parse(where: string, text: string): unknown {
  try {
    return readWire(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new PlumblineError('bad-mapping', `the mapping ${where} is no JSON (${why}): mend it`, { cause })
  }
}
