import type { PlacedRecord } from '../../features/log-record.ts'
import { auditStaged } from '../audit/audit-staged.ts'
import type { StoredCell } from '../diagnose/cell.ts'
import { diagnoseCells } from '../diagnose/diagnose-cells.ts'
import type { History, ServedRow, TrainingRow } from '../history/history.ts'
import type { StagedHistory } from '../history/staged-history.ts'
import type { Failure } from './failure.ts'
import { worstOf } from './shrink-folder.ts'

/** Records of a log that is worked on in memory as a whole. */
export const wholeMax = 100_000

export interface PartOptions {
  readonly failure: Failure | null
  readonly memory: number
  readonly signal: AbortSignal
  readonly onProgress: (line: string) => void
  readonly now: () => number
}

/**
 * The part of a large staged History that one failing cell needs: its row, those asked for with it, and the records of
 * its key. Null where nothing fails so.
 */
export async function worstPart(
  staged: StagedHistory,
  options: PartOptions,
): Promise<{ readonly history: History; readonly failure: Failure } | null> {
  const { cells } = await auditStaged(staged, {
    budgets: { freshnessSlo: null, lateDataShare: null },
    recheckRows: 0,
    mismatchesPath: null,
    provenance: { versions: {}, options: {} },
    ...options,
  })
  const diagnosis = diagnoseCells(cells)
  const failure = options.failure ?? worstOf(diagnosis)
  if (failure === null) return null
  const { target, column, side, cause } = failure
  const causes = new Map(
    diagnosis.cells
      .filter(each => each.target === target && each.feature === column && each.side === side)
      .map(each => [each.probeId, each.cause]),
  )
  const found = cells
    .filter(each => each.target === target && each.column === column && each.side === side)
    .flatMap(({ wrong }) => wrong)
    .filter(cell => causes.get(cell.row.served.probeId) === cause)
    .toSorted((a, b) => a.records.length - b.records.length)[0]
  return found === undefined ? null : { history: partOf(staged, found), failure }
}

function partOf({ page }: StagedHistory, cell: StoredCell): History {
  const { row, feature } = cell
  const served: readonly ServedRow[] = [row.served]
  const training: TrainingRow[] | null =
    cell.side === 'offline'
      ? [
          {
            probeId: row.served.probeId,
            key: row.served.key,
            asOf: row.served.asOf,
            values: { [cell.plan.column]: cell.given.value },
          },
        ]
      : null
  const records = cell.records.map(({ record }): PlacedRecord => record)
  return {
    page: { ...page, training: { ...page.training, cut: row.world.cut } },
    events: new Map([[feature.source.name, records]]),
    tables: [{ target: row.target.target, served, training }],
  }
}
