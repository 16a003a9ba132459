import { formatCount, formatMany, formatPercent, formatPercentRange } from '../../format.ts'
import type { CaseResult, CauseResult, FeatureResult, Result } from '../../result.ts'
import { badge } from '../badge.ts'
import type { Limits } from '../limits.ts'
import { h, placeOf, shown, type ViewElement } from '../view-node.ts'
import type { PageSection } from './page-section.ts'
import { cardedFeatures, featurePlace, leftOut, wrongOf } from './wrong-features.ts'

/** The place of the picture of a case. */
export function casePlace(folder: string): string {
  return placeOf('case', folder)
}

/** Cards that stand open; the others open where a link leads to them. */
const openMax = 3

/** What each wrong feature comes from: cause, side, proof, confidence, mend, and how to see it again. */
export function diagnosisCards(result: Result, limits: Limits, run?: string): PageSection | null {
  const { all, shown: wrong } = cardedFeatures(result, limits)
  if (all === 0) return null
  const cards = wrong.map(([name, feature], i) =>
    featureCard(name, feature, result, limits, { isOpen: i < openMax, run }),
  )
  return {
    id: 'diagnosis',
    title: 'What is wrong, and why',
    content: [...cards, leftOut(all, cards.length, 'wrong features')],
  }
}

function featureCard(
  name: string,
  feature: FeatureResult,
  result: Result,
  limits: Limits,
  { isOpen, run }: { readonly isOpen: boolean; readonly run: string | undefined },
): ViewElement {
  const { cells, rate, firstMismatch, lastMismatch, worstScenario, causes, column } = feature
  const counts = [
    cells.defect > 0
      ? `${formatCount(cells.defect)} of ${formatMany(cells.compared, 'served value')} wrong`
      : null,
    cells.training.leak > 0
      ? `${formatCount(cells.training.leak)} of ${formatMany(cells.training.compared, 'training value')} leaked`
      : null,
    cells.training.defect > 0
      ? `${formatCount(cells.training.defect)} of ${formatMany(cells.training.compared, 'training value')} wrong`
      : null,
  ].filter(text => text !== null)
  const share =
    rate === null || rate.hits === 0
      ? ''
      : ` (${formatPercent(rate.hits / rate.of)} of those served, 95 % interval ${formatPercentRange(rate.low, rate.high)})`
  const since =
    firstMismatch === null
      ? null
      : h('p', { class: 'soft' }, sinceOf(firstMismatch, lastMismatch, worstScenario))
  const cases = result.cases.filter(each => each.feature === column && each.target === feature.target)
  const isWrong = wrongOf(cells) > 0
  const drawn = new Set((result.pictures ?? []).slice(0, limits.pictures).map(({ folder }) => folder))
  const [cause] = causes
  return h(
    'details',
    {
      class: `card ${isWrong ? 'skew' : 'skipped'}`,
      id: featurePlace(name),
      'data-name': shown(name, 120),
      'data-wrong': isWrong,
      open: isOpen,
    },
    h(
      'summary',
      {},
      badge(isWrong ? 'skew' : 'skipped', ''),
      h('h3', {}, h('span', { class: 'name' }, shown(name, 120)), toleranceText(feature)),
      h(
        'span',
        { class: 'soft' },
        cause === undefined ? 'not diagnosed' : `${shown(cause.cause, 60)}, ${cause.side} side`,
      ),
    ),
    h('p', {}, counts.join(', '), share),
    since,
    causes.length === 0
      ? h('p', {}, 'Nothing was diagnosed: no cause stands beside these mismatches.')
      : null,
    causes.slice(0, 5).map(cause => causeView(cause, cases, drawn, limits, run)),
    leftOut(causes.length, 5, 'causes'),
  )
}

function toleranceText({ tolerance }: FeatureResult): string {
  return tolerance === null
    ? ''
    : ` (declared tolerance: relative ${tolerance.relative}, absolute ${tolerance.absolute})`
}

function sinceOf(first: string, last: string | null, scenario: string | null): string {
  const until = last === null || last === first ? '' : `, last at ${shown(last, 40)}`
  const where = scenario === null ? '' : `; the most in the scenario ${shown(scenario, 80)}`
  return `First wrong at ${shown(first, 40)}${until}${where}.`
}

function causeView(
  cause: CauseResult,
  cases: readonly CaseResult[],
  drawn: ReadonlySet<string | null>,
  limits: Limits,
  run: string | undefined,
): ViewElement {
  const own = cases.find(each => each.cause === cause.cause && each.side === cause.side)
  const isDrawn = own !== undefined && drawn.has(own.folder)
  return h(
    'div',
    {},
    h('h4', {}, `${shown(cause.cause, 60)}, ${sideText(cause)}`),
    h('p', { class: 'proof' }, shown(cause.proof, limits.text)),
    h(
      'dl',
      {},
      entry('the store', shown(cause.does, limits.text)),
      entry('to mend it', shown(cause.mend, limits.text)),
      entry('explains', explainsText(cause)),
      entry('confidence', formatPercent(cause.confidence)),
      cause.ruledOut.length > 0 ? entry('ruled out', shown(cause.ruledOut.slice(0, 8).join(', '), 300)) : [],
      entry('more', `docs/causes/${shown(cause.cause, 60)}.md`),
    ),
    isDrawn ? h('p', {}, h('a', { href: `#${casePlace(own.folder)}` }, 'See it as a picture')) : null,
    own === undefined ? null : replayCommand(own, run),
  )
}

function sideText({ side, wrongSide }: CauseResult): string {
  const both =
    wrongSide === 'both-alike'
      ? ', wrong alike on both sides'
      : wrongSide === 'both-differently'
        ? ', both sides wrong'
        : ''
  return `${side} side${both}`
}

function explainsText({
  explained,
  mismatches,
  contradicted,
  matches,
  mismatchesOf,
  matchesOf,
}: CauseResult): string {
  const sampled =
    mismatchesOf > mismatches || matchesOf > matches
      ? `; looked at ${formatCount(mismatches)} of ${formatMany(mismatchesOf, 'mismatch', 'mismatches')} and ${formatCount(matches)} of ${formatMany(matchesOf, 'match', 'matches')}`
      : ''
  return `${formatCount(explained)} of ${formatMany(mismatches, 'mismatch', 'mismatches')}, contradicts ${formatCount(contradicted)} of ${formatMany(matches, 'match', 'matches')}${sampled}`
}

function entry(name: string, value: string): readonly ViewElement[] {
  return [h('dt', {}, name), h('dd', {}, value)]
}

/** The command that runs a case again; where the folder of the run is not known, from there. */
export function replayCommand(
  { folder, events, probes, minimal }: CaseResult,
  run: string | undefined,
): ViewElement {
  const path = run === undefined ? folder : `${run}/${folder}`
  const command = `npm run replay -- ${shown(inShell(path), 1_000)}`
  const from = run === undefined ? ' The path is from the folder of the run.' : ''
  return h(
    'div',
    {},
    h(
      'p',
      { class: 'soft' },
      `Shrunk to ${formatMany(events, 'event')} and ${formatMany(probes, 'probe')}${minimal ? ': without any one of them it does not fail' : ''}.${from}`,
    ),
    h('pre', {}, command),
    h('button', { type: 'button', 'data-copy': command }, 'copy command'),
  )
}

/** A path as a shell takes it for one word. */
function inShell(path: string): string {
  return /^[\w./:@+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
