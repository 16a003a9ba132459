import type { CauseRule } from '../cause-rule.ts'
import { endsOf } from '../policy.ts'
import { lengthText, minute, second } from './durations.ts'
import { factText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

/** Grids (µs) that a careless comparison may take T to lie on. */
const units = [1_000, 10_000, 100_000, 500_000, second, 10 * second, minute]

const otherEnd = { left: 'right', right: 'left' } as const

/** The head of a window taken as closed where it is open, or as open where it is closed. */
export const asOfBoundary: CauseRule = {
  says: 'takes a fact at T itself into a window whose head is open, or leaves it out of one whose head is closed',
  mend: 'compare event times with T by < for closed: left and by ≤ for closed: right',
  looksLike:
    'Wrong only where a fact lies exactly at the as-of time; with `closed: left` the event that triggers a prediction leaks into its own features.',
  example: 'count().over(1h), k@12:00:00 → read k at 12:00:00: served 1, point-in-time gives 0',
  known: [
    { symptom: '< became ≤', where: 'zipline-ai/chronon#1356' },
    { symptom: '≤ became < again', where: 'zipline-ai/chronon#1884' },
  ],
  variants: ({ feature }) => {
    const { closed, length } = feature.window
    const says = closed === 'left' ? 'excludes' : 'includes'
    const because = (fact: Parameters<typeof factText>[0]) =>
      `${factText(fact)} lies on the window's head, which closed: ${closed} ${says}`
    const head = policyVariant({
      label: `reads the window's head as if it were closed: ${otherEnd[closed]}`,
      policy: {
        ends: (read, asOf) => ({ ...endsOf(read, asOf), headIncluded: closed === 'left' }),
      },
      because,
    })
    const onUnits = units.map(unit =>
      policyVariant({
        label: `reads the window's head as if it were closed: ${otherEnd[closed]}, where T is a multiple of ${lengthText(unit)}`,
        cost: 3,
        policy: {
          ends: (read, asOf) => {
            const ends = endsOf(read, asOf)
            return asOf % unit === 0 ? { ...ends, headIncluded: closed === 'left' } : ends
          },
        },
        because,
      }),
    )
    if (length === null) return [head, ...onUnits]
    const both = policyVariant({
      label: `reads closed: ${closed} as closed: ${otherEnd[closed]}`,
      cost: 0.5,
      policy: { feature: read => ({ ...read, window: { ...read.window, closed: otherEnd[closed] } }) },
      because: (fact, { point }) => {
        if (fact === null || fact.eventTime >= point.asOf) return because(fact)
        const tail = closed === 'left' ? 'includes' : 'excludes'
        return `${factText(fact)} lies on the window's tail, which closed: ${closed} ${tail}`
      },
    })
    return [head, both, ...onUnits]
  },
}
