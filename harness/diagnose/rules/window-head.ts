import type { SpecSource } from '../../diff/spec-source.ts'
import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import type { CauseRule, Variant } from '../cause-rule.ts'
import type { Asked } from '../cell.ts'
import { lookOf } from '../evaluate-asked.ts'
import { endsOf } from '../policy.ts'
import { hour, lengthText, second, usualGrids } from './durations.ts'
import { factText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

const newest = (facts: readonly { readonly eventTime: number }[]) =>
  facts.reduce((latest, { eventTime }) => Math.max(latest, eventTime), Number.NEGATIVE_INFINITY)

const seen = new WeakMap<SpecSource, Map<string, number>>()

/** The newest event time (µs) of any key among what the store had; null where only some keys are at hand. */
function newestSeen({ plan, row, feature, point }: Asked): number | null {
  if (!row.world.isWhole) return null
  const log = row.world.logs(plan.definitions, plan.feature.source.name)
  const ofLog = seen.get(log) ?? new Map<string, number>()
  seen.set(log, ofLog)
  const held = JSON.stringify(point.knowledge)
  const known = ofLog.get(held)
  if (known !== undefined) return Number.isFinite(known) ? known : null
  const { isVisible } = lookOf({ ...feature, refresh: null }, point)
  const times = log
    .keys()
    .flatMap(key => log.records(key))
    .filter(record => record.upsert && isVisible(record))
    .map(record => record.eventTime ?? Number.NEGATIVE_INFINITY)
  const newest = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  ofLog.set(held, newest)
  return Number.isFinite(newest) ? newest : null
}

/** The head of a window elsewhere than at T. */
export const windowHead: CauseRule = {
  says: "has the window's head elsewhere than at the instant that is asked about",
  mend: 'let the window end at T of the question, not at the newest event or at the last full tile',
  looksLike:
    'After a silence the window stands still, or fresh facts are missing until the next tile is full.',
  example: 'sum(x).over(1h), k@10:00 x=5, silence → read k at 12:30: served 5, point-in-time gives null',
  known: [
    {
      symptom: 'the window ends at the newest event, not at the query',
      where: 'the documentation of Tecton',
    },
  ],
  variants: ({ feature }) => {
    const { length, slide } = feature.window
    const variants: Variant[] = []
    if (length !== null) {
      for (const included of [false, true]) {
        variants.push(
          policyVariant({
            label: `ends the window at the newest event of the key${included ? ', that one included' : ''}`,
            policy: {
              ends: (read, asOf, facts) => {
                const at = Math.min(asOf, newest(facts.filter(({ eventTime }) => eventTime <= asOf)))
                const ends = endsOf(read, Number.isFinite(at) ? at : asOf)
                return { ...ends, headIncluded: ends.headIncluded || included }
              },
            },
            because: fact => `${factText(fact)} is counted by where the window stood at the newest event`,
          }),
        )
      }
    }
    if (length !== null) {
      variants.push(
        ...[0, 1].map(more =>
          policyVariant({
            label: `ends the window at the newest event of any key${more === 0 ? '' : ', that one included'}`,
            cost: 0.5,
            policy: asked => {
              const at = newestSeen(asked)
              return at === null ? {} : { ends: (read, asOf) => endsOf(read, Math.min(asOf, at + more)) }
            },
            because: fact => `${factText(fact)} is counted by where the window stood at the newest event`,
          }),
        ),
      )
    }
    const grids = usualGrids.filter(grid => grid >= 10 * second)
    for (const grid of new Set([...(slide === null ? [] : [slide]), ...grids])) {
      const because = (fact: Parameters<typeof factText>[0]) =>
        `${factText(fact)} lies in the part of the window that is not a full ${lengthText(grid)}`
      const cost = grid === slide ? 1 : grid > hour ? 6 : 4
      variants.push(
        policyVariant({
          label: `ends the window at the last full ${lengthText(grid)}`,
          cost,
          policy: { ends: (read, asOf) => ({ ...endsOf(read, asOf), head: floorTo(asOf, grid) }) },
          because,
        }),
        ...(feature.window.closed === 'left'
          ? []
          : [
              policyVariant({
                label: `ends the window at the last full ${lengthText(grid)}, that instant left out`,
                cost,
                policy: {
                  ends: (read, asOf) => {
                    return { ...endsOf(read, asOf), head: floorTo(asOf + 1, grid), headIncluded: false }
                  },
                },
                because,
              }),
            ]),
        policyVariant({
          label: `moves the window in steps of ${lengthText(grid)}`,
          cost,
          policy: { ends: (read, asOf) => endsOf(read, floorTo(asOf, grid)) },
          because,
        }),
      )
    }
    return variants
  },
}
