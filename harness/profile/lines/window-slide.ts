import type { ProfileLine } from '../profile-line.ts'
import { exactTail } from '../rules/window-rules.ts'
import { appendEach, askAt, fact, found, hour, minute, way } from '../way.ts'

/** Where the tail of a window with a slide lies. */
export const windowSlide: ProfileLine = {
  name: 'window-slide',
  asks: 'Is the tail of a window that slides rounded down to the grid of its slide?',
  sides: 'both',
  ways: [
    way({
      kind: 'count',
      feature: { window: { length: '1h', slide: '10m' } },
      // Neither end of a window, nor of a step of its slide, lies on a fact.
      steps: [...appendEach(fact(3 * minute, 1n), fact(30 * minute, 2n)), askAt(hour + 7 * minute, 'a')],
      possible: [
        found('rounded', ['2'], 'it is: facts since the last step of the grid before T − w count'),
        found('exact', ['1'], 'it is not: the tail lies at T − w itself', exactTail),
      ],
    }),
  ],
}
