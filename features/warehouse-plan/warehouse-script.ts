import type { Definitions, Source, StoredFeature } from '../definitions.ts'
import { PlumblineError } from '../plumbline-error.ts'
import type { ValueType } from '../value.ts'
import { answersSql, type WarehouseGroup, windowKey } from './answer-features.ts'
import { legalRecords, ownedRecords, standingFacts } from './gather-facts.ts'
import type { WarehouseDialect } from './warehouse-dialect.ts'
import { type IdType, type WarehouseSource, warehouseSource } from './warehouse-source.ts'

interface Step {
  readonly purpose: string
  readonly sql: string
}

/**
 * The batch plan for a warehouse: a script of statements that builds the training set of a document from tables in the
 * shape of `docs/history.md`, as-trained at the end of the log. A log named after each source, and `labels` with the key
 * parts and `as_of`; the result is `training`. Statements are apart by `;` at the end of a line.
 * @throws PlumblineError bad-definition for what the warehouse cannot express exactly, naming the feature
 */
export function warehouseScript(
  definitions: Definitions,
  dialect: WarehouseDialect,
  ids: ReadonlyMap<string, IdType> = new Map(),
): string {
  const free = (wanted: string) =>
    definitions.sources.has(wanted) ? `${wanted}_of_${definitions.name}` : wanted
  const [labels, training] = [dialect.identifier(free('labels')), dialect.identifier(free('training'))]
  const stored = [...definitions.features.values()].filter(feature => feature.kind === 'stored')
  for (const feature of stored) requireExact(definitions, feature, dialect, ids)
  const sources = [...definitions.sources.values()]
    .filter(source => stored.some(feature => feature.source.name === source.name))
    .map(source => warehouseSource(definitions, source, dialect, ids.get(source.name) ?? 'string'))
  const asked = dialect.scratch(`${definitions.name}__asked`)
  const groups = groupsOf(stored, sources)
  const answers = groups.map((_, i) => dialect.scratch(`${definitions.name}__answers_${i}`))
  const steps = [
    ...dialect.prelude.map(sql => ({ purpose: `what ${dialect.title} needs beside its own functions`, sql })),
    {
      purpose: 'keys and instants that are asked',
      sql: create(dialect, asked, askedSql(definitions, dialect, labels)),
    },
    ...sources.flatMap(source => factSteps(source)),
    ...groups.map((group, i) => ({
      purpose: `${group.features.map(([, { name }]) => name).join(', ')}`,
      sql: create(dialect, answers[i] as string, answersSql(group, asked, factsOf(group.from))),
    })),
    {
      purpose: 'the training set',
      sql: `${dialect.createResult(training)}\n${trainingSql({ definitions, dialect, labels, stored, groups, answers })}`,
    },
  ]
  return `${headOf(definitions, dialect, labels, training)}\n${steps.map(textOf).join('\n')}`
}

function textOf({ purpose, sql }: Step): string {
  return `-- ${purpose}\n${sql};\n`
}

function create(dialect: WarehouseDialect, table: string, query: string): string {
  return `${dialect.createScratch(table)}\n${query}`
}

/** Every feature by itself, so that what cannot be expressed is told by its name. */
function requireExact(
  definitions: Definitions,
  feature: StoredFeature,
  dialect: WarehouseDialect,
  ids: ReadonlyMap<string, IdType>,
): void {
  const alone = { ...definitions, features: new Map([[feature.name, feature]]) }
  const from = warehouseSource(alone, feature.source, dialect, ids.get(feature.source.name) ?? 'string')
  try {
    legalRecords(from)
    answersSql({ from, features: [[0, feature]] }, 'asked', 'facts')
  } catch (cause) {
    if (!(cause instanceof PlumblineError)) throw cause
    const mend = 'leave it out of the document, or build it with DuckDB'
    throw new PlumblineError(
      'bad-definition',
      `${dialect.title} cannot give the feature ${feature.name} of ${definitions.name} exactly, because ${cause.message}: ${mend}`,
      { cause },
    )
  }
}

function factsOf(from: WarehouseSource): string {
  return from.dialect.scratch(`${from.definitions.name}__${from.source.name}__facts`)
}

function factSteps(from: WarehouseSource): Step[] {
  const { dialect, source, definitions } = from
  const table = (name: string) => dialect.scratch(`${definitions.name}__${source.name}__${name}`)
  const [records, owned] = [table('records'), table('owned')]
  return [
    { purpose: `${source.name}: legal records`, sql: create(dialect, records, legalRecords(from)) },
    {
      purpose: `${source.name}: whether an id is its key's own`,
      sql: create(dialect, owned, ownedRecords(from, records)),
    },
    {
      purpose: `${source.name}: facts at the end of the log`,
      sql: create(dialect, factsOf(from), standingFacts(from, owned)),
    },
  ]
}

function groupsOf(stored: readonly StoredFeature[], sources: readonly WarehouseSource[]): WarehouseGroup[] {
  const numbered = stored.map((feature, i) => [i, feature] as const)
  return [...Map.groupBy(numbered, ([, feature]) => windowKey(feature)).values()].map(features => {
    const from = sources.find(({ source }) => source.name === features[0]?.[1].source.name)
    if (from === undefined) throw new Error('a feature reads a source that its document lacks')
    return { from, features }
  })
}

function askedSql({ entity }: Definitions, dialect: WarehouseDialect, labels: string): string {
  const column = (name: string) => `l.${dialect.identifier(name)}`
  const parts = entity.map(({ name, type }, i) => `${keyText(dialect, column(name), type)} AS __part${i}`)
  const present = entity.map(({ name }) => `${column(name)} IS NOT NULL`)
  return `SELECT DISTINCT ${[...parts, `${dialect.micros(column('as_of'))} AS __t`].join(', ')}
FROM ${labels} l WHERE ${present.join(' AND ')}`
}

function keyText(dialect: WarehouseDialect, column: string, type: ValueType): string {
  return type === 'string' ? dialect.byCodePoint(column) : column
}

interface Training {
  readonly definitions: Definitions
  readonly dialect: WarehouseDialect
  readonly labels: string
  readonly stored: readonly StoredFeature[]
  readonly groups: readonly WarehouseGroup[]
  readonly answers: readonly string[]
}

/** A row for each label; one with a null key part finds nothing. */
function trainingSql({ definitions, dialect, labels, stored, groups, answers }: Training): string {
  const label = (name: string) => `l.${dialect.identifier(name)}`
  const joins = groups.map((_, g) => {
    const same = definitions.entity.map(
      ({ name, type }, i) => `a${g}.__part${i} = ${keyText(dialect, label(name), type)}`,
    )
    return `LEFT JOIN ${answers[g]} a${g} ON ${[...same, `a${g}.__t = ${dialect.micros(label('as_of'))}`].join(' AND ')}`
  })
  const columns = stored.map((feature, i) => {
    const g = groups.findIndex(({ features }) => features.some(([number]) => number === i))
    const empty = dialect.literal(feature.whenEmpty, feature.type)
    return `CASE WHEN a${g}.__t IS NULL THEN ${empty} ELSE a${g}.f${i} END AS ${dialect.identifier(feature.name)}`
  })
  const keys = [...definitions.entity.map(({ name }) => label(name)), label('as_of')]
  return `SELECT ${[...keys, ...columns].join(',\n  ')}\nFROM ${labels} l\n${joins.join('\n')}`.trimEnd()
}

function headOf(
  definitions: Definitions,
  dialect: WarehouseDialect,
  labels: string,
  training: string,
): string {
  const shape = (table: string, columns: readonly (readonly [name: string, type: string])[]) =>
    `--   ${table} (${columns.map(([name, type]) => `${dialect.identifier(name)} ${type}`).join(', ')})`
  const [int, text, time] = (['int', 'string', 'timestamp'] as const).map(dialect.typeName) as [
    string,
    string,
    string,
  ]
  const logs = [...definitions.sources.values()].map((source: Source) =>
    shape(dialect.identifier(source.name), [
      ...[...source.fields].map(([name, type]) => [name, dialect.typeName(type)] as const),
      ['event_time', time],
      ['arrival_time', time],
      ['seq', int],
      ['id', text],
      ['revision', int],
      ['op', text],
      ['partition', int],
      ['offset', int],
    ]),
  )
  const asked = [
    ...definitions.entity.map(({ name, type }) => [name, dialect.typeName(type)] as const),
    ['as_of', time] as const,
  ]
  return `-- ${definitions.name}, version ${definitions.version}, for ${dialect.title}: makes ${training}, a row of stored features for each row of ${labels},
-- as trained at the end of the log. It reads these tables (docs/history.md says what their columns mean; seq is the place
-- in the log, no two records of a source have the same; timestamps are in UTC):
${[...logs, shape(labels, asked)].join('\n')}
`
}
