import type { AggregateKind } from '../definitions.ts'
import { suggestName } from '../nearest-name.ts'
import { PlumblineError } from '../plumbline-error.ts'
import type { FieldType, ScalarType, ValueType } from '../value.ts'
import { buildCall, checkedExpression, wrap } from './build-expression.ts'
import type { FieldTypes, NumberType, Reads, TypedExpression } from './expression-types.ts'
import { type AnySettings, featureDocument, resultType } from './feature-document.ts'
import type { InputSettings, LatestSettings, Settings } from './settings.ts'
import { type StoredDraft, storedDraft } from './stored-draft.ts'
import { strictNames } from './strict-names.ts'

/** A source's name, key and fields, as the document will hold them. */
export interface SourceOutline {
  readonly name: string
  /** For each key part of the entity, the field that carries it. */
  readonly key: Readonly<Record<string, string>>
  readonly fields: FieldTypes
}

/** The fields that can carry a key part: those of a scalar type. */
type KeyField<F extends FieldTypes> = { [K in keyof F]: F[K] extends ScalarType ? K : never }[keyof F] &
  string

/** An expression over the fields of a source. */
type Of<F extends FieldTypes, T extends ValueType> = (fields: Reads<F>) => TypedExpression<T>

/**
 * A source in a features file: each method begins a stored feature over its facts, or over those that `where` keeps.
 * The functions build expressions; they never see an event.
 */
export interface SourceBuilder<F extends FieldTypes> extends SourceOutline {
  readonly fields: F
  /** Keeps the facts for which the predicate is true; a null predicate is false. Twice means both. */
  where(predicate: Of<F, 'bool'>): SourceBuilder<F>
  /** The number of facts or, of an expression, of those where it is not null. */
  count(settings?: Settings<'int'>): StoredDraft<'int'>
  count(of: Of<F, FieldType>, settings?: Settings<'int'>): StoredDraft<'int'>
  sum<T extends NumberType>(of: Of<F, T>, settings?: InputSettings<T, T>): StoredDraft<T>
  mean<T extends NumberType>(of: Of<F, T>, settings?: InputSettings<T, 'float'>): StoredDraft<'float'>
  variance<T extends NumberType>(of: Of<F, T>, settings?: InputSettings<T, 'float'>): StoredDraft<'float'>
  stddev<T extends NumberType>(of: Of<F, T>, settings?: InputSettings<T, 'float'>): StoredDraft<'float'>
  min<T extends ScalarType>(of: Of<F, T>, settings?: InputSettings<T, T>): StoredDraft<T>
  max<T extends ScalarType>(of: Of<F, T>, settings?: InputSettings<T, T>): StoredDraft<T>
  countDistinct<T extends ScalarType>(of: Of<F, T>, settings?: InputSettings<T, 'int'>): StoredDraft<'int'>
  first<T extends FieldType>(of: Of<F, T>, settings?: InputSettings<T, T>): StoredDraft<T>
  last<T extends FieldType>(of: Of<F, T>, settings?: InputSettings<T, T>): StoredDraft<T>
  /** The newest `n` values, newest first. */
  lastN<T extends FieldType>(
    of: Of<F, T>,
    n: number,
    settings?: InputSettings<T, `list<${T}>`>,
  ): StoredDraft<`list<${T}>`>
  /** The newest fact's value, null or not. */
  latest<T extends FieldType>(of: Of<F, T>, settings?: LatestSettings<T>): StoredDraft<T>
}

/**
 * Declares a source: a log of facts, their fields, and for each key part of the entity the field that carries it.
 * Names are written as the document has them, in snake_case, and are never mapped.
 * @throws PlumblineError `bad-definition` where a key part names no field; the rest is checked by `features`
 */
export function source<const F extends FieldTypes>(
  name: string,
  outline: { readonly key: Readonly<Record<string, KeyField<F>>>; readonly fields: F },
): SourceBuilder<F> {
  for (const [part, field] of Object.entries<string>(outline.key)) {
    if (Object.hasOwn(outline.fields, field)) continue
    const mend = suggestName(field, Object.keys(outline.fields))
    throw new PlumblineError(
      'bad-definition',
      `the source ${name} has no field ${field} for the key part ${part}: ${mend}.`,
    )
  }
  return build({ name, key: { ...outline.key }, fields: { ...outline.fields } }, null)
}

/** The aggregates whose method takes an input and settings, nothing else. */
const plainKinds = [
  'sum',
  'mean',
  'min',
  'max',
  'variance',
  'stddev',
  'first',
  'last',
  'countDistinct',
  'latest',
] as const

function build<F extends FieldTypes>(
  outline: SourceOutline & { readonly fields: F },
  where: TypedExpression<'bool'> | null,
): SourceBuilder<F> {
  const fields = fieldsOf(outline)
  const read = <T extends ValueType>(of: Of<F, T>) => checkedExpression(of(fields), outline.name)
  const draft = (
    kind: AggregateKind,
    of: TypedExpression<ValueType> | null,
    settings: AnySettings = {},
    n?: number,
  ) =>
    storedDraft(
      resultType(kind, of),
      outline,
      featureDocument(outline.name, where, { kind, of, n }, settings),
    )
  const ofInput = (kind: AggregateKind) => (of: Of<F, ValueType>, settings?: AnySettings) =>
    draft(kind, read(of), settings)
  const methods = {
    ...outline,
    where: (predicate: Of<F, 'bool'>) => build(outline, both(where, read(predicate))),
    count: (of?: Of<F, ValueType> | AnySettings, settings?: AnySettings) =>
      typeof of === 'function' ? draft('count', read(of), settings) : draft('count', null, of),
    lastN: (of: Of<F, ValueType>, n: number, settings?: AnySettings) => draft('lastN', read(of), settings, n),
    ...Object.fromEntries(plainKinds.map(kind => [kind, ofInput(kind)])),
  }
  return Object.freeze(methods) as unknown as SourceBuilder<F>
}

function fieldsOf<F extends FieldTypes>({
  name,
  fields,
}: {
  readonly name: string
  readonly fields: F
}): Reads<F> {
  const reads = Object.entries(fields).map(([field, type]) => [
    field,
    wrap({ node: 'field', name: field, type }),
  ])
  return strictNames(`the source ${name}`, Object.fromEntries(reads) as Reads<F>)
}

function both(
  where: TypedExpression<'bool'> | null,
  predicate: TypedExpression<'bool'>,
): TypedExpression<'bool'> {
  if (where === null) return predicate
  return wrap<'bool'>(buildCall('and', [where.expression, predicate.expression]))
}
