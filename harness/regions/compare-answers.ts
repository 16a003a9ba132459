import { targetName } from '../../features/target.ts'
import type { Instant } from '../../features/value.ts'
import { canonicalText } from '../diff/canonical-text.ts'
import type { JudgedRow } from '../diff/mismatch.ts'
import { sameValue } from '../diff/same-value.ts'
import type { RegionQuestion } from './region-reads.ts'

/** One value that two regions gave differently, although both had applied the same records. It does not pass by itself. */
export interface RegionDivergence {
  readonly regions: readonly [string, string]
  readonly target: string
  readonly feature: string
  /** Canonical JSON texts of the key parts, and of both values. */
  readonly key: string
  readonly values: readonly [string, string]
  /** µs */
  readonly asOf: Instant
  /** Those of the two whose value recomputation does not confirm. */
  readonly wrong: readonly string[]
}

/** What the answers of two regions to the same questions come to. */
export interface RegionComparison {
  /** Pairs of answers. */
  readonly pairs: number
  /** Pairs of which one had applied less: it is behind, and what it lacks will come. */
  readonly lags: number
  /** Pairs of the same records with a value that differs. */
  readonly diverged: number
  readonly divergences: readonly RegionDivergence[]
}

/** Divergences that are told one by one. */
const toldMax = 20

/**
 * Holds the answers of the regions to each question against each other, the first region’s against every other’s. Where
 * both state the same offsets, or neither any, values must be equal; sums of floats may differ as far as recomputation
 * confirms both (semantics § 8), since regions take the log in other batches. Other offsets are lag.
 */
export function compareAnswers(
  questions: readonly RegionQuestion[],
  rows: ReadonlyMap<bigint, JudgedRow>,
): RegionComparison {
  let [pairs, lags, diverged] = [0, 0, 0]
  const divergences: RegionDivergence[] = []
  for (const { asked } of questions) {
    const [home, ...others] = [...asked].flatMap(([region, id]) => {
      const row = rows.get(id)
      return row === undefined ? [] : [{ region, row }]
    })
    for (const other of others) {
      if (home === undefined) continue
      pairs++
      if (offsetsText(home.row) !== offsetsText(other.row)) {
        lags++
        continue
      }
      const found = differing(home, other)
      if (found.length > 0) diverged++
      divergences.push(...found.slice(0, toldMax - divergences.length))
    }
  }
  return { pairs, lags, diverged, divergences }
}

interface RegionRow {
  readonly region: string
  readonly row: JudgedRow
}

function differing(a: RegionRow, b: RegionRow): RegionDivergence[] {
  const isWrong = ({ row }: RegionRow, at: number) => row.judgement.cells[at]?.served?.kind === 'defect'
  return a.row.judgement.cells.flatMap(({ plan }, at): RegionDivergence[] => {
    const { column, feature } = plan
    const [x, y] = [a, b].map(({ row }) => row.served.cells[column])
    if (x === undefined || y === undefined || x.state === 'error' || y.state === 'error') return []
    if (x.state === y.state && sameValue(x.value, y.value)) return []
    const wrong = [a, b].filter(each => isWrong(each, at)).map(({ region }) => region)
    if (wrong.length === 0) return []
    return [
      {
        regions: [a.region, b.region],
        target: targetName(a.row.target.target),
        feature: column,
        key: a.row.served.key.map(part => (typeof part === 'string' ? part : String(part))).join(', '),
        values: [canonicalText(x.value, feature.type), canonicalText(y.value, feature.type)],
        asOf: a.row.served.asOf,
        wrong,
      },
    ]
  })
}

/** What an answer states that it holds, the same text for the same offsets. */
function offsetsText({ served }: JudgedRow): string {
  const { applied, watermark } = served
  if (applied === null) return String(watermark)
  const offsets = Object.entries(applied).flatMap(([source, partitions]) => {
    return Object.entries(partitions).flatMap(([partition, next]) => {
      return next === 0 ? [] : [`${source} ${partition} ${next}`]
    })
  })
  return offsets.sort().join('\n')
}
