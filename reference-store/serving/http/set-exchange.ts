import { z } from 'zod'
import { type Target, targetColumns, targetDocuments, targetEntity } from '../../../features/target.ts'
import type { Instant, State, Value, ValueType } from '../../../features/value.ts'
import type { Answer, Applied, Probe } from '../../../harness/store.ts'
import { HttpError } from './http-error.ts'
import type { HttpLimits } from './http-limits.ts'
import { ownMember } from './own-member.ts'
import { requestProblem } from './request-problem.ts'
import {
  decodeInstant,
  encodeInstant,
  encodeValue,
  instantSchema,
  valueDecoder,
  wireSchema,
} from './wire-value.ts'

const states = ['present', 'null', 'not-found', 'expired', 'error'] as const satisfies readonly State[]

/** What a question asks, all of it for one target, version and instant. */
export interface Question {
  readonly entities: readonly Pick<Probe, 'key' | 'request'>[]
  /** µs; null: now. */
  readonly asOf: Instant | null
  /** The region that shall answer, and no other; null or absent: the first that can. */
  readonly region?: string | null
}

/** What is said of all answers to a question. */
export interface AnswerFrame {
  readonly set: string
  readonly version: number | null
  /** Who answered; null where the store has one state. */
  readonly region: string | null
  readonly asOf: Instant
  /** What all of the answers hold, and nothing later. */
  readonly applied: Applied
  readonly stale: boolean
  /** Why the answer is stale; null where it is not. */
  readonly staleBecause: string | null
  /** µs for which the oldest record that the answer lacks has been in the log; 0 where it lacks none. */
  readonly watermarkAge: number
}

/** The requests and answers of one document or service, as JSON; server and client share it. */
export interface SetExchange {
  readonly requestSchema: z.ZodType
  readonly answerSchema: z.ZodType
  encodeQuestion(question: Question, version: number | null): unknown
  /** @throws HttpError for a body that asks nothing, each with its mend */
  decodeQuestion(body: object): Question
  encodeAnswers(frame: AnswerFrame, answers: readonly Answer[]): unknown
  /** @throws ZodError where the body is no answer of this set */
  decodeAnswers(body: unknown): { readonly frame: AnswerFrame; readonly answers: readonly Answer[] }
}

interface Coded {
  readonly name: string
  readonly type: ValueType
}

/** µs and offsets are whole numbers below 2⁵³, so JSON numbers hold them. */
const count = z.int().min(0)

export const versionSchema = z
  .int({ error: 'must be a whole number' })
  .min(0, 'must be a whole number')
  .nullish()

const regionSchema = z.string({ error: 'must be the name of a region' }).nullish()

export function setExchange(target: Target, { keyUnitsMax }: HttpLimits): SetExchange {
  const parts = targetEntity(target)
  const requests = requestFields(target)
  const columns = targetColumns(target).map(({ column, feature }) => ({ name: column, type: feature.type }))
  const requestSchema = z.strictObject({
    entities: z
      .array(
        z.strictObject({
          key: keySchema(parts, keyUnitsMax),
          request: z.strictObject(optional(requests)).optional(),
        }),
        { error: 'must be a list of { key, request }' },
      )
      .min(1, 'must list at least one entity'),
    asOf: instantSchema.nullish(),
    version: versionSchema,
    region: regionSchema,
  })
  const names = {
    key: parts.map(part => part.name),
    request: requests.map(field => field.name),
    question: ['entities', 'asOf', 'version', 'region'],
    entity: ['key', 'request'],
  }
  const answer = answerSchema(columns)
  const [decodeKey, decodeRequest, decodeValues] = [decoder(parts), decoder(requests), decoder(columns)]
  return {
    requestSchema,
    answerSchema: answer,
    encodeQuestion: ({ entities, asOf, region = null }, version) => ({
      entities: entities.map(({ key, request }) => ({
        key: encode(parts, key),
        request: encode(requests, request),
      })),
      ...(asOf === null ? {} : { asOf: encodeInstant(asOf) }),
      ...(version === null ? {} : { version }),
      ...(region === null ? {} : { region }),
    }),
    decodeQuestion: body => {
      const parsed = requestSchema.safeParse(body)
      if (!parsed.success) throw requestProblem(body, parsed.error.issues[0]!, names)
      const { entities, asOf, region } = parsed.data
      return {
        entities: entities.map(({ key, request }) => ({
          key: decodeKey(key),
          request: decodeRequest(request ?? {}),
        })),
        asOf: asOf == null ? null : decodeInstant(asOf),
        region: region ?? null,
      }
    },
    encodeAnswers: ({ asOf, region, ...frame }, answers) => ({
      ...frame,
      ...(region === null ? {} : { region }),
      asOf: encodeInstant(asOf),
      answers: answers.map(({ values, states }) => ({
        values: encode(columns, values),
        states: states ?? {},
      })),
    }),
    decodeAnswers: body => {
      const { answers, asOf, region = null, ...frame } = answer.parse(body)
      return {
        frame: { ...frame, region, asOf: decodeInstant(asOf) },
        answers: answers.map(({ values, states }) => ({ values: decodeValues(values), states })),
      }
    },
  }
}

function keySchema(parts: readonly Coded[], unitsMax: number) {
  const tooLong = `must have at most ${unitsMax} letters`
  const checked = parts.map(({ name, type }) => {
    const schema = wireSchema(type)
    const bounded =
      type === 'string' ? schema.refine(text => String(text).length <= unitsMax, tooLong) : schema
    return [name, bounded.nullable()] as const
  })
  return z.strictObject(Object.fromEntries(checked), { error: 'must be an object with every key part' })
}

function optional(fields: readonly Coded[]) {
  return Object.fromEntries(
    fields.map(({ name, type }) => [name, ownMember(name, wireSchema(type).nullish())]),
  )
}

function answerSchema(columns: readonly Coded[]) {
  const values = Object.fromEntries(columns.map(({ name, type }) => [name, wireSchema(type).nullable()]))
  const stateOf = Object.fromEntries(columns.map(({ name }) => [name, z.enum(states)]))
  return z.object({
    set: z.string(),
    version: count.nullable(),
    region: z.string().optional(),
    asOf: instantSchema,
    answers: z.array(z.object({ values: z.object(values), states: z.object(stateOf) })),
    applied: z.record(z.string(), z.record(z.string(), count)),
    stale: z.boolean(),
    staleBecause: z.string().nullable(),
    watermarkAge: count,
  })
}

/** Request fields of every on-demand feature of a target; those of one name have one type. */
function requestFields(target: Target): Coded[] {
  const own = target.kind === 'service' ? target.service.onDemandOrder : []
  const all = [...targetDocuments(target).flatMap(document => document.onDemandOrder), ...own]
  const fields = new Map(all.flatMap(feature => [...feature.request]))
  return [...fields].map(([name, type]) => ({ name, type }))
}

function encode(fields: readonly Coded[], values: Readonly<Record<string, Value>>): Record<string, unknown> {
  const encoded: Record<string, unknown> = {}
  for (const { name } of fields)
    encoded[name] = encodeValue(Object.hasOwn(values, name) ? values[name]! : null)
  return encoded
}

function decoder(
  fields: readonly Coded[],
): (wire: Readonly<Record<string, unknown>>) => Record<string, Value> {
  const decoders = fields.map(({ name, type }) => ({ name, decode: valueDecoder(type) }))
  return wire => {
    const values: Record<string, Value> = {}
    for (const { name, decode } of decoders) {
      // Checked by the schema of the same type.
      values[name] = decode(
        (Object.hasOwn(wire, name) ? (wire[name] ?? null) : null) as Parameters<typeof decode>[0],
      )
    }
    return values
  }
}

/** Every set's question is an object with a list of entities; more of them than are allowed are not looked at. */
export function checkEnvelope(body: unknown, { entitiesMax }: HttpLimits): asserts body is object {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new HttpError('bad-request', 'the body is no JSON object: send { "entities": [{ "key": { … } }] }')
  }
  const entities: unknown = 'entities' in body ? body.entities : null
  if (Array.isArray(entities) && entities.length > entitiesMax) {
    const mend = `ask for at most ${entitiesMax} at once`
    throw new HttpError('too-many', `the question has ${entities.length} entities: ${mend}`)
  }
}
