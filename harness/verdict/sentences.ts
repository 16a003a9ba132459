import { formatCount, formatMany, formatPercent } from '../../reports/format.ts'
import type { Check, CheckName, Verdict } from '../../reports/result.ts'
import { type CellCounts, judgedCells, judgedTrainingCells } from '../diff/cell-counts.ts'
import type { FeatureTally, TallyResult } from '../diff/tally.ts'
import { featureNamer } from './feature-name.ts'
import { rateOf, rateText } from './proportion.ts'
import { mostlyRejected, rejectedText } from './rejects.ts'
import type { RunFacts } from './run-facts.ts'

/** The verdict in sentences, the weightiest first: what was wrong, or what holds, and on how much. */
export function verdictSentences(
  verdict: Verdict,
  checks: readonly Check[],
  tally: TallyResult,
  facts: RunFacts,
): string[] {
  const said = [
    ...aboutRejects(facts),
    ...aboutOnline(tally),
    ...aboutOffline(tally, facts),
    ...aboutFailed(checks, ['freshness', 'regions', 'late-data', 'relations']),
    ...aboutDrift(checks),
    ...aboutSelfCheck(checks),
    ...aboutInconclusive(checks),
    ...(verdict === 'pass' ? [aboutPass(tally)] : []),
  ]
  const sampled = facts.sample === null ? [] : [aboutSample(facts.sample)]
  return [...said, ...sampled]
}

function aboutRejects({ log }: RunFacts): string[] {
  const most = mostlyRejected(log)
  return most.length === 0 ? [] : [`most records of the log were rejected: ${rejectedText(most)}`]
}

function aboutOnline({ features, cells }: TallyResult): string[] {
  if (cells.defect === 0) return []
  const wrong = mostWrong(features, each => each.defect)
  const rate = rateText(cells.defect, judgedCells(cells), 'served values')
  if (wrong.names.length > 1) {
    return [`${wrong.names.length} features are wrong online, ${wrong.names[0]} the most: ${rate}, budget 0`]
  }
  const [feature] = wrong.features as [FeatureTally]
  const own = rateText(feature.cells.defect, judgedCells(feature.cells), 'served values')
  return [`${wrong.names[0]} is wrong online: ${own}, budget 0`]
}

function aboutOffline({ features, cells, trainingRows }: TallyResult, facts: RunFacts): string[] {
  if (facts.unusedTrainingRows === null) return []
  const said: string[] = []
  const wrongOf = ({ training }: CellCounts) => training.leak + training.defect
  if (wrongOf(cells) > 0) {
    const wrong = mostWrong(features, wrongOf)
    const [feature] = wrong.features as [FeatureTally]
    const one = wrong.names.length === 1
    const counted = one ? feature.cells : cells
    const rate = rateText(wrongOf(counted), judgedTrainingCells(counted), 'training values')
    const who = one
      ? `${wrong.names[0]} is wrong offline`
      : `${wrong.names.length} features are wrong offline, ${wrong.names[0]} the most`
    said.push(`${who}: ${rate}, ${kindsText(counted)}, budget 0`)
  }
  const { missing, several } = trainingRows
  if (missing > 0) said.push(`${formatMany(missing, 'probe has', 'probes have')} no training row`)
  if (several > 0) said.push(`${formatMany(several, 'probe has', 'probes have')} several training rows`)
  return said
}

function kindsText({ training: { leak, defect } }: CellCounts): string {
  const kinds = [leak > 0 ? formatMany(leak, 'leak') : null, defect > 0 ? formatMany(defect, 'defect') : null]
  return kinds.filter(kind => kind !== null).join(' and ')
}

function mostWrong(features: readonly FeatureTally[], wrongOf: (cells: CellCounts) => number) {
  const nameOf = featureNamer(features)
  const wrong = features.filter(({ cells }) => wrongOf(cells) > 0)
  const ordered = wrong.toSorted((a, b) => wrongOf(b.cells) - wrongOf(a.cells))
  return { features: ordered, names: ordered.map(nameOf) }
}

function aboutFailed(checks: readonly Check[], names: readonly CheckName[]): string[] {
  return checks.flatMap(check => {
    return check.verdict === 'fail' && names.includes(check.name) ? [`${check.name}: ${check.detail}`] : []
  })
}

/** Where a value is wrong, that is told already, and moves distributions as well. */
function aboutDrift(checks: readonly Check[]): string[] {
  const others = checks.filter(({ name, verdict }) => name !== 'drift' && verdict === 'fail')
  return others.length === 0 ? aboutFailed(checks, ['drift']) : []
}

function aboutSelfCheck(checks: readonly Check[]): string[] {
  const check = checks.find(({ name }) => name === 'self-check')
  if (check?.verdict !== 'fail') return []
  return [`${check.detail}: plumbline itself is wrong somewhere, so trust no verdict of this run`]
}

function aboutInconclusive(checks: readonly Check[]): string[] {
  return checks.flatMap(check => {
    return check.verdict === 'inconclusive' && check.name !== 'drift' ? [check.detail] : []
  })
}

function aboutPass({ cells }: TallyResult): string {
  const judged = judgedCells(cells)
  const bound = rateOf(0, judged)
  const sure =
    bound === null ? '' : ` (at most ${formatPercent(bound.high)} of such values differ, 95 % sure)`
  if (cells.staleness === 0) {
    const all =
      judged === 1 ? 'the one served value equals' : `all ${formatCount(judged)} served values equal`
    return `${all} point-in-time recomputation${sure}`
  }
  const of = `${formatCount(cells.equal)} of ${formatCount(judged)} served values`
  return `${of} equal point-in-time recomputation, ${formatCount(cells.staleness)} are stale, none is wrong${sure}`
}

function aboutSample(share: number): string {
  return `only ${formatPercent(share)} of the entities were looked at, and the intervals are about all of them`
}
