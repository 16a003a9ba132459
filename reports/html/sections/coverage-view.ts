import { formatCount, formatMany } from '../../format.ts'
import type { Result } from '../../result.ts'
import { badge, type Tone } from '../badge.ts'
import type { Limits } from '../limits.ts'
import { h, shown, type ViewChild } from '../view-node.ts'
import { plainTable } from './plain-table.ts'
import { leftOut } from './wrong-features.ts'

/** Which rules of the semantics no run met, so that nobody thinks they were tried. */
export function missedMarks({ coverage }: Result, limits: Limits): ViewChild {
  if (coverage === undefined || coverage.missing.length + coverage.idle.length === 0) return null
  const list = (title: string, marks: readonly string[]) => {
    if (marks.length === 0) return null
    const kept = marks.slice(0, limits.notes)
    return [
      h('p', {}, `${title}: ${kept.map(mark => shown(mark, 120)).join(', ')}.`),
      leftOut(marks.length, kept.length, 'rules'),
    ]
  }
  return h(
    'details',
    {},
    h('summary', {}, 'Rules that decided no value'),
    list('Not met by any run', coverage.missing),
    list('Not to be met by these definitions and scenarios', coverage.idle),
  )
}

/** How many rules were seen to decide a value, for the table of checks. */
export function marksTold({ coverage }: Result): { tone: Tone; words: string; detail: string } {
  if (coverage === undefined)
    return { tone: 'skipped', words: 'not measured', detail: 'which rules decided a value was not looked at' }
  const { runs, cells, of, hits, missing, idle } = coverage
  const met = Object.keys(hits).length
  const beyond =
    idle.length === 0 ? '' : `; ${formatCount(idle.length)} more none of these scenarios can meet`
  return {
    tone: missing.length === 0 ? 'pass' : 'inconclusive',
    words: `${formatCount(met)} of ${formatCount(met + missing.length)} met`,
    detail: `rules, from each of their sides, that decided a compared value: flipped, it would have been judged otherwise; looked for in ${formatCount(cells)} of ${formatMany(of, 'value')} of ${formatMany(runs, 'run')}${beyond}`,
  }
}

/** What must follow from one run to another, whatever is right. */
export function relationTable({ relations = [] }: Result, limits: Limits): ViewChild {
  if (relations.length === 0) return null
  const rows = relations.slice(0, limits.notes)
  return [
    h('h3', {}, 'Runs held against one another'),
    plainTable(
      'relations between runs',
      ['relation', 'verdict', 'the answers must agree, though', 'values', 'example'],
      rows.map(({ relation, says, pairs, compared, differing, example, notRun }) => [
        shown(relation, 80),
        differing > 0
          ? badge('fail', 'broken')
          : pairs > 0
            ? badge('pass', 'holds')
            : badge('skipped', 'not run'),
        shown(says, limits.text),
        differing > 0
          ? `${formatCount(differing)} of ${formatCount(compared)} differ`
          : `${formatCount(compared)} in ${formatMany(pairs, 'pair')}`,
        shown(example ?? notRun ?? '', limits.text),
      ]),
    ),
    leftOut(relations.length, rows.length, 'relations'),
  ]
}
