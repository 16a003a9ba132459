import type {
  Aggregate,
  Feature,
  KeyPart,
  OnDemandFeature,
  Source,
  StoredFeature,
  Window,
} from '../definitions.ts'
import { formatDuration } from '../duration.ts'
import { writeExpression } from '../expressions/write-expression.ts'
import { writeLiteral } from '../literal-value.ts'

/** What people say of a document or a feature: kept in the document, not hashed. */
export interface Remarks {
  readonly description?: string
  readonly owner?: string
}

type Json = Readonly<Record<string, unknown>>

/** Writes the entity of a document. */
export function writeEntity(entity: readonly KeyPart[]): Json {
  return Object.fromEntries(entity.map(part => [part.name, part.type]))
}

/** Writes a source of a document, its key in the entity's order. */
export function writeSource(source: Source, entity: readonly KeyPart[]): Json {
  const key = Object.fromEntries(entity.map((part, index) => [part.name, source.keyFields[index]]))
  return { key, fields: Object.fromEntries(source.fields) }
}

/** Writes a feature with its defaults filled in. */
export function writeFeature(feature: Feature, remarks: Remarks): Json {
  return feature.kind === 'stored'
    ? writeStoredFeature(feature, remarks)
    : writeOnDemandFeature(feature, remarks)
}

/**
 * Writes a stored feature with its defaults filled in, durations in their one spelling and literals with their
 * types. `nulls` is left out where the kind takes none.
 */
function writeStoredFeature(feature: StoredFeature, remarks: Remarks): Json {
  const { aggregate, where, allowedLateness, refresh, tolerance } = feature
  const ruled = aggregate.kind !== 'count' && aggregate.kind !== 'latest'
  return {
    ...remarks,
    source: feature.source.name,
    aggregate: writeAggregate(aggregate),
    window: writeWindow(feature.window),
    ...(where === null ? {} : { where: writeExpression(where) }),
    ...(ruled ? { nulls: feature.nulls } : {}),
    ...(allowedLateness === null ? {} : { allowedLateness: formatDuration(allowedLateness) }),
    ...(refresh === null
      ? {}
      : { refresh: { every: formatDuration(refresh.every), delay: formatDuration(refresh.delay) } }),
    whenEmpty: writeLiteral(feature.whenEmpty, feature.type),
    ...(tolerance === null ? {} : { tolerance }),
  }
}

/** Writes an on-demand feature with its defaults filled in. */
export function writeOnDemandFeature(feature: OnDemandFeature, remarks: Remarks): Json {
  return {
    ...remarks,
    request: Object.fromEntries(feature.request),
    onDemand: writeExpression(feature.expression),
    ...(feature.tolerance === null ? {} : { tolerance: feature.tolerance }),
  }
}

function writeAggregate({ kind, of, n, ttl }: Aggregate): Json {
  return {
    kind,
    ...(of === null ? {} : { of: writeExpression(of) }),
    ...(n === null ? {} : { n }),
    ...(ttl === null ? {} : { ttl: formatDuration(ttl) }),
  }
}

function writeWindow({ length, closed, slide }: Window): Json {
  return {
    ...(length === null ? {} : { length: formatDuration(length) }),
    closed,
    ...(slide === null ? {} : { slide: formatDuration(slide) }),
  }
}
