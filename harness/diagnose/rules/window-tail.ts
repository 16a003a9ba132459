import type { StoredFeature } from '../../../features/definitions.ts'
import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import type { CauseRule, Variant } from '../cause-rule.ts'
import { endsOf } from '../policy.ts'
import { lengthText, minute, second, usualGrids } from './durations.ts'
import { factText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

function moved(
  label: string,
  cost: number,
  tailAt: (feature: StoredFeature, asOf: number) => number,
  included?: boolean,
): Variant {
  return policyVariant({
    label,
    cost,
    policy: {
      ends: (feature, asOf) => {
        const ends = endsOf(feature, asOf)
        return { ...ends, tail: tailAt(feature, asOf), tailIncluded: included ?? ends.tailIncluded }
      },
    },
    because: fact => `${factText(fact)} lies between the window's tail and where the store has it`,
  })
}

/** The tail of a window at another place than T − w rounded down to the slide. */
export const windowTail: CauseRule = {
  says: "has the window's tail at another place than the definition",
  mend: 'let the tail be floor((T − w) / slide) · slide, closed for closed: left and open for closed: right, and fold the partial tile at the tail fact by fact, for each aggregate by itself',
  looksLike: 'Wrong only where a fact lies on the tail, or between the exact tail and the edge of a tile.',
  example: 'count().over(1h), k@11:00:00 → read k at 12:00:00: served 0, point-in-time gives 1',
  known: [
    { symptom: 'the tail tile is updated once for different aggregations', where: 'airbnb/chronon#276' },
  ],
  variants: ({ feature }) => {
    const { length, slide, closed } = feature.window
    if (length === null) return []
    const exact = (read: StoredFeature, asOf: number) => endsOf(read, asOf).tail as number
    const open = closed === 'left'
    const variants = [moved(`reads the window's tail as ${open ? 'open' : 'closed'}`, 0, exact, !open)]
    if (slide !== null) {
      variants.push(
        moved('ignores the slide: its tail is exact', 0, (_, asOf) => asOf - length),
        moved('rounds the tail up to the slide', 0, (_, asOf) => -floorTo(length - asOf, slide)),
        moved('rounds the tail to the nearest slide', 0, (_, asOf) =>
          floorTo(asOf - length + slide / 2, slide),
        ),
        moved('has the tail one slide too late', 1, (_, asOf) => floorTo(asOf - length, slide) + slide),
        moved('has the tail one slide too early', 1, (_, asOf) => floorTo(asOf - length, slide) - slide),
      )
    }
    for (const grid of usualGrids) {
      if (grid === slide || grid > length) continue
      const tile = `a grid of ${lengthText(grid)}`
      variants.push(
        moved(`rounds the tail down to ${tile}`, 4, (_, asOf) => floorTo(asOf - length, grid)),
        moved(`rounds the tail up to ${tile}`, 4, (_, asOf) => -floorTo(length - asOf, grid)),
      )
    }
    for (const unit of [1_000, second, 10 * second, minute, 5 * minute]) {
      variants.push(
        policyVariant({
          label: `reads a tail on a multiple of ${lengthText(unit)} as ${open ? 'open' : 'closed'}`,
          cost: 3,
          policy: {
            ends: (read, asOf) => {
              const ends = endsOf(read, asOf)
              return ends.tail !== null && ends.tail % unit === 0 ? { ...ends, tailIncluded: !open } : ends
            },
          },
          because: fact => `${factText(fact)} lies on the window's tail, which is an edge of a tile`,
        }),
      )
    }
    for (const part of [0.5, 2]) {
      const label = `has a window of ${lengthText(length * part)} instead of ${lengthText(length)}`
      variants.push(moved(label, 3, (read, asOf) => exact(read, asOf) + length * (1 - part)))
    }
    return variants
  },
}
