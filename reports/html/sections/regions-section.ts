import { formatCount, formatMany, formatMicros } from '../../format.ts'
import type { Result } from '../../result.ts'
import { badge } from '../badge.ts'
import type { Limits } from '../limits.ts'
import { h, shown } from '../view-node.ts'
import type { PageSection } from './page-section.ts'
import { plainTable } from './plain-table.ts'
import { leftOut } from './wrong-features.ts'

/** Replicas of one store, held against one another: what differs because one lags, and what differs at the same offsets. */
export function regionsSection({ regions }: Result, limits: Limits): PageSection | null {
  if (regions === null || regions === undefined) return null
  const { names, pairs, lags, diverged, divergences, converged, convergeWithin } = regions
  const rows = divergences.slice(0, limits.notes)
  const apart = diverged > 0
  return {
    id: 'regions',
    title: 'Regions',
    content: [
      h(
        'p',
        {},
        apart ? badge('fail', 'diverged') : badge('pass', 'the same'),
        ` ${names.map(name => shown(name, 60)).join(', ')}: of ${formatMany(pairs, 'pair')} of answers to one question ${formatCount(lags)} differ because one had applied less, ${formatCount(diverged)} at the same offsets.`,
      ),
      h(
        'p',
        {},
        converged === null
          ? `After trouble they did not hold the same within ${formatMicros(convergeWithin)}.`
          : `After trouble all held the same within ${formatMicros(converged)} (${formatMicros(convergeWithin)} allowed).`,
      ),
      rows.length === 0
        ? null
        : plainTable(
            'answers that diverged',
            ['feature', 'key', 'T', 'answers', 'not confirmed by recomputation'],
            rows.map(each => [
              shown(`${each.target}.${each.feature}`, 120),
              shown(each.key, 120),
              shown(each.as_of, 40),
              each.values
                .map((value, i) => `${shown(each.regions[i] ?? '?', 40)} ${shown(value, 80)}`)
                .join(', '),
              each.wrong.map(name => shown(name, 40)).join(', '),
            ]),
          ),
      leftOut(diverged, rows.length, 'divergences', 'the Histories of the run'),
    ],
  }
}
