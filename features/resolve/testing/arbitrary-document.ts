import fc from 'fast-check'
import { arbitraryExpression, sampleTypes } from '../../expressions/testing/arbitrary-expression.ts'
import type { ScalarType } from '../../value.ts'

type Json = Readonly<Record<string, unknown>>

const scalars = ['int', 'float', 'string', 'bool', 'timestamp'] as const satisfies readonly ScalarType[]
const keyTypes = { k: 'string', h: 'int' } as const

/** A duration in a spelling that need not be its shortest. */
const duration = fc
  .tuple(fc.integer({ min: 1, max: 100_000 }), fc.constantFrom('us', 'ms', 's', 'm', 'h'))
  .map(([count, unit]) => `${count}${unit}`)

const remarks = fc.record({ description: fc.string(), owner: fc.string() }, { requiredKeys: [] })

const window = fc.oneof(
  fc.record({ closed: fc.constantFrom('left', 'right') }, { requiredKeys: [] }),
  fc.record(
    { length: duration, slide: duration, closed: fc.constantFrom('left', 'right') },
    { requiredKeys: ['length'] },
  ),
)

const refresh = fc.record(
  { every: duration, delay: fc.oneof(fc.constant('0s'), duration) },
  { requiredKeys: ['every'] },
)

/** An aggregate and the null rules that are legal for it; null stands for none. */
const aggregate: fc.Arbitrary<{ readonly aggregate: Json; readonly nulls: readonly (string | undefined)[] }> =
  fc.oneof(
    fc.constant({ aggregate: { kind: 'count' }, nulls: [undefined] }),
    ofInput(['count'], scalars, []),
    ofInput(
      ['sum', 'mean', 'variance', 'stddev', 'first', 'last', 'min'],
      ['int', 'float'],
      ['skip', 'zero', 'poison'],
    ),
    ofInput(['min', 'max', 'countDistinct', 'first', 'last'], scalars, ['skip', 'poison']),
    ofInput(['lastN'], scalars, ['skip', 'poison'], { n: fc.integer({ min: 1, max: 9 }) }),
    ofInput(['latest'], scalars, [], {
      ttl: fc.option(fc.oneof(fc.constant('0s'), duration), { nil: undefined }),
    }),
    fc.constantFrom('v', 'w', 'l').chain(field => ofField(field)),
  )

function ofInput(
  kinds: readonly string[],
  types: readonly ScalarType[],
  nulls: readonly string[],
  more: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
) {
  const of = fc.oneof(...types.map(type => arbitraryExpression(type, 'stored', 2)))
  return fc
    .record({ kind: fc.constantFrom(...kinds), of, ...more })
    .map(each => ({ aggregate: stated(each), nulls: [undefined, ...nulls] }))
}

function ofField(field: string) {
  const kinds = fc.constantFrom(
    { kind: 'first' },
    { kind: 'last' },
    { kind: 'latest' },
    { kind: 'lastN', n: 2 },
  )
  return kinds.map(kind => ({ aggregate: { ...kind, of: { field } }, nulls: [undefined] }))
}

function stated(members: object): Json {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

const storedFeature = fc
  .tuple(
    aggregate.chain(each =>
      fc.constantFrom(...each.nulls).map(nulls => ({ aggregate: each.aggregate, nulls })),
    ),
    fc.record(
      {
        window,
        refresh,
        where: arbitraryExpression('bool', 'stored', 2),
        allowedLateness: fc.oneof(fc.constant('0s'), duration),
        whenEmpty: fc.constant(null),
      },
      { requiredKeys: [] },
    ),
    remarks,
    fc.constantFrom('a', 'b'),
  )
  .map(([body, rest, said, source]) => stated({ source, ...body, ...rest, ...said }))

const onDemandFeature = fc
  .tuple(fc.oneof(...scalars.map(type => arbitraryExpression(type, 'on-demand', 2))), remarks)
  .map(([onDemand, said]) => ({ ...said, request: { asked: 'float' }, onDemand }))

function named(prefix: string, bodies: readonly Json[]): [string, Json][] {
  return bodies.map((body, index) => [`${prefix}${index}`, body])
}

const fields = { ...sampleTypes, l: 'list<int>', payer: 'string', house: 'int' }
const source = { key: { k: 'payer', h: 'house' }, fields }

/** The newest value of each sample type, for on-demand features to read under its name. */
const latests = Object.fromEntries(
  Object.keys(sampleTypes).map(field => [
    field,
    { source: 'a', aggregate: { kind: 'latest', of: { field } } },
  ]),
)

/** A legal definition document of every kind of aggregate, window, null rule and expression. */
export const arbitraryDocument: fc.Arbitrary<Json & { readonly features: Readonly<Record<string, Json>> }> =
  fc
    .tuple(
      fc.integer({ min: 0, max: 99 }),
      fc.array(storedFeature, { maxLength: 4 }),
      fc.array(onDemandFeature, { maxLength: 3 }),
      remarks,
    )
    .map(([version, stored, onDemand, said]) => ({
      schema: 'plumbline.definitions/1',
      name: 'drawn',
      version,
      ...said,
      entity: keyTypes,
      sources: { a: source, b: source },
      features: Object.fromEntries([
        ...Object.entries<Json>(latests),
        ...named('x', stored),
        ...named('y', onDemand),
      ]),
    }))
