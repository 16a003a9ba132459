import {
  factOf,
  firstUpsert,
  highestRevision,
  standing,
  withoutRedeliveries,
} from '../../diagnose/traced-fact.ts'
import type { AcceptedRecord } from '../../oracle/specification/accepted-log.ts'
import type { FoundRule, ProfileLine } from '../profile-line.ts'
import { append, ask, fact, found, hour, minute, way } from '../way.ts'

/** The revision that arrived first stands, until a delete. */
const firstStands: FoundRule = () => ({
  resolve: records => {
    const own = withoutRedeliveries(records)
    if (highestRevision(own)?.upsert !== true) return []
    return standing(own, firstUpsert)
  },
})

/** Each revision is a fact of its own. */
const allStand: FoundRule = () => ({
  resolve: (records: readonly AcceptedRecord[]) => {
    const own = withoutRedeliveries(records)
    if (highestRevision(own)?.upsert !== true) return []
    return own.filter(({ upsert }) => upsert).map(record => factOf(record, record))
  },
})

const steps = [
  append(fact(0, 1n, { id: 'e', arrives: minute })),
  append(fact(0, 5n, { id: 'e', arrives: 2 * minute, revision: 1 })),
  ask(hour, 'a'),
]

/** A higher revision of a fact, at the event time that it had. */
export const equalTimeCorrection: ProfileLine = {
  name: 'equal-time-correction',
  asks: 'What does a correction do that leaves the event time as it was?',
  sides: 'both',
  ways: [
    way({
      kind: 'sum',
      records: ['correction'],
      steps,
      possible: [
        found('replaces', ['5'], 'it replaces what it corrects'),
        found('ignored', ['1'], 'nothing: the first stands', firstStands),
        found('counted-beside', ['6'], 'it counts beside what it corrects', allStand),
      ],
    }),
    way({
      kind: 'latest',
      records: ['correction'],
      steps,
      possible: [
        found('replaces', ['5'], 'it replaces what it corrects'),
        found('ignored', ['1'], 'nothing: the first stands', firstStands),
      ],
    }),
  ],
}
