import { h, type ViewElement } from '../view-node.ts'

/** Stripes over a bar, for who does not see its colour; named `#hatch`, once a page. */
export function hatchPattern(): ViewElement {
  return h(
    'svg',
    { width: 0, height: 0, 'aria-hidden': 'true' },
    h(
      'defs',
      {},
      h(
        'pattern',
        { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
        h('line', { x1: 0, x2: 0, y1: 0, y2: 6, class: 'hatch' }),
      ),
    ),
  )
}
