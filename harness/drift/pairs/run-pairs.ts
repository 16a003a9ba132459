import { targetName } from '../../../features/target.ts'
import type { JudgedRow } from '../../diff/mismatch.ts'
import type { ColumnPlan } from '../../diff/target-plan.ts'
import type { FlipCounts } from '../statistics/paired-counts.ts'
import { type PairDifference, signedRanks } from '../statistics/signed-ranks.ts'
import { type CellPair, cellPair, isNumberType } from './cell-pair.ts'
import type { ColumnPairs } from './column-pairs.ts'

/** What one entity's pairs of a column add up to. */
interface EntitySums {
  hits: number
  trials: number
  /** Larger less smaller, null-only and found-only of the served side less those of the other. */
  direction: number
  nulls: number
  found: number
}

interface ColumnSums {
  readonly target: string
  readonly plan: ColumnPlan
  readonly entities: Map<string, EntitySums>
  readonly differences: PairDifference[]
  /** Whether any row gave a state. */
  hasStates: boolean
  stale: number
  larger: number
  smaller: number
  readonly nulls: { servedOnly: number; knownOnly: number }
  readonly found: { servedOnly: number; knownOnly: number }
}

/** Pairs of all judged rows of one run, which is small: by column, entities apart. Pure. */
export function runPairs(rows: readonly JudgedRow[]): ColumnPairs[] {
  const columns = new Map<string, ColumnSums>()
  for (const { target, served, judgement } of rows) {
    const name = targetName(target.target)
    const entity = JSON.stringify(served.key.map(part => `${typeof part} ${String(part)}`))
    for (const cell of judgement.cells) {
      const pair = cellPair(cell)
      if (pair.kind === 'none') continue
      const sums = columnSums(columns, name, cell.plan)
      sums.hasStates ||= (served.cells[cell.plan.column]?.state ?? null) !== null
      addPair(sums, entity, pair)
    }
  }
  return [...columns.values()].map(summarize)
}

function columnSums(columns: Map<string, ColumnSums>, target: string, plan: ColumnPlan): ColumnSums {
  const key = `${target}.${plan.column}`
  const found = columns.get(key)
  if (found !== undefined) return found
  const opened: ColumnSums = {
    target,
    plan,
    entities: new Map(),
    differences: [],
    hasStates: false,
    stale: 0,
    larger: 0,
    smaller: 0,
    nulls: { servedOnly: 0, knownOnly: 0 },
    found: { servedOnly: 0, knownOnly: 0 },
  }
  columns.set(key, opened)
  return opened
}

function addPair(sums: ColumnSums, cluster: string, pair: Exclude<CellPair, { kind: 'none' }>): void {
  const entity = sums.entities.get(cluster) ?? { hits: 0, trials: 0, direction: 0, nulls: 0, found: 0 }
  sums.entities.set(cluster, entity)
  entity.trials++
  const difference = pair.kind === 'equal' ? 0 : pair.difference
  if (difference !== null) sums.differences.push({ difference, cluster })
  if (pair.kind === 'equal') return
  entity.hits++
  if (pair.stale) sums.stale++
  const sign = Math.sign(difference ?? 0)
  entity.direction += sign
  if (sign > 0) sums.larger++
  if (sign < 0) sums.smaller++
  entity.nulls += flip(sums.nulls, pair.servedNull && !pair.knownNull, pair.knownNull && !pair.servedNull)
  entity.found += flip(sums.found, pair.servedFound && !pair.knownFound, pair.knownFound && !pair.servedFound)
}

function flip(
  counts: { servedOnly: number; knownOnly: number },
  servedOnly: boolean,
  knownOnly: boolean,
): number {
  if (servedOnly) counts.servedOnly++
  if (knownOnly) counts.knownOnly++
  return Number(servedOnly) - Number(knownOnly)
}

function summarize(sums: ColumnSums): ColumnPairs {
  const { target, plan, entities, differences, stale, larger, smaller } = sums
  const all = [...entities.values()]
  const totals = (of: (entity: EntitySums) => number) => all.map(each => ({ total: of(each), count: 1 }))
  const flips = (of: (entity: EntitySums) => number, counts: Omit<FlipCounts, 'totals'>): FlipCounts => ({
    totals: totals(of),
    ...counts,
  })
  const isNumber = isNumberType(plan.feature.type)
  return {
    target,
    column: plan.column,
    isNumber,
    counts: {
      hits: all.map(({ hits, trials }) => ({ hits, trials, count: 1 })),
      stale,
      direction: totals(each => each.direction),
      larger,
      smaller,
      ranks: isNumber ? signedRanks(differences).totals : [],
      nulls: flips(each => each.nulls, sums.nulls),
      found: sums.hasStates ? flips(each => each.found, sums.found) : null,
    },
  }
}
