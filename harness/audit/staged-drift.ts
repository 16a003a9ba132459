import { randomOf } from '../../generators/random.ts'
import { driftByDefault } from '../drift/drift-asked.ts'
import type { DriftFacts } from '../drift/drift-facts.ts'
import { driftStage } from '../drift/drift-stage.ts'
import type { ColumnPairs } from '../drift/pairs/column-pairs.ts'
import type { StagedHistory } from '../history/staged-history.ts'
import type { AuditOptions } from './audit-staged.ts'

/** The drift stage of an audit: its pairs, and training against served; null where nothing was judged. */
export async function stagedDrift(
  staged: StagedHistory,
  pairs: readonly ColumnPairs[],
  { drift = driftByDefault, onProgress, signal }: Pick<AuditOptions, 'drift' | 'onProgress' | 'signal'>,
): Promise<DriftFacts | null> {
  if (drift === null || pairs.length === 0) return null
  const { settings, declared, stages } = drift
  const { comparisons, notes } = await driftStage({
    engine: staged,
    tables: staged.tables,
    stages,
    run: null,
    settings,
    random: randomOf(settings.seed),
    onProgress: line => onProgress(`drift: ${line}`),
    signal,
  })
  const without = staged.tables.filter(table => table.training === null).map(table => table.name)
  const unpaired =
    without.length === 0
      ? []
      : [`training was not held against served, ${without.join(', ')} has no training set`]
  return { comparisons, pairs, settings, declared, notes: [...notes, ...unpaired] }
}
