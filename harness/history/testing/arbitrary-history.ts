import fc from 'fast-check'
import type { PlacedRecord } from '../../../features/log-record.ts'
import { type Target, targetColumns, targetEntity } from '../../../features/target.ts'
import type { State, Value, ValueType } from '../../../features/value.ts'
import { typeShape } from '../../../features/value-type.ts'
import type { History, HistoryTable, ServedRow, TrainingRow } from '../history.ts'
import { logViews } from '../log-views.ts'
import { requestFields } from '../request-fields.ts'

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n }
const texts = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'a ',
    '1',
    'null',
    '"',
    ',',
    '\n',
    '\u0000',
    'é',
    '😀',
    '\uffff',
    "'",
    '{"float":"NaN"}',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
)
const floats = fc.oneof(
  fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, 0.1),
  fc.double(),
)
const ints = fc.oneof(fc.constantFrom(int64.min, int64.max, 0n, 2n ** 53n + 1n, -1n), fc.bigInt(int64))
const instants = fc.oneof(
  fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  fc.integer({ min: 0, max: 50 }),
  fc.maxSafeInteger(),
)
/** What no column of a History holds as it is. */
const misfits: fc.Arbitrary<Value> = fc.constantFrom<Value[]>(
  2n ** 64n,
  '\ud800',
  'nine',
  1n,
  1.5,
  true,
  [],
  ['x', null],
  [[1n]],
  [1.5, 'x'],
  [0.1, 0.2, 0.3],
  -0,
)

/** Any value of a type, null among them. */
function valueOfType(type: ValueType): fc.Arbitrary<Value> {
  const shape = typeShape(type)
  if (shape.kind === 'list') return fc.option(fc.array(valueOfType(shape.element), { maxLength: 3 }))
  if (shape.kind === 'vector') {
    const element = shape.element === 'float32' ? floats.map(Math.fround) : floats
    return fc.option(fc.array(element, { minLength: shape.dimension, maxLength: shape.dimension }))
  }
  const scalars = {
    string: texts,
    int: ints,
    float: floats,
    bool: fc.boolean(),
    timestamp: instants.map(BigInt),
  } satisfies Record<string, fc.Arbitrary<Value>>
  return fc.option(scalars[shape.scalar] as fc.Arbitrary<Value>)
}

/** Nearly always a value of the type; now and then one that is none. */
function almost(type: ValueType): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 20, arbitrary: valueOfType(type) }, { weight: 1, arbitrary: misfits })
}

/** A log whose records are mostly legal, over few keys, ids and instants, so that they meet. */
function logOf(source: string, fields: ReadonlyMap<string, ValueType>): fc.Arbitrary<PlacedRecord[]> {
  const id = fc
    .boolean()
    .map(text => (text ? fc.constantFrom('a', 'b', '10', '9') : fc.bigInt({ min: 0n, max: 5n })))
  return id
    .chain(ids => fc.array(recordOf(source, fields, ids), { maxLength: 12 }))
    .map(records => records.map((record, position) => ({ ...record, position })))
}

function recordOf(
  source: string,
  fields: ReadonlyMap<string, ValueType>,
  ids: fc.Arbitrary<string | bigint>,
): fc.Arbitrary<PlacedRecord> {
  const usual = <T>(arbitrary: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 15, arbitrary }, { weight: 1, arbitrary: odd })
  const oddInstants = fc.constantFrom(Number.NaN, Infinity, 0.5, 2 ** 60, 2 ** 80)
  return fc.record({
    source: fc.constant(source),
    id: usual<string | bigint | null>(ids, fc.constant(null)),
    eventTime: usual<number | null>(instants, fc.oneof(oddInstants, fc.constant(null))),
    arrivalTime: usual(instants, oddInstants),
    op: usual<string | null>(fc.constantFrom('upsert', 'upsert', 'delete'), fc.constantFrom('UPSERT', null)),
    revision: usual<number | bigint | null>(
      fc.nat({ max: 3 }),
      fc.constantFrom(-1, 1.5, null, 2n ** 40n, Number.NaN),
    ),
    fields: fc.record(Object.fromEntries([...fields].map(([name, type]) => [name, almost(type)]))),
    position: fc.constant(0),
    placement: fc.option(fc.record({ partition: fc.nat({ max: 1 }), offset: fc.nat({ max: 9 }) })),
  })
}

const states: fc.Arbitrary<State | null> = fc.constantFrom(
  'present',
  'null',
  'not-found',
  'expired',
  'error',
  null,
)

function servedOf(target: Target): fc.Arbitrary<ServedRow[]> {
  const cell = (type: ValueType) => fc.record({ value: almost(type), state: states })
  const columns = targetColumns(target).map(({ column, feature }) => [column, cell(feature.type)])
  const request = [...requestFields(target)].map(([name, type]) => [name, valueOfType(type)])
  const applied = fc.dictionary(
    fc.constantFrom('payments', 'x'),
    fc.dictionary(fc.constantFrom('0', '1'), fc.nat()),
  )
  const row = fc.record({
    probeId: fc.constant(0n),
    key: fc.tuple(...targetEntity(target).map(part => valueOfType(part.type))),
    asOf: instants,
    answeredAt: instants,
    cells: fc.record(Object.fromEntries(columns), { requiredKeys: [] }),
    request: fc.record(Object.fromEntries(request), { requiredKeys: [] }),
    version: fc.option(fc.nat({ max: 5 })),
    askedVersion: fc.option(fc.nat({ max: 5 })),
    applied: fc.option(applied),
    watermark: fc.option(instants),
  }) as fc.Arbitrary<ServedRow>
  return withIds(fc.array(row, { maxLength: 6 }))
}

function trainingOf(target: Target): fc.Arbitrary<TrainingRow[] | null> {
  const columns = targetColumns(target).map(({ column, feature }) => [column, almost(feature.type)])
  const row = fc.record({
    probeId: fc.constant(0n),
    key: fc.tuple(...targetEntity(target).map(part => valueOfType(part.type))),
    asOf: instants,
    values: fc.record(Object.fromEntries(columns), { requiredKeys: [] }),
  }) as fc.Arbitrary<TrainingRow>
  return fc.option(withIds(fc.array(row, { maxLength: 6 })))
}

/** All ids integers, or all texts: a column holds one kind. */
function withIds<Row>(rows: fc.Arbitrary<Row[]>): fc.Arbitrary<Row[]> {
  return fc
    .tuple(rows, fc.boolean())
    .map(([all, text]) => all.map((row, i) => ({ ...row, probeId: text ? `p${i}` : BigInt(i) })))
}

function tableOf(target: Target): fc.Arbitrary<HistoryTable> {
  return fc.record({ target: fc.constant(target), served: servedOf(target), training: trainingOf(target) })
}

/** A History of these targets with every kind of value, legal or not. */
export function historyOf(targets: readonly Target[]): fc.Arbitrary<History> {
  const fields = new Map<string, Map<string, ValueType>>()
  for (const { source } of logViews(targets)) {
    fields.set(source.name, new Map([...(fields.get(source.name) ?? []), ...source.fields]))
  }
  const logs = [...fields].map(([source, types]) => logOf(source, types).map(log => [source, log] as const))
  return fc.record({
    page: fc.record({
      training: fc.record({
        reading: fc.constantFrom('as-trained' as const, 'as-known' as const),
        cut: fc.option(instants),
      }),
      completeFrom: fc.dictionary(fc.constantFrom('payments'), instants),
      scenario: fc.option(texts),
      seed: fc.option(fc.maxSafeInteger()),
      options: fc.dictionary(fc.constantFrom('late', 'keys'), fc.oneof(fc.boolean(), fc.nat(), texts)),
      store: fc.option(fc.record({ name: texts, stack: texts })),
    }),
    events: fc.tuple(...logs).map(all => new Map(all)),
    tables: fc.tuple(...targets.map(tableOf)),
  })
}
