import { formatCount, formatMany } from '../../format.ts'
import type { Check, Result } from '../../result.ts'
import { badge, type Tone } from '../badge.ts'
import type { Limits } from '../limits.ts'
import { h, shown, type ViewChild, type ViewElement } from '../view-node.ts'
import { marksTold, missedMarks, relationTable } from './coverage-view.ts'
import type { PageSection } from './page-section.ts'
import { plainTable } from './plain-table.ts'
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
    trackRecordRow(result),
    selfCheckRow(result),
    coverageRow(result),
    { what: 'rules of the semantics', ...marksTold(result) },
    seedsRow(result),
    ...result.checks.map(checkRow),
  ]
  const notRun = result.notRun.slice(0, limits.notes)
  const notes = result.notes.slice(0, limits.notes)
  return {
    id: 'trust',
    title: 'Why to believe it',
    content: [
      tableOf(rows),
      missedMarks(result, limits),
      relationTable(result, limits),
      suppressionTable(result, limits),
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
  return plainTable(
    'checks',
    ['what', 'verdict', 'detail'],
    rows.map(({ what, tone, words, detail }) => [what, badge(tone, words), shown(detail, 600)]),
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

/** How many seeded bugs this harness was seen to catch, and how a store without one fared. */
function trackRecordRow({ trackRecord }: Result): Trust {
  const what = 'track record of the harness'
  if (trackRecord === undefined) {
    const detail =
      'which seeded bugs it catches was not written down: npm run prove -- --record docs/track-record.md'
    return { what, tone: 'skipped', words: 'not at hand', detail }
  }
  const { mutants, killed, misnamed, survived, notTriggered, timedOut, clean, assays } = trackRecord
  const caught = killed + misnamed
  const missed = [
    ...(survived > 0 ? [`${formatCount(survived)} survived`] : []),
    ...(notTriggered > 0 ? [`${formatCount(notTriggered)} never came to do wrong`] : []),
    ...(timedOut > 0 ? [`${formatCount(timedOut)} took too long`] : []),
  ]
  const said = [
    `${formatCount(caught)} of ${formatMany(mutants, 'seeded bug')} caught in ${formatMany(trackRecord.scenarios, 'scenario')}, ${formatCount(killed)} with their causes named exactly`,
    ...missed,
    ...(clean === null
      ? []
      : [
          `of a store without one ${formatCount(clean.wrong)} of ${formatMany(clean.judged, 'value')} called wrong`,
        ]),
    `${formatCount(assays.right)} of ${formatMany(assays.of, 'question')} with known answers answered rightly`,
    `recorded ${trackRecord.recordedAt} by version ${trackRecord.version}, seed ${trackRecord.seed}`,
  ]
  const isClean = caught === mutants && (clean === null || clean.wrong === 0) && assays.right === assays.of
  return {
    what,
    tone: isClean ? 'pass' : 'inconclusive',
    words: `${formatCount(caught)} of ${formatCount(mutants)} caught`,
    detail: said.join('; '),
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

const stateTones = { active: 'inconclusive', expired: 'fail', idle: 'fail' } as const
const stateWords = { active: 'accepted', expired: 'expired', idle: 'matches nothing' } as const

/** What was accepted for a while, by whom, and until when. */
function suppressionTable({ suppressions = [] }: Result, limits: Limits): ViewChild {
  if (suppressions.length === 0) return null
  const rows = suppressions.slice(0, limits.notes)
  return [
    h('h3', {}, 'Differences that somebody accepted'),
    plainTable(
      'suppressions',
      ['feature', 'cause', 'until', 'state', 'owner', 'reason'],
      rows.map(({ feature, cause, expires, state, owner, reason }) => [
        shown(feature, 120),
        shown(cause, 60),
        shown(expires, 40),
        badge(stateTones[state], stateWords[state]),
        shown(owner, 80),
        shown(reason, limits.text),
      ]),
    ),
    leftOut(suppressions.length, rows.length, 'suppressions'),
  ]
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
