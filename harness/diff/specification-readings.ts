import type { Target } from '../../features/target.ts'
import type { Instant } from '../../features/value.ts'
import type { ServedRow } from '../history/history.ts'
import type { Readings } from './judgement.ts'
import type { SpecSources } from './spec-source.ts'
import { planTarget } from './target-plan.ts'

/** Recomputes both readings of every stored column of a row by the specification evaluator; `cut` in µs. */
export function specificationReadings(
  target: Target,
  logs: SpecSources,
  cut: Instant,
): (row: ServedRow) => Readonly<Record<string, Readings>> {
  const stored = planTarget(target).columns.filter(plan => plan.kind === 'stored')
  return row => {
    const entries = stored.map(({ column, feature, definitions, keyAt }) => {
      const log = logs(definitions, feature.source.name)
      const key = keyAt.map(at => row.key[at] ?? null)
      const reading = (k: Instant, trained: boolean) => {
        return log.evaluate(feature, key, { asOf: row.asOf, knowledge: { kind: 'at', k }, trained })
      }
      const readings = {
        asKnown: reading(row.asOf, false),
        asTrained: reading(Math.max(cut, row.asOf), true),
      }
      return [column, readings] as const
    })
    return Object.fromEntries(entries)
  }
}
