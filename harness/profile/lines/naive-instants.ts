import type { Finding, LineStep, ProfileLine } from '../profile-line.ts'
import { eventTimesMoved } from '../rules/time-rules.ts'
import { append, askAt, day, fact, hour, minute, way } from '../way.ts'

/** Half a year lies between the two, so that one of them is in summer. */
const seasons = [0, 182 * day] as const
const lasts = 15 * hour
const halfHours = Array.from({ length: 60 }, (_, i) => 15 * minute + i * 30 * minute)

/** A fact that is seen for 15 hours, each half hour from when it happens on. */
const steps: LineStep[] = seasons.flatMap((at, i) => [
  append(fact(at, 1n, { key: `${i}` })),
  ...halfHours.map(after => askAt(at + after, `${i}`)),
])
const inUtc = lasts / (30 * minute)

/** Reads from when to when a fact is seen, how far off its clock is (half hours); null where it is no such span. */
function movedBy(answers: readonly (string | null)[]): number | null {
  const first = answers.indexOf('1')
  const last = answers.lastIndexOf('1')
  if (first < 0 || answers.slice(first, last + 1).some(each => each !== '1')) return null
  const by = last + 1 - inUtc
  return by > 0 && first !== by ? null : by
}

function zoneOf(answers: readonly (string | null)[]): Finding | null {
  const [one, other] = [answers.slice(0, halfHours.length), answers.slice(halfHours.length)].map(movedBy)
  if (one === null || other === null || one === undefined || other === undefined) return null
  if (one === 0 && other === 0) return { finding: 'utc', says: 'UTC' }
  if (one !== other) {
    const says = `a local time: ${hoursText(one)} at first, ${hoursText(other)} half a year later`
    return { finding: 'local-time', says }
  }
  const says = `times that lie ${hoursText(one)} off UTC`
  return { finding: `off-by ${hoursText(one)}`, says, rule: eventTimesMoved(one * 30 * minute) }
}

function hoursText(halves: number): string {
  return `${halves < 0 ? '−' : '+'}${Math.abs(halves) / 2} h`
}

const asked = { steps, interpret: zoneOf }

/** The zone in which instants are read that name none. */
export const naiveInstants: ProfileLine = {
  name: 'naive-instants',
  asks: 'In which zone are the instants read that clients write, without a zone where they can?',
  sides: 'both',
  ways: [
    way({ kind: 'count', feature: { window: { length: '15h' } }, ...asked }),
    way({ kind: 'latest', aggregate: { ttl: '15h' }, ...asked }),
  ],
  encoding: encodings => encodings.find(each => /naive|no zone|without/i.test(each)) ?? null,
}
