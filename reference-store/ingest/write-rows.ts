import type { AcceptedRecord, RowChanges } from '../../features/streaming-plan/admit-records.ts'
import { applyChanges } from '../../features/streaming-plan/apply-changes.ts'
import { cellsWanted } from '../../features/streaming-plan/cells-wanted.ts'
import type { RowWrite } from '../../features/streaming-plan/row.ts'
import type { SourcePlan } from '../../features/streaming-plan/streaming-plan.ts'
import { WorkingRow } from '../../features/streaming-plan/working-row.ts'
import type { PartitionWriter } from '../online/online-store.ts'

/**
 * Works out the new cells of every row that a batch changes, in two reads for all keys: first the states of the ids,
 * which tell what changes, then the cells that those changes need.
 */
export async function writeRows(
  plan: SourcePlan,
  writer: PartitionWriter,
  document: string,
  byKey: ReadonlyMap<string, readonly AcceptedRecord[]>,
): Promise<RowWrite[]> {
  const batches = [...byKey]
  const asked = batches.map(([key, records]) => ({ key, ids: records.map(record => record.id) }))
  const kept = await writer.readIds(document, asked)
  const changed: { key: string; changes: RowChanges }[] = []
  for (const [i, [key, records]] of batches.entries()) {
    const changes = plan.seams.admitBatch(plan, records, kept[i]!)
    if (changes.ids.size > 0) changed.push({ key, changes })
  }
  const requests = changed.map(({ key, changes }) => ({ key, wanted: cellsWanted(plan, changes.facts) }))
  const found = await writer.readCells(document, requests)
  return changed.map(({ key, changes }, i) => {
    const row = new WorkingRow(plan.tiles.length + 1, requests[i]!.wanted, found[i]!)
    applyChanges(plan, row, changes.facts)
    return { key, ids: changes.ids, cells: row.written }
  })
}
