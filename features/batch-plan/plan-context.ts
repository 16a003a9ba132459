import type { Definitions, Source } from '../definitions.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { type SourceShape, sourceShape } from './source-shape.ts'
import type { SqlStatement } from './sql-statement.ts'

/** Names of the temporary tables of one source, quoted. */
export interface SourceTables {
  readonly log: string
  readonly refused: string
  readonly raised: string
  readonly keys: string
  readonly records: string
  readonly shared: string
  readonly chains: string
  readonly accepted: string
  readonly facts: string
  readonly slow: string
  readonly measures: string
  readonly pyramid: string
}

/** One source of one document on its way through the plan. */
export interface SourcePlan {
  readonly definitions: Definitions
  readonly source: Source
  readonly shape: SourceShape
  readonly dialect: Dialect
  readonly tables: SourceTables
  /** The quoted name of a further table of this source. */
  table(name: string): string
  /** A quoted name, qualified by the alias of a table. */
  column(alias: string, name: string): string
  /** A statement that makes a temporary table, short of its purpose. */
  create(table: string, query: string): Omit<SqlStatement, 'purpose'>
}

const tableNames = [
  'refused',
  'raised',
  'keys',
  'records',
  'shared',
  'chains',
  'accepted',
  'facts',
  'slow',
  'measures',
  'pyramid',
] as const

/** `prefix` keeps the tables of several documents or runs on one connection apart. */
export function sourcePlan(
  definitions: Definitions,
  source: Source,
  log: string,
  prefix: string,
  dialect: Dialect,
): SourcePlan {
  const table = (name: string) => dialect.identifier(`${prefix}__${source.name}__${name}`)
  const tables = Object.fromEntries(tableNames.map(name => [name, table(name)])) as Record<
    (typeof tableNames)[number],
    string
  >
  return {
    definitions,
    source,
    shape: sourceShape(definitions, source),
    dialect,
    tables: { ...tables, log },
    table,
    column: (alias, name) => `${alias}.${dialect.identifier(name)}`,
    create: (name, query) => ({ sql: `${dialect.createTable(name)}\n${query}`, table: name }),
  }
}

/** The columns of the keys table, one for each part of the entity. */
export function keyPartColumns(plan: SourcePlan): readonly string[] {
  return plan.definitions.entity.map((_, i) => `__part${i}`)
}

/** The order of the log: (α, position); semantics § 2. */
export function logOrder(alias: string): string {
  return ['__arrival', '__seq', '__partition', '__offset', '__line']
    .map(name => `${alias}.${name}`)
    .join(', ')
}
