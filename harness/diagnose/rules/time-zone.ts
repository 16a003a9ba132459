import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import type { CauseRule, Subject, Variant } from '../cause-rule.ts'
import type { StoredCell } from '../cell.ts'
import { type Ends, endsOf, type Policy, tailOf } from '../policy.ts'
import { dated } from './dated.ts'
import { day, hour, minute } from './durations.ts'
import { factText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

const wholeHours = Array.from({ length: 27 }, (_, i) => (i - 12) * hour).filter(offset => offset !== 0)
const partHours = [-9.5, -3.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 12.75].map(hours => hours * hour)
const offsets = [...wholeHours, ...partHours, 30 * minute, -30 * minute]

/** Whether clocks are put forward at an instant (µs), by the rule of the European Union or of the United States. */
export function isSummer(rule: 'EU' | 'US', instant: number): boolean {
  const year = new Date(instant / 1_000).getUTCFullYear()
  const sunday = (month: number, from: number) => {
    const first = Date.UTC(year, month, from)
    return first + ((7 - new Date(first).getUTCDay()) % 7) * 86_400_000
  }
  const [begin, end] =
    rule === 'EU'
      ? [sunday(2, 25) + 3_600_000, sunday(9, 25) + 3_600_000]
      : [sunday(2, 8) + 7 * 3_600_000, sunday(10, 1) + 6 * 3_600_000]
  return instant >= begin * 1_000 && instant < end * 1_000
}

function offsetText(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / minute)
  const sign = offset < 0 ? '−' : '+'
  return `${sign}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** The clock of a place for UTC. */
export const timeZone: CauseRule = {
  says: 'reads a local time as UTC, or UTC as a local time',
  mend: 'store instants with their zone, compare them in UTC, and put the grids of slides and refreshes there too',
  looksLike:
    'Windows are shifted by whole or half hours, perhaps only in summer; facts of the last hours are missing or too many.',
  example:
    'count().over(1h), k@11:30 read as +01:00 → read k at 12:00: served 1 at 13:00, point-in-time gives 0 then',
  known: [{ symptom: 'naive, local and UTC instants differ', where: 'feast-dev/feast#1439' }],
  variants: subject => [
    ...offsets.flatMap(fixed),
    ...summers(),
    ...repeatedHours(),
    ...seasons(subject),
    ...grids(subject),
  ],
}

function because(offset: number) {
  return (fact: Parameters<typeof factText>[0]) =>
    `${factText(fact)} is placed as if by a clock that is ${offsetText(offset)} off`
}

/** Facts shifted; T shifted, which also moves grids and ages; or windows shifted and nothing else. */
function fixed(offset: number): Variant[] {
  const far = Math.abs(offset) / hour / 100
  const named = (label: string, more: number, policy: Partial<Policy>): Variant =>
    policyVariant({
      label: `${label} ${offsetText(offset)} off`,
      cost: 3 + far + more,
      policy,
      because: because(offset),
    })
  return [
    named('reads event times', 0, { facts: dated(time => time + offset, true) }),
    named('keeps event times', 0.002, { facts: dated(time => time + offset, false) }),
    named('reads as-of times', 0.004, { look: look => ({ ...look, asOf: look.asOf + offset }) }),
    named('has its windows', 0.006, { ends: (read, asOf) => endsOf(read, asOf + offset) }),
  ]
}

/** An hour off in summer, in event times or in as-of times. */
function summers(): Variant[] {
  return (['EU', 'US'] as const).flatMap(rule =>
    [hour, -hour].flatMap(offset => {
      const label = `is ${offsetText(offset)} off in summer (${rule})`
      return [
        ...[true, false].map(atIntake =>
          policyVariant({
            label: `${label} in event times`,
            cost: atIntake ? 4 : 4.1,
            policy: { facts: dated(time => (isSummer(rule, time) ? time + offset : time), atIntake) },
            because: because(offset),
          }),
        ),
        policyVariant({
          label: `${label} in its windows`,
          cost: 4.3,
          policy: {
            ends: (read, asOf) => endsOf(read, isSummer(rule, asOf) ? asOf + offset : asOf),
          },
          because: because(offset),
        }),
        policyVariant({
          label: `${label} in as-of times`,
          cost: 4,
          policy: {
            look: look => ({ ...look, asOf: isSummer(rule, look.asOf) ? look.asOf + offset : look.asOf }),
          },
          because: because(offset),
        }),
      ]
    }),
  )
}

/** The hour that comes twice when clocks go back, read as its other coming. */
function repeatedHours(): Variant[] {
  return (['EU', 'US'] as const).flatMap(rule =>
    ([hour, -hour] as const).flatMap(offset => {
      const isRepeated = (time: number) =>
        offset < 0
          ? isSummer(rule, time - hour) && !isSummer(rule, time)
          : isSummer(rule, time) && !isSummer(rule, time + hour)
      return [true, false].map(atIntake =>
        policyVariant({
          label: `reads the hour that comes twice in autumn as its ${offset < 0 ? 'first' : 'second'} coming (${rule})`,
          cost: atIntake ? 3 : 3.1,
          policy: { facts: dated(time => (isRepeated(time) ? time + offset : time), atIntake) },
          because: because(offset),
        }),
      )
    }),
  )
}

/** Off from some instant on, or up to it: the instant lies between a right and a wrong cell. */
function seasons({ wrong, right }: Subject): Variant[] {
  if (wrong.length < 3) return []
  const at = (cells: readonly StoredCell[]) => cells.map(({ point }) => point.asOf)
  const [first, last] = [Math.min(...at(wrong)), Math.max(...at(wrong))]
  const isSplit = right.some(({ point }) => point.asOf < first || point.asOf > last)
  if (!isSplit) return []
  return [hour, -hour, 30 * minute, -30 * minute, 2 * hour, -2 * hour].map(offset =>
    policyVariant({
      label: `is ${offsetText(offset)} off in as-of times for a season`,
      cost: 8,
      policy: {
        look: look => ({
          ...look,
          asOf: look.asOf >= first && look.asOf <= last ? look.asOf + offset : look.asOf,
        }),
      },
      because: because(offset),
    }),
  )
}

/** Offsets of local clocks whose grids of `step` (µs) differ from that of UTC and from each other, the nearest first. */
function gridsApart(step: number): number[] {
  const all = [...wholeHours, ...partHours, ...partHours.map(offset => -offset)]
  const nearest = all.toSorted((a, b) => Math.abs(a) - Math.abs(b))
  const byGrid = new Map(nearest.toReversed().map(offset => [floorTo(offset, step) - offset, offset]))
  return [...byGrid].filter(([apart]) => apart !== 0).map(([, offset]) => offset)
}

/** The grid of a slide, or of a refresh, laid out in local time. */
function grids({ feature }: Subject): Variant[] {
  const { length, slide } = feature.window
  const every = feature.refresh?.every
  const ofSlide = slide === null || length === null || slide <= 15 * minute ? [] : gridsApart(slide)
  const ofRefresh = every === undefined || every < hour ? [] : gridsApart(every)
  return [
    ...ofSlide.map(offset =>
      policyVariant({
        label: `lays the grid of the slide out ${offsetText(offset)} off`,
        cost: 5,
        policy: {
          ends: (read, asOf): Ends => {
            const tail = tailOf({ ...read, window: { ...read.window, slide: null } }, asOf) ?? 0
            return { ...endsOf(read, asOf), tail: floorTo(tail - offset, slide ?? day) + offset }
          },
        },
        because: because(offset),
      }),
    ),
    ...ofRefresh.map(offset =>
      policyVariant({
        label: `refreshes ${offsetText(offset)} off`,
        cost: 5,
        policy: asked => ({
          look: look => {
            const grid = every ?? day
            const delay = asked.feature.refresh?.delay ?? 0
            const { knowledge, asOf, trained } = asked.point
            const by = knowledge.kind === 'at' ? knowledge.k : (knowledge.greatest ?? asOf)
            const read = floorTo(Math.min(by, asOf) - delay - offset, grid) + offset
            const until = trained ? Number.POSITIVE_INFINITY : read + delay
            return {
              asOf: read,
              isVisible: record => record.arrival <= until && record.arrival <= by && look.asOf > -Infinity,
            }
          },
        }),
        because: because(offset),
      }),
    ),
  ]
}
