import { h, type ViewChild, type ViewElement } from '../view-node.ts'

/** A table that scrolls where it is too wide; the first cell of a row names it. */
export function plainTable(
  label: string,
  heads: readonly string[],
  rows: readonly (readonly ViewChild[])[],
): ViewElement {
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map(head => h('th', { scope: 'col' }, head)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map(([name = null, ...cells]) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, name),
            cells.map(cell => h('td', {}, cell)),
          ),
        ),
      ),
    ),
  )
}
