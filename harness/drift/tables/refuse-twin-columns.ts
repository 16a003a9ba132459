import type { DuckDBConnection } from '@duckdb/node-api'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import type { TableFile } from '../../history/open-table-file.ts'
import { queryRows } from '../../history/query-rows.ts'
import { quoteText } from '../../history/sql-text.ts'

/**
 * DuckDB takes names that differ in the case of A–Z alone for one, and would call the second `X_1` without a word.
 * @throws PlumblineError `corrupt-file`, which names both
 */
export async function refuseTwinColumns(connection: DuckDBConnection, file: TableFile): Promise<void> {
  const names = file.format === 'parquet' ? await writtenNames(connection, file) : [...file.columns.keys()]
  const first = new Map<string, string>()
  for (const name of names) {
    const folded = name.replace(/[A-Z]/g, letter => letter.toLowerCase())
    const twin = first.get(folded)
    if (twin !== undefined) {
      throw new PlumblineError(
        'corrupt-file',
        `${file.path} has columns ${twin} and ${name}, which drift cannot tell apart, for their names differ in upper and lower case alone: rename one`,
      )
    }
    first.set(folded, name)
  }
}

/** The columns of a Parquet file as its footer names them: a schema tree in depth-first order, its root first. */
async function writtenNames(connection: DuckDBConnection, { path }: TableFile): Promise<string[]> {
  const literal = quoteText(path.replace(/[[*?]/g, '[$&]'))
  const nodes = await queryRows(connection, `SELECT name, num_children FROM parquet_schema(${literal})`)
  const names: string[] = []
  // Nodes that are still to come below the column at hand.
  let below = 0
  for (const [name, children] of nodes.slice(1)) {
    if (below === 0) names.push(String(name))
    else below--
    below += Number(children ?? 0)
  }
  return names
}
