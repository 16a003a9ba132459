import type { ProfileLine } from '../profile-line.ts'
import { headRule } from '../rules/window-rules.ts'
import { appendEach, askAt, fact, found, hour, way } from '../way.ts'

const possible = [
  found('excluded', ['1'], 'a fact at T itself does not count: … T)', headRule('left', false)),
  found('included', ['2'], 'a fact at T itself counts: … T]', headRule('left', true)),
]
const steps = [...appendEach(fact(0, 1n), fact(hour, 2n)), askAt(hour, 'a')]

/** The head of what a feature reads that is declared `closed: left`, as features are by default. */
export const asOfBound: ProfileLine = {
  name: 'as-of-bound',
  asks: 'Does a fact at the very T count, for a feature that is closed on the left, as features are by default?',
  sides: 'both',
  ways: [way({ kind: 'count', steps, possible }), way({ kind: 'latest', steps, possible })],
}
