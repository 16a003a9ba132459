import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { LogRecord } from '../../features/log-record.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Instant, ValueType } from '../../features/value.ts'
import { typeShape } from '../../features/value-type.ts'
import type { Answer, Capabilities, Opening, Probe, Store } from '../store.ts'
import { fillTemplate, fillText, type Scope } from './fill-template.ts'
import type { AnswerMapping, HttpMapping, RequestMapping } from './http-mapping.ts'
import { columnTypes } from './subprocess-store.ts'
import { readAnswers } from './wire-answer.ts'
import { type ColumnTypes, wireInstant, wireOpening, wireProbe, wireRecord } from './wire-call.ts'
import { readWire, type Wire, writeWire } from './wire-json.ts'

/** A store behind HTTP, asked as a mapping says. */
export function httpStore(mapping: HttpMapping): Store {
  return mapping.train === undefined ? new HttpStore(mapping) : new TrainedHttpStore(mapping)
}

class HttpStore implements Store {
  readonly capabilities: Capabilities
  protected readonly mapping: HttpMapping
  readonly #closed = new AbortController()
  /** Of this run alone: a store that is not emptied by `open` can put it into its keys. */
  readonly #run = randomBytes(6).toString('hex')
  #types: ColumnTypes = new Map()
  #now: () => Instant = () => 0

  constructor(mapping: HttpMapping) {
    this.mapping = mapping
    this.capabilities = mapping.declared.capabilities
  }

  async open(opening: Opening): Promise<void> {
    this.#types = columnTypes(opening)
    this.#now = opening.now
    if (this.mapping.open !== undefined) await this.#send(this.mapping.open, wireOpening(opening) as Scope)
  }

  async ingest(records: readonly LogRecord[]): Promise<undefined> {
    const { ingest } = this.mapping
    const wire = records.map(wireRecord)
    const source = records[0]?.source ?? ''
    if (ingest.each === 'batch') await this.#send(ingest, { source, records: wire })
    else for (const record of wire) await this.#send(ingest, record)
  }

  async settle(): Promise<void> {
    if (this.mapping.settle !== undefined) await this.#send(this.mapping.settle, {})
    if (this.mapping.settleMs > 0)
      await pause(this.mapping.settleMs, undefined, { signal: this.#closed.signal })
  }

  read(probes: readonly Probe[]): Promise<Answer[]> {
    return this.ask(this.mapping.read, probes, {})
  }

  async close(): Promise<void> {
    this.#closed.abort()
  }

  /** Probes of one target and instant. */
  protected async ask(
    request: RequestMapping & { readonly answers: AnswerMapping },
    probes: readonly Probe[],
    more: Scope,
  ): Promise<Answer[]> {
    const target = probes[0]?.target ?? ''
    const types = this.#types.get(target) ?? new Map<string, ValueType>()
    const wire = probes.map(wireProbe)
    const { as_of = null, asked_version = null } = wire[0] ?? {}
    const scope = { target, as_of, asked_version, probes: wire, columns: [...types.keys()], ...more }
    const response = await this.#send(request, scope)
    const answers = wire.map((probe, index) =>
      answerAt(request.answers, response, types, { ...probe, index }),
    )
    return readAnswers(this.capabilities.name, answers, types)
  }

  async #send(request: RequestMapping, own: Scope): Promise<Wire> {
    const scope: Scope = { run: this.#run, now: wireInstant(this.#now()), ...own }
    const { base, headers } = this.mapping
    const url = new URL(fillText(request.path, scope, encodeURIComponent), base)
    const environment = { env: process.env as Scope }
    const filled = Object.entries(headers).map(([name, text]) => [name, fillText(text, environment)] as const)
    const body = request.body === undefined ? null : writeWire(fillTemplate(request.body, scope))
    const response = await fetch(url, {
      method: request.method,
      headers: {
        ...(body === null ? {} : { 'content-type': 'application/json' }),
        ...Object.fromEntries(filled),
      },
      body,
      signal: this.#closed.signal,
    }).catch(cause => {
      throw new Error(`nothing answers at ${url.origin}${whyOf(cause)}`, { cause })
    })
    const text = await response.text()
    const what = `${request.method} ${url.pathname}`
    if (!response.ok) throw new Error(`${what} was answered by ${response.status}: ${text.slice(0, 200)}`)
    return parsed(this.capabilities.name, what, text)
  }
}

class TrainedHttpStore extends HttpStore {
  async train(probes: readonly Probe[], cut: Instant): Promise<Answer[]> {
    const answers: Answer[] = []
    // One request is about one instant, and training asks about many.
    for (const places of Map.groupBy(probes.keys(), i => probes[i]?.asOf).values()) {
      const some = places.map(i => probes[i] as Probe)
      const given = await this.ask(this.mapping.train ?? this.mapping.read, some, { cut: wireInstant(cut) })
      for (const [at, i] of places.entries()) answers[i] = given[at] as Answer
    }
    return answers
  }
}

function whyOf(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : null
  return inner !== null && 'code' in inner ? ` (${String(inner.code)})` : ''
}

function parsed(name: string, what: string, text: string): Wire {
  if (text.trim() === '') return null
  try {
    return readWire(text)
  } catch (cause) {
    const shown = JSON.stringify(text.slice(0, 60))
    const message = `the store ${name} answered ${what} by no JSON, ${shown}: see what it sends`
    throw new PlumblineError('bad-store', message, { cause })
  }
}

/** The answer to one probe, put together from where the mapping says that its parts stand. */
function answerAt(
  mapping: AnswerMapping,
  response: Wire,
  types: ReadonlyMap<string, ValueType>,
  probe: Scope & { readonly index: number },
): Wire {
  const scope = { ...probe, index: String(probe.index) }
  const names = mapping.column_names === undefined ? undefined : at(response, mapping.column_names, scope)
  const columns = [...types].map(([column, type], position) => {
    const found = Array.isArray(names) ? names.indexOf(column) : position
    return { column, type, scope: { ...scope, column, column_index: String(found) } }
  })
  const valuePairs = columns.flatMap(({ column, type, scope: own }) => {
    const value = at(response, mapping.value, own)
    const read = mapping.whole_numbers === 'text' && value !== undefined ? wholeOf(value, type) : value
    return read === undefined ? [] : [[column, read] as const]
  })
  const statePairs = columns.flatMap(({ column, scope: own }) => {
    const state = mapping.state === undefined ? undefined : at(response, mapping.state, own)
    return state === undefined || state === null
      ? []
      : [[column, mapping.states?.[String(state)] ?? state] as const]
  })
  const version = mapping.version === undefined ? undefined : at(response, mapping.version, scope)
  const probeId = mapping.probe_id === undefined ? undefined : at(response, mapping.probe_id, scope)
  return {
    probe_id: probeId,
    values: Object.fromEntries(valuePairs),
    states: Object.fromEntries(statePairs),
    version,
  }
}

/** What stands at a path of the response; undefined where nothing does. */
function at(response: Wire, path: string, scope: Scope): Wire | undefined {
  let found: Wire | undefined = response
  for (const part of path.split('.').map(each => fillText(each, scope))) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined
    found = (found as Scope)[part]
  }
  return found
}

/** Texts of digits in columns of whole numbers. */
function wholeOf(value: Wire, type: ValueType): Wire {
  const shape = typeShape(type)
  if (shape.kind === 'list' && Array.isArray(value))
    return value.map((each: Wire) => wholeOf(each, shape.element))
  const isWhole = shape.kind === 'scalar' && (shape.scalar === 'int' || shape.scalar === 'timestamp')
  return isWhole && typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : value
}
