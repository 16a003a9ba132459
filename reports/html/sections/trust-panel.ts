import { formatCount, formatMany } from '../../format.ts'
import type { Check, Result } from '../../result.ts'
import { badge, type Tone } from '../badge.ts'
import type { Limits } from '../limits.ts'
import { h, shown, type ViewElement } from '../view-node.ts'
import type { PageSection } from './page-section.ts'
import { leftOut } from './wrong-features.ts'

interface Trust {
  readonly what: string
  readonly tone: Tone
  readonly words: string
  readonly detail: string
}

/** Why this verdict can be believed: what was checked of the checker, and what was not run. */
export function trustPanel(result: Result, limits: Limits): PageSection {
  const rows = [
    canaryRow(result),
    selfCheckRow(result),
    coverageRow(result),
    seedsRow(result),
    ...result.checks.map(checkRow),
  ]
  const notRun = result.notRun.slice(0, limits.notes)
  const notes = result.notes.slice(0, limits.notes)
  return {
    id: 'trust',
    title: 'Why to believe it',
    content: [
      h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'checks' }, tableOf(rows)),
      h(
        'p',
        { class: 'soft' },
        'How many planted bugs the harness finds, and how many clean seeds it passes, is the track record of a version: npm run prove.',
      ),
      notRun.length === 0
        ? h('p', {}, 'Everything that was asked for was run.')
        : [
            h('h3', {}, 'Not run'),
            h(
              'ul',
              {},
              notRun.map(({ what, reason }) => h('li', {}, `${shown(what)}: ${shown(reason)}`)),
            ),
          ],
      leftOut(result.notRun.length, notRun.length, 'that were not run'),
      notes.length === 0
        ? null
        : [
            h('h3', {}, 'Notes'),
            h(
              'ul',
              {},
              notes.map(note => h('li', {}, shown(note, limits.text))),
            ),
          ],
      leftOut(result.notes.length, notes.length, 'notes'),
    ],
  }
}

function tableOf(rows: readonly Trust[]): ViewElement {
  return h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        ['what', 'verdict', 'detail'].map(head => h('th', { scope: 'col' }, head)),
      ),
    ),
    h(
      'tbody',
      {},
      rows.map(({ what, tone, words, detail }) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, what),
          h('td', {}, badge(tone, words)),
          h('td', {}, shown(detail, 400)),
        ),
      ),
    ),
  )
}

function canaryRow({ canary }: Result): Trust {
  const what = 'canary: a known bug, planted beside the store'
  if (canary === null)
    return { what, tone: 'skipped', words: 'not planted', detail: 'no known bug was run beside this one' }
  const where = `${canary.mutant} in ${canary.scenario}, seed ${canary.seed}`
  return canary.wrongCells > 0
    ? {
        what,
        tone: 'pass',
        words: 'caught',
        detail: `${where}: ${formatMany(canary.wrongCells, 'wrong value')} found`,
      }
    : {
        what,
        tone: 'broken',
        words: 'missed',
        detail: `${where} was not caught: no verdict of this run can be believed`,
      }
}

function selfCheckRow({ selfCheck }: Result): Trust {
  const what = 'agreement of evaluators'
  if (selfCheck === null)
    return { what, tone: 'skipped', words: 'not run', detail: 'no value was recomputed a second time' }
  const { sampled, disagreements } = selfCheck
  const detail = `${formatMany(sampled, 'value')} recomputed by a second evaluator that shares no code, ${disagreements === 0 ? 'all agree' : `${formatCount(disagreements)} disagree`}`
  return {
    what,
    tone: disagreements === 0 ? 'pass' : 'broken',
    words: disagreements === 0 ? 'agree' : 'disagree',
    detail,
  }
}

/** What a scenario is there for has to have happened. */
function coverageRow({ scenarios }: Result): Trust {
  const what = 'what had to happen'
  const missed = scenarios.flatMap(({ scenario, missed }) =>
    missed.map(
      ({ happening, wanted, happened }) => `${scenario ?? 'audit'}: ${happening} ${happened} of ${wanted}`,
    ),
  )
  if (missed.length > 0) return { what, tone: 'inconclusive', words: 'missed', detail: missed.join('; ') }
  const runs = scenarios.reduce((sum, each) => sum + each.runs, 0)
  return {
    what,
    tone: 'pass',
    words: 'happened',
    detail: `${formatMany(scenarios.length, 'scenario')} in ${formatMany(runs, 'run')}, ${formatMany(
      scenarios.reduce((sum, { rows }) => sum + rows, 0),
      'probe',
    )}`,
  }
}

function seedsRow({ provenance: { seeds }, sample }: Result): Trust {
  const what = 'seeds and sample'
  const share = sample === null ? 'every entity' : `${sample * 100} % of the entities`
  const text =
    seeds === null
      ? 'no seeds: a log was audited'
      : `${formatMany(seeds.runs, 'seed')} a scenario, from ${seeds.first}`
  return {
    what,
    tone: sample === null ? 'pass' : 'inconclusive',
    words: sample === null ? 'whole' : 'sampled',
    detail: `${text}; ${share}`,
  }
}

function checkRow(check: Check): Trust {
  const what = `check ${check.name}`
  return check.verdict === 'skipped'
    ? { what, tone: 'skipped', words: 'not run', detail: check.reason }
    : { what, tone: check.verdict, words: check.verdict, detail: check.detail }
}
