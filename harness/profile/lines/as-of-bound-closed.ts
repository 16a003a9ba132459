import type { ProfileLine } from '../profile-line.ts'
import { headRule } from '../rules/window-rules.ts'
import { appendEach, askAt, fact, found, hour, way } from '../way.ts'

const possible = [
  found('included', ['2'], 'a fact at T itself counts: … T]', headRule('right', true)),
  found('excluded', ['1'], 'a fact at T itself does not count: … T)', headRule('right', false)),
]
const steps = [...appendEach(fact(0, 1n), fact(hour, 2n)), askAt(hour, 'a')]
const feature = { window: { closed: 'right' } }

/** The head of what a feature reads that is declared `closed: right`. */
export const asOfBoundClosed: ProfileLine = {
  name: 'as-of-bound-closed',
  asks: 'Does a fact at the very T count, for a feature that is declared closed on the right?',
  sides: 'both',
  ways: [way({ kind: 'count', feature, steps, possible }), way({ kind: 'latest', feature, steps, possible })],
}
