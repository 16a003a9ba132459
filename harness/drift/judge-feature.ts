import type { DriftFeature, DriftPart, Judged } from '../../reports/drift-result.ts'
import { formatCount } from '../../reports/format.ts'
import type { ColumnContext, ValueFinding } from './column-context.ts'
import type { Acceptable } from './drift-settings.ts'
import { partSentence } from './feature-sentence.ts'
import { comparable } from './planned-parts.ts'

const rank: Readonly<Record<Judged, number>> = { fail: 0, inconclusive: 1, pass: 2 }

/** The worst of some verdicts; without any, nothing was proved. */
function worstOf(verdicts: readonly Judged[]): Judged {
  if (verdicts.length === 0) return 'inconclusive'
  return verdicts.reduce((worst, verdict) => (rank[verdict] < rank[worst] ? verdict : worst))
}

/** Gives a feature its verdict: the worst of its parts, and never a pass where something withholds it. */
export function judgeFeature(
  context: ColumnContext,
  finding: ValueFinding,
  parts: readonly DriftPart[],
): DriftFeature {
  const { pair, facts, settings } = context
  const conditions = withheldBy(context, finding)
  const standing = conditions
    .filter(({ accept }) => accept === null || !settings.accept.has(accept))
    .map(each => each.said)
  const worst = worstOf(parts.map(part => part.verdict))
  const verdict = worst === 'pass' && standing.length > 0 ? 'inconclusive' : worst
  return {
    column: pair.column,
    type: pair.type,
    verdict,
    sentence: sentenceOf(verdict, standing, parts, { ...finding, minimumRows: settings.minimumRows }),
    rows: { reference: facts.reference.rows, current: facts.current.rows },
    parts: [...parts],
    smallestShift: finding.smallestShift,
    known: finding.known,
    parting: finding.parting,
    ...(finding.curve === undefined ? {} : { curve: finding.curve }),
    ...(finding.bars === undefined ? {} : { bars: finding.bars }),
    unseen: [...finding.unseen],
    where: [],
    notes: [...pair.notes, ...conditions.map(each => each.said), ...finding.notes],
  }
}

/** The sentence of a feature: what decides first, and a condition before what it makes meaningless. */
function sentenceOf(
  verdict: Judged,
  standing: readonly string[],
  parts: readonly DriftPart[],
  told: Parameters<typeof partSentence>[1],
): string {
  const deciding = parts.filter(part => part.verdict === verdict)
  if (verdict === 'fail')
    return deciding
      .toSorted(byDistance)
      .map(part => partSentence(part, told))
      .join('; ')
  const [condition] = standing
  if (condition !== undefined) return condition
  const [first] = deciding
  return first === undefined ? 'there is nothing to compare' : partSentence(first, told)
}

function byDistance(a: DriftPart, b: DriftPart): number {
  return b.low / b.epsilon - a.low / a.epsilon
}

interface Condition {
  readonly said: string
  /** By which setting it is accepted; null: by none. */
  readonly accept: Acceptable | null
}

function withheldBy({ facts, pair }: ColumnContext, finding: ValueFinding): Condition[] {
  const { reference, current } = facts
  const conditions: Condition[] = finding.withheld.map(said => ({ said, accept: null }))
  const values = [comparable(reference), comparable(current)] as const
  if (reference.rows === 0)
    conditions.push({
      said: 'its window leaves no row of the reference: widen its referenceWindow',
      accept: null,
    })
  else if (values[0] === 0 && values[1] === 0)
    conditions.push({ said: 'neither side holds a value: there is nothing to compare', accept: null })
  else if (values[0] === 0) conditions.push({ said: 'the reference holds no value', accept: null })
  else if (values[1] === 0) conditions.push({ said: 'the current side holds no value', accept: null })
  if (finding.constant !== null) {
    conditions.push({
      said: `every value is ${finding.constant} on both sides: a constant cannot show drift`,
      accept: 'constant',
    })
  }
  const strange = reference.nan + current.nan + reference.infinite + current.infinite
  if (strange > 0) {
    const sides = `${formatCount(reference.nan + reference.infinite)} in the reference, ${formatCount(current.nan + current.infinite)} now`
    conditions.push({
      said: `holds NaN or infinite values (${sides}), which no feature may have`,
      accept: 'non-finite',
    })
  }
  if (pair.kind === 'string' && reference.numbersAsText && current.numbersAsText) {
    conditions.push({
      said: 'every text is a number: compared as categories; write the column as numbers to have their order compared',
      accept: 'numbers-as-text',
    })
  }
  if (pair.typeDiffers) conditions.push({ said: `its type changed: ${pair.notes[0]}`, accept: 'type' })
  return conditions
}
