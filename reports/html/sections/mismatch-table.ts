import { formatCount } from '../../format.ts'
import { type MismatchResult, mismatchFieldNames, type Result } from '../../result.ts'
import type { Limits } from '../limits.ts'
import { h, shown, type ViewElement } from '../view-node.ts'
import type { PageSection } from './page-section.ts'

/** Characters of a value in the table. */
const valueMax = 60

/** The first mismatches as they are, bugs before the rest. */
export function mismatchTable({ mismatches, mismatchTotals }: Result, limits: Limits): PageSection | null {
  const total = Object.values(mismatchTotals).reduce((sum, count) => sum + count, 0)
  if (total === 0 || mismatches.length === 0) return null
  const order = ['defect', 'leak', 'staleness', 'late-data']
  const rows = mismatches
    .toSorted((a, b) => order.indexOf(a.part) - order.indexOf(b.part))
    .slice(0, limits.mismatches)
  const heads = ['cell', 'part', 'served', 'training', 'as known', 'as trained', 'as applied', 'cause']
  const table = h(
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
      rows.map(row => rowOf(row)),
    ),
  )
  const told = `${formatCount(rows.length)} of ${formatCount(total)}${total > rows.length ? '; all in mismatches.parquet' : ''}`
  return {
    id: 'mismatches',
    title: 'Mismatches',
    content: [
      h('p', { class: 'truncated' }, told),
      h(
        'details',
        {},
        h('summary', {}, 'Show them'),
        h('div', { class: 'scroll tall', tabindex: 0, role: 'region', 'aria-label': 'mismatches' }, table),
      ),
    ],
  }
}

/** The key of a mismatch: `account "k28"`. */
export function keyText(mismatch: MismatchResult): string {
  return Object.entries(mismatch)
    .filter(([name]) => !mismatchFieldNames.has(name))
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ')
}

function rowOf(mismatch: MismatchResult): ViewElement {
  const { feature, target, as_of, part, side, cause, scenario, seed, probe_id } = mismatch
  const run = scenario === null ? '' : `, ${scenario}${seed === null ? '' : ` seed ${seed}`}`
  return h(
    'tr',
    {},
    h(
      'th',
      { scope: 'row' },
      h('span', { class: 'name' }, shown(`${target}.${feature ?? '(row)'}`, 100)),
      h('div', { class: 'soft' }, shown(`${keyText(mismatch)} at ${as_of}, probe ${probe_id}${run}`, 200)),
    ),
    h('td', {}, part === 'late-data' ? 'late data' : part, side === 'none' ? null : ` (${side})`),
    valueCell(mismatch.served, mismatch.served_state),
    valueCell(mismatch.training, null),
    valueCell(mismatch.as_known, mismatch.as_known_state),
    valueCell(mismatch.as_trained, mismatch.as_trained_state),
    valueCell(mismatch.as_applied, mismatch.as_applied_state),
    h('td', {}, cause === null ? '–' : shown(cause, 60)),
  )
}

function valueCell(value: string | null, state: string | null): ViewElement {
  if (value === null) return h('td', {}, '–')
  const told = state === null || state === 'present' || state === 'null' ? '' : ` (${state})`
  return h('td', { class: 'value' }, shown(value, valueMax), told)
}
