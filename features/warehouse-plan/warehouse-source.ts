import { type SourceShape, sourceShape } from '../batch-plan/source-shape.ts'
import type { Definitions, Source } from '../definitions.ts'
import type { WarehouseDialect } from './warehouse-dialect.ts'

/** How the ids of a log are stored: texts compare by code point, integers as numbers; semantics § 5. */
export type IdType = 'string' | 'int'

/** One source of a document on its way through the plan for a warehouse. */
export interface WarehouseSource {
  readonly definitions: Definitions
  readonly source: Source
  readonly shape: SourceShape
  readonly dialect: WarehouseDialect
  /** The quoted name of the log, which the user has. */
  readonly log: string
  /** A quoted column of the table with this alias. */
  column(alias: string, name: string): string
  /** The id of a record. */
  id(alias: string): string
}

export function warehouseSource(
  definitions: Definitions,
  source: Source,
  dialect: WarehouseDialect,
  idType: IdType,
): WarehouseSource {
  const column = (alias: string, name: string) => `${alias}.${dialect.identifier(name)}`
  return {
    definitions,
    source,
    shape: sourceShape(definitions, source),
    dialect,
    log: dialect.identifier(source.name),
    column,
    id: alias => (idType === 'string' ? dialect.byCodePoint(column(alias, 'id')) : column(alias, 'id')),
  }
}
