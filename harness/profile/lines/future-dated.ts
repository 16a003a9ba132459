import type { FoundRule, ProfileLine } from '../profile-line.ts'
import { noHead } from '../rules/window-rules.ts'
import { append, ask, askAt, day, fact, found, hour, way } from '../way.ts'

/** What is dated ahead of its arrival is no fact. */
const refused: FoundRule = policy => ({
  facts: (facts, asked, look) =>
    policy.facts(facts, asked, look).filter(({ eventTime, firstArrival }) => eventTime <= firstArrival),
})

const steps = [
  append(fact(0, 1n)),
  append(fact(day, 2n, { arrives: hour })),
  ask(2 * hour, 'a'),
  askAt(day + hour, 'a'),
]

const possible = [
  found('waits', ['1', '2'], 'not before T has passed it'),
  found('at-once', ['2', '2'], 'at once, though it has not happened yet', noHead),
  found('never', ['1', '1'], 'never: it is refused', refused),
]

/** A fact whose event time lies ahead of its arrival. */
export const futureDated: ProfileLine = {
  name: 'future-dated',
  asks: 'When does a fact count that is dated a day ahead?',
  sides: 'both',
  ways: [way({ kind: 'count', steps, possible }), way({ kind: 'latest', steps, possible })],
}
