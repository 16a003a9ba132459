import type { OnDemandFeature } from '../definitions.ts'
import { expressionDepthMax, type Names, resolveExpression } from '../expressions/resolve-expression.ts'
import type { ValueType } from '../value.ts'
import { fieldTypeForms, isFieldType } from '../value-type.ts'
import { checkName } from './names.ts'
import { member, type Report } from './problem.ts'
import { isObject, readObject } from './read-object.ts'
import { readTypes } from './resolve-sources.ts'
import { resolveTolerance } from './resolve-stored-feature.ts'
import { onDemandShape } from './shapes.ts'

/** An on-demand feature as the document writes it. */
export interface OnDemandEntry {
  readonly name: string
  readonly body: Readonly<Record<string, unknown>>
  readonly path: string
}

/**
 * Reads on-demand features, each after those it reads; reports cycles. `known` are the features that they may read
 * beside one another. The result is in an order in which each comes after what it reads.
 */
export function resolveOnDemand(
  entries: readonly OnDemandEntry[],
  known: Names,
  report: Report,
): OnDemandFeature[] {
  const types = new Map<string, ValueType | null>(known)
  for (const { name } of entries) types.set(name, null)
  const resolved: OnDemandFeature[] = []
  for (const entry of inReadingOrder(entries, report)) {
    const feature = resolveOne(entry, types, report)
    if (feature === null) continue
    types.set(feature.name, feature.type)
    resolved.push(feature)
  }
  return resolved
}

function resolveOne(
  { name, body, path }: OnDemandEntry,
  features: Names,
  report: Report,
): OnDemandFeature | null {
  const given = readObject(onDemandShape, body, path, report)
  if (given === null) return null
  const requestPath = member(path, 'request')
  const request =
    given.request === undefined
      ? new Map()
      : readTypes(given.request, requestPath, report, checkName, isFieldType, fieldTypeForms)
  const scope = { kind: 'on-demand', features, request } as const
  const expression =
    given.onDemand === undefined
      ? null
      : resolveExpression(given.onDemand, scope, member(path, 'onDemand'), report)
  const tolerance = resolveTolerance(
    given.tolerance,
    expression?.type ?? null,
    member(path, 'tolerance'),
    report,
  )
  if (expression === null) return null
  const types = [...request].flatMap(([field, type]) => (type === null ? [] : [[field, type] as const]))
  return { kind: 'on-demand', name, request: new Map(types), expression, type: expression.type, tolerance }
}

/** Sorts the features so that each comes after those it reads, and reports each cycle once, by the names along it. */
function inReadingOrder(entries: readonly OnDemandEntry[], report: Report): OnDemandEntry[] {
  const byName = new Map(entries.map(entry => [entry.name, entry]))
  const ordered: OnDemandEntry[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (entry: OnDemandEntry, trail: readonly string[]): void => {
    if (state.get(entry.name) === 'done') return
    if (state.get(entry.name) === 'open') {
      const cycle = [...trail.slice(trail.indexOf(entry.name)), entry.name].join(' → ')
      report(member(entry.path, 'onDemand'), `reads itself, ${cycle}: break the cycle`)
      return
    }
    state.set(entry.name, 'open')
    for (const name of featuresRead(entry.body.onDemand, 0)) {
      const read = byName.get(name)
      if (read !== undefined) visit(read, [...trail, entry.name])
    }
    state.set(entry.name, 'done')
    ordered.push(entry)
  }
  for (const entry of entries) visit(entry, [])
  return ordered
}

/** The names of the features that an expression document reads, whether or not it is a legal one. */
function featuresRead(given: unknown, depth: number): string[] {
  if (!isObject(given) || depth > expressionDepthMax) return []
  const own = typeof given.feature === 'string' ? [given.feature] : []
  const args = Array.isArray(given.args) ? given.args : []
  return [...own, ...args.flatMap(arg => featuresRead(arg, depth + 1))]
}
