import { aggregations } from '../aggregations/index.ts'
import type {
  Aggregate,
  AggregateKind,
  NullRule,
  Refresh,
  StoredFeature,
  Tolerance,
  Window,
} from '../definitions.ts'
import { parseDuration } from '../duration.ts'
import type { Expression } from '../expression.ts'
import { resolveExpression, type Scope } from '../expressions/resolve-expression.ts'
import { readLiteral } from '../literal-value.ts'
import { suggestName } from '../nearest-name.ts'
import type { Micros, Value, ValueType } from '../value.ts'
import { typeShape } from '../value-type.ts'
import { member, type Report } from './problem.ts'
import { type Members, readObject } from './read-object.ts'
import type { DraftSource, DraftSources } from './resolve-sources.ts'
import { aggregateShape, refreshShape, storedFeatureShape, toleranceShape, windowShape } from './shapes.ts'

type Given = Members<typeof storedFeatureShape>

/** Reads a stored feature; null where it had a problem that leaves its type unknown. */
export function resolveStoredFeature(
  name: string,
  body: unknown,
  path: string,
  sources: DraftSources,
  report: Report,
): StoredFeature | null {
  const given = readObject(storedFeatureShape, body, path, report)
  if (given === null) return null
  const draft = findSource(given.source, member(path, 'source'), sources, report)
  const scope: Scope | null = draft === null ? null : { kind: 'stored', fields: draft.fields }
  const typed = resolveAggregate(given.aggregate, scope, member(path, 'aggregate'), report)
  const rest = {
    window: resolveWindow(given.window, member(path, 'window'), report),
    where: resolveWhere(given.where, scope, member(path, 'where'), report),
    allowedLateness: readDuration(given.allowedLateness, 0, member(path, 'allowedLateness'), report),
    refresh: resolveRefresh(given.refresh, member(path, 'refresh'), report),
  }
  if (typed === null || draft === null) {
    resolveTolerance(given.tolerance, null, member(path, 'tolerance'), report)
    return null
  }
  const { aggregate, type } = typed
  return {
    kind: 'stored',
    name,
    source: draft.source,
    aggregate,
    type,
    ...rest,
    nulls: resolveNulls(given.nulls, aggregate, member(path, 'nulls'), report),
    whenEmpty: resolveWhenEmpty(given, aggregate, type, member(path, 'whenEmpty'), report),
    tolerance: resolveTolerance(given.tolerance, type, member(path, 'tolerance'), report),
  }
}

function findSource(
  name: string | undefined,
  path: string,
  sources: DraftSources,
  report: Report,
): DraftSource | null {
  if (name === undefined || sources === null) return null
  const draft = sources.get(name)
  if (draft === undefined) report(path, `there is no source ${name}: ${suggestName(name, sources.keys())}`)
  return draft ?? null
}

interface TypedAggregate {
  readonly aggregate: Aggregate
  readonly type: ValueType
}

function resolveAggregate(
  given: unknown,
  scope: Scope | null,
  path: string,
  report: Report,
): TypedAggregate | null {
  const read = given === undefined ? null : readObject(aggregateShape, given, path, report)
  if (read === null) return null
  const ofPath = member(path, 'of')
  const of =
    read.of === undefined || scope === null ? null : resolveExpression(read.of, scope, ofPath, report)
  const ttl = readDuration(read.ttl, 0, member(path, 'ttl'), report)
  const { kind } = read
  if (kind === undefined) return null
  const n = kind === 'lastN' ? (read.n ?? null) : null
  const lacksN = kind === 'lastN' && Reflect.get(given as object, 'n') === undefined
  if (lacksN) report(member(path, 'n'), 'is missing: say how many values lastN keeps')
  refuseOthers(read, kind, path, report)
  const { accepts, inputs, resultType } = aggregations[kind]
  if (read.of === undefined && !accepts(null)) report(ofPath, `is missing: ${kind} takes ${inputs}`)
  if (read.of !== undefined && of === null) return null
  const input = of?.type ?? null
  if (input !== null && !accepts(input)) report(ofPath, `is ${input}, but ${kind} takes ${inputs}`)
  return accepts(input) ? { aggregate: { kind, of, n, ttl }, type: resultType(input) } : null
}

/** Reports the members that belong to another kind. */
function refuseOthers(
  { n, ttl }: Members<typeof aggregateShape>,
  kind: AggregateKind,
  path: string,
  report: Report,
): void {
  const refuse = (name: string, owner: AggregateKind) =>
    report(member(path, name), `is for ${owner} only, not for ${kind}: leave it out`)
  if (n !== undefined && kind !== 'lastN') refuse('n', 'lastN')
  if (ttl !== undefined && kind !== 'latest') refuse('ttl', 'latest')
}

function resolveWindow(given: unknown, path: string, report: Report): Window {
  const read = given === undefined ? {} : (readObject(windowShape, given, path, report) ?? {})
  const length = readDuration(read.length, 1, member(path, 'length'), report)
  const slide = readDuration(read.slide, 1, member(path, 'slide'), report)
  if (read.slide !== undefined && read.length === undefined) {
    report(member(path, 'slide'), 'needs a length: an unbounded window has no tail to slide')
  }
  return { length, closed: read.closed ?? 'left', slide }
}

function resolveWhere(given: unknown, scope: Scope | null, path: string, report: Report): Expression | null {
  if (given === undefined || scope === null) return null
  const where = resolveExpression(given, scope, path, report)
  if (where !== null && where.type !== 'bool') report(path, `is ${where.type}, but a filter must be a bool`)
  return where
}

function resolveRefresh(given: unknown, path: string, report: Report): Refresh | null {
  if (given === undefined) return null
  const read = readObject(refreshShape, given, path, report)
  if (read === null) return null
  const every = readDuration(read.every, 1, member(path, 'every'), report)
  return every === null
    ? null
    : { every, delay: readDuration(read.delay, 0, member(path, 'delay'), report) ?? 0 }
}

/** Semantics § 4: the rule is for kinds that look at their inputs one by one, and zero for numbers. */
function resolveNulls(
  given: NullRule | undefined,
  { kind, of }: Aggregate,
  path: string,
  report: Report,
): NullRule {
  if (given === undefined) return 'skip'
  if (kind === 'count' || kind === 'latest')
    report(path, `does not apply to ${kind}, which has its own rule for nulls: leave it out`)
  else if (given === 'zero' && of?.type !== 'int' && of?.type !== 'float') {
    report(path, `zero is for int and float, but the input is ${of?.type}: choose skip or poison`)
  }
  return given
}

function resolveWhenEmpty(
  given: Given,
  { kind }: Aggregate,
  type: ValueType,
  path: string,
  report: Report,
): Value {
  if (given.whenEmpty === undefined) return kind === 'count' || kind === 'countDistinct' ? 0n : null
  const reading = readLiteral(given.whenEmpty, type)
  if (reading.ok) return reading.value
  report(path, reading.message)
  return null
}

/** Reads a tolerance; `type` is null where the feature's is not known. Both of its numbers default to 0. */
export function resolveTolerance(
  given: unknown,
  type: ValueType | null,
  path: string,
  report: Report,
): Tolerance | null {
  if (given === undefined) return null
  const read = readObject(toleranceShape, given, path, report)
  if (type !== null && !holdsNumbers(type))
    report(path, `is for numbers, but the feature is ${type}: leave it out`)
  return { relative: read?.relative ?? 0, absolute: read?.absolute ?? 0 }
}

function holdsNumbers(type: ValueType): boolean {
  const shape = typeShape(type)
  if (shape.kind === 'list') return holdsNumbers(shape.element)
  return shape.kind === 'vector' || shape.scalar === 'int' || shape.scalar === 'float'
}

function readDuration(text: string | undefined, least: 0 | 1, path: string, report: Report): Micros | null {
  if (text === undefined) return null
  const micros = parseDuration(text)
  if (micros === null)
    report(path, `"${text}" is no duration: write a whole number and us, ms, s, m, h or d, such as "24h"`)
  else if (micros < least) report(path, 'must be greater than 0')
  return micros
}
