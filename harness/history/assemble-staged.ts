import type { DuckDBConnection } from '@duckdb/node-api'
import type { Definitions } from '../../features/definitions.ts'
import type { Target } from '../../features/target.ts'
import type { HistoryPage } from './history.ts'
import { documentId } from './log-views.ts'
import { quoteName } from './sql-text.ts'
import type { KeptSample, StagedHistory, StagedLog, StagedTable } from './staged-history.ts'
import type { SeenLog } from './take-sample.ts'

/** Gives each relation of one staged History a quoted name of its own. */
export type RelationName = (kind: 'log' | 'served' | 'training', name: string) => string

export function relationNames(schema: string): RelationName {
  const given = new Set<string>()
  return (kind, name) => {
    let relation = `${kind}_${name}`
    while (given.has(relation)) relation += '_'
    given.add(relation)
    return `${quoteName(schema)}.${quoteName(relation)}`
  }
}

export interface StagedParts {
  readonly connection: DuckDBConnection
  connect(): Promise<DuckDBConnection>
  readonly page: HistoryPage
  readonly targets: readonly Target[]
  readonly tables: readonly StagedTable[]
  readonly logs: readonly SeenLog[]
  readonly notes: readonly string[]
  readonly sample: KeptSample | null
  close(): Promise<void>
}

/** Puts what was staged together. */
export function assembleStaged({ logs, ...parts }: StagedParts): StagedHistory {
  const sources = new Map<string, StagedLog>()
  for (const { log } of logs) if (!sources.has(log.source)) sources.set(log.source, log)
  const logOf = (definitions: Definitions, source: string): StagedLog => {
    const seen = logs.find(each => each.log.source === source && each.documents.has(documentId(definitions)))
    if (seen === undefined)
      throw new RangeError(`${documentId(definitions)} has no log of ${source} in this History`)
    return seen.log
  }
  return {
    ...parts,
    sources,
    logs: new Map([...sources].map(([name, log]) => [name, log.relation])),
    logOf,
    nothingToProve: nothingToProve(parts.tables, [...sources.values()], parts.sample),
  }
}

function nothingToProve(
  tables: readonly StagedTable[],
  logs: readonly StagedLog[],
  sample: KeptSample | null,
): string | null {
  const where = sample === null ? '' : ' in the sample'
  if (tables.every(table => table.servedRows === 0)) return `there are no served rows${where}`
  if (logs.every(log => log.rows === 0)) return `there are no events${where}`
  if (tables.every(table => table.columns.length === 0)) return 'no feature has a served column'
  return null
}
