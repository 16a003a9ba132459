import type { ProfileLine } from '../profile-line.ts'
import { tailRule } from '../rules/window-rules.ts'
import { appendEach, askAt, fact, found, hour, minute, way } from '../way.ts'

/** The tail of a window that is declared `closed: right`. */
export const windowTailOpen: ProfileLine = {
  name: 'window-tail-open',
  asks: 'Does a fact at T minus the length of the window count, for a window closed on the right?',
  sides: 'both',
  ways: [
    way({
      kind: 'count',
      feature: { window: { length: '1h', closed: 'right' } },
      steps: [...appendEach(fact(0, 1n), fact(30 * minute, 2n)), askAt(hour, 'a')],
      possible: [
        found('excluded', ['1'], 'it does not: (T − w …', tailRule('right', false)),
        found('included', ['2'], 'it does: [T − w …', tailRule('right', true)),
      ],
    }),
  ],
}
