import type { Definitions, StoredFeature } from '../../features/definitions.ts'
import type { PlacedRecord } from '../../features/log-record.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import type { Value, ValueType } from '../../features/value.ts'
import type { WarehouseDialect } from '../../features/warehouse-plan/warehouse-dialect.ts'
import { warehouseScript } from '../../features/warehouse-plan/warehouse-script.ts'
import type { IdType } from '../../features/warehouse-plan/warehouse-source.ts'
import type { RandomCase } from '../../generators/random-case.ts'
import { staticReject } from '../../harness/oracle/specification/accepted-log.ts'

/** A row of labels: a key by the parts of the entity, and T (µs). */
export interface Label {
  readonly key: readonly Value[]
  readonly asOf: number
}

/** A case as a warehouse gets it: the features that it can give, their logs, and labels. */
export interface WarehouseCase {
  readonly definitions: Definitions
  readonly logs: ReadonlyMap<string, readonly PlacedRecord[]>
  readonly labels: readonly Label[]
  readonly script: string
  readonly ids: ReadonlyMap<string, IdType>
  /** What the warehouse said of the features that it cannot give. */
  readonly refused: readonly string[]
}

/** The first document of a random case without what is computed when asked; null where the warehouse can give none of it. */
export function warehouseCase(drawn: RandomCase, dialect: WarehouseDialect): WarehouseCase | null {
  const whole = drawn.definitions[0] as Definitions
  const logs = new Map(
    [...whole.sources.values()].map(source => {
      const records = (drawn.records.get(source.name) ?? []).map(
        (record, position): PlacedRecord => ({
          ...record,
          position,
          placement: { partition: position % 3, offset: Math.floor(position / 3) },
        }),
      )
      // A value of another type cannot stand in a table, and is as if never appended in any case.
      return [
        source.name,
        records.filter(each => staticReject(each, whole, source) !== 'wrong-type'),
      ] as const
    }),
  )
  const ids = new Map(
    [...logs].map(([name, records]) => {
      return [name, records.some(({ id }) => typeof id === 'string') ? 'string' : 'int'] as const
    }),
  )
  const labels = drawn.batches
    .flatMap(({ questions }) => questions)
    .filter(({ target }) => target === whole.name)
    .map(({ key, asOf }): Label => ({ key: whole.entity.map(({ name }) => key[name] ?? null), asOf }))
  const refused: string[] = []
  for (let definitions = withFeatures(whole, storedOf(whole)); definitions !== null; ) {
    try {
      return { definitions, logs, labels, ids, refused, script: warehouseScript(definitions, dialect, ids) }
    } catch (cause) {
      if (!(cause instanceof PlumblineError)) throw cause
      const before = storedOf(definitions)
      const left = before.filter(({ name }) => !cause.message.includes(`the feature ${name} of`))
      if (left.length === before.length) throw cause
      refused.push(cause.message)
      definitions = withFeatures(whole, left)
    }
  }
  return null
}

export function storedOf({ features }: Definitions): StoredFeature[] {
  return [...features.values()].filter(feature => feature.kind === 'stored')
}

function withFeatures(whole: Definitions, kept: readonly StoredFeature[]): Definitions | null {
  if (kept.length === 0) return null
  const document = whole.document as { readonly features: Readonly<Record<string, unknown>> }
  const features = Object.fromEntries(kept.map(({ name }) => [name, document.features[name]]))
  return definitionsOrThrow({ ...document, features })
}

/**
 * The statements that make the tables of a case; every value of a column has one and the same type. Null where a field or a
 * key is none of the values that `holds` says the warehouse can store.
 */
export function tablesOf(
  given: WarehouseCase,
  dialect: WarehouseDialect,
  holds: (value: Value, type: ValueType) => boolean = () => true,
): string[] | null {
  const { definitions, logs, labels, ids } = given
  let isHeld = true
  const table = (name: string, columns: readonly Column[], rows: readonly (readonly Value[])[]) => {
    for (const row of rows) {
      const foreign = row.some((value, i) => {
        const { name, type } = columns[i] as Column
        // An instant of the log that a warehouse has no value for is a reject in any case.
        return name !== 'event_time' && name !== 'arrival_time' && !holds(value, type)
      })
      if (foreign) isHeld = false
    }
    if (!isHeld) return ''
    const cells = rows.map(row => row.map((value, i) => dialect.literal(value, columns[i]?.type ?? 'int')))
    const nulls = columns.map(
      ({ name, type }) => `${dialect.literal(null, type)} AS ${dialect.identifier(name)}`,
    )
    const selects = [
      `SELECT ${nulls.join(', ')} WHERE FALSE`,
      ...cells.map(row => `SELECT ${row.join(', ')}`),
    ]
    return `${dialect.createResult(dialect.identifier(name))}\n${selects.join('\nUNION ALL\n')}`
  }
  const made = [...definitions.sources.values()].map(source => {
    const columns: Column[] = [...source.fields].map(([name, type]) => ({ name, type }))
    const id = ids.get(source.name) ?? 'string'
    const all: Column[] = [
      ...columns,
      ...ownColumns.map(each => (each.name === 'id' ? { ...each, type: id } : each)),
    ]
    const rows = (logs.get(source.name) ?? []).map(record => [
      ...columns.map(({ name }) => record.fields[name] ?? null),
      ...ownValues(record, id),
    ])
    return table(source.name, all, rows)
  })
  const asked: Column[] = [...definitions.entity, { name: 'as_of', type: 'timestamp' as const }]
  const rows = labels.map(({ key, asOf }) => [...key, BigInt(asOf)])
  const all = [...made, table('labels', asked, rows)]
  return isHeld ? all : null
}

interface Column {
  readonly name: string
  readonly type: ValueType
}

const ownColumns: readonly Column[] = [
  { name: 'event_time', type: 'timestamp' },
  { name: 'arrival_time', type: 'timestamp' },
  { name: 'seq', type: 'int' },
  { name: 'id', type: 'string' },
  { name: 'revision', type: 'int' },
  { name: 'op', type: 'string' },
  { name: 'partition', type: 'int' },
  { name: 'offset', type: 'int' },
]

function ownValues(record: PlacedRecord, idType: IdType): Value[] {
  const { eventTime, arrivalTime, position, id, revision, op, placement } = record
  const int = (value: number | bigint | null | undefined) =>
    value === null || value === undefined ? null : BigInt(value)
  return [
    int(eventTime),
    int(arrivalTime),
    int(position),
    idType === 'string' && id !== null ? String(id) : id,
    int(revision),
    op,
    int(placement?.partition),
    int(placement?.offset),
  ]
}
