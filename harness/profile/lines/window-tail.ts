import type { ProfileLine } from '../profile-line.ts'
import { tailRule } from '../rules/window-rules.ts'
import { appendEach, askAt, fact, found, hour, minute, way } from '../way.ts'

/** The tail of a window that is declared `closed: left`. */
export const windowTail: ProfileLine = {
  name: 'window-tail',
  asks: 'Does a fact at T minus the length of the window count, for a window closed on the left?',
  sides: 'both',
  ways: [
    way({
      kind: 'count',
      feature: { window: { length: '1h' } },
      steps: [...appendEach(fact(0, 1n), fact(30 * minute, 2n)), askAt(hour, 'a')],
      possible: [
        found('included', ['2'], 'it does: [T − w …', tailRule('left', true)),
        found('excluded', ['1'], 'it does not: (T − w …', tailRule('left', false)),
      ],
    }),
  ],
}
