import type { PlacedRecord } from '../../features/log-record.ts'
import type { History } from '../history/history.ts'
import { type Failure, failingCells } from './failure.ts'
import { type Budget, fewest } from './minimize.ts'

/**
 * Cuts a History down to the facts that decide one failing cell, where there is no store to run again: what was served
 * stands, and as few records are left as still make it wrong for the same cause. Null where nothing fails so.
 */
export async function cutHistory(
  whole: History,
  failure: Failure,
  budget: Budget,
): Promise<{ readonly history: History; readonly isMinimal: boolean } | null> {
  const fails = (history: History) => failingCells(history, failure, []).alike.length > 0
  const [cell] = failingCells(whole, failure, []).alike
  if (cell === undefined) return null
  let history = withRow(whole, failure, cell.probeId)
  // Some causes show only beside other answers; then the rows stay.
  if (!fails(history)) history = whole
  const records = [...history.events].flatMap(([source, log]) => log.map(record => ({ source, record })))
  const kept = await fewest(records, async some => fails(withRecords(history, some)), budget)
  return { history: withRecords(history, kept), isMinimal: !budget.isOver }
}

function withRow(history: History, { target }: Failure, probeId: bigint | string): History {
  const tables = history.tables.flatMap(table => {
    const name = table.target.kind === 'document' ? table.target.definitions.name : table.target.service.name
    if (name !== target) return []
    const served = table.served.filter(row => row.probeId === probeId)
    const training = table.training?.filter(row => row.probeId === probeId) ?? null
    return [{ ...table, served, training }]
  })
  return { ...history, tables }
}

function withRecords(
  history: History,
  kept: readonly { readonly source: string; readonly record: PlacedRecord }[],
): History {
  const events = new Map<string, PlacedRecord[]>([...history.events.keys()].map(source => [source, []]))
  for (const { source, record } of kept) events.get(source)?.push(record)
  return { ...history, events }
}
