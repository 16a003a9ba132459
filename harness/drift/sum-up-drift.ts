import {
  type DriftComparison,
  type DriftFeature,
  type DriftResult,
  driftSchemaName,
  type Judged,
  type PairedDrift,
} from '../../reports/drift-result.ts'
import { formatCount, formatMany } from '../../reports/format.ts'
import type { DriftSettings } from './drift-settings.ts'

export interface DriftFindings {
  readonly comparisons: readonly DriftComparison[]
  readonly paired: readonly PairedDrift[]
  readonly settings: DriftSettings
  readonly notes: readonly string[]
  /** Why no verdict can follow, whatever the rest says; null where one can. */
  readonly nothingToProve: string | null
}

const exitCodes = { pass: 0, skew: 1, inconclusive: 2 } as const

interface Told {
  readonly column: string
  readonly verdict: Judged
  readonly sentence: string
}

/** The verdict of all comparisons: skew where any feature drifted, pass only where every one is proved not to have. */
export function sumUpDrift({
  comparisons,
  paired,
  settings,
  notes,
  nothingToProve,
}: DriftFindings): DriftResult {
  const several = comparisons.length + paired.length > 1
  const told: Told[] = [...comparisons, ...paired].flatMap(({ name, features }) =>
    (features as readonly Pick<DriftFeature, 'column' | 'verdict' | 'sentence'>[]).map(each => ({
      column: several ? `${each.column} (${name})` : each.column,
      verdict: each.verdict,
      sentence: each.sentence,
    })),
  )
  const verdict = verdictOf(told, nothingToProve)
  const what = several ? 'comparison' : 'feature'
  const [first = '', ...more] = sentencesOf(told, verdict, nothingToProve, what)
  const left = leftOut(comparisons)
  return {
    schema: driftSchemaName,
    verdict,
    exitCode: exitCodes[verdict],
    // Of a pass the first sentence is all that most read.
    sentences: verdict === 'pass' ? [[first, ...left].join('; '), ...more] : [first, ...more, ...left],
    look: settings.look,
    comparisons: [...comparisons],
    paired: [...paired],
    notes: [...notes],
    settings: { ...settings },
  }
}

function verdictOf(told: readonly Told[], nothingToProve: string | null): DriftResult['verdict'] {
  if (nothingToProve !== null) return 'inconclusive'
  if (told.some(each => each.verdict === 'fail')) return 'skew'
  if (told.length === 0 || told.some(each => each.verdict === 'inconclusive')) return 'inconclusive'
  return 'pass'
}

/** Features that a verdict names. */
const namedMax = 3

/** What no verdict covers though nobody asked to leave it out, by name: whoever reads the verdict alone must not count it in. */
function leftOut(comparisons: readonly DriftComparison[]): string[] {
  const columns = comparisons.flatMap(({ notCompared }) =>
    notCompared.flatMap(({ column, unasked }) => (unasked === true ? [column] : [])),
  )
  const names = [...new Set(columns)]
  if (names.length === 0) return []
  const more = names.length > namedMax ? ` and ${formatCount(names.length - namedMax)} more` : ''
  return [`not compared: ${names.slice(0, namedMax).join(', ')}${more}`]
}

function sentencesOf(
  told: readonly Told[],
  verdict: DriftResult['verdict'],
  nothingToProve: string | null,
  what: string,
): string[] {
  if (nothingToProve !== null) return [nothingToProve]
  if (told.length === 0) return ['no feature was compared']
  const count = (wanted: Judged) => told.filter(each => each.verdict === wanted).length
  const all = formatMany(told.length, what)
  const named = (wanted: Judged) =>
    told
      .filter(each => each.verdict === wanted)
      .slice(0, namedMax)
      .map(({ column, sentence }) => `${column}: ${sentence}`)
  if (verdict === 'skew') {
    const open = count('inconclusive')
    const rest = open === 0 ? [] : [`${formatMany(open, what)} could not be told`]
    return [`${count('fail')} of ${all} drifted`, ...named('fail'), ...rest]
  }
  if (verdict === 'pass') return [`no drift that matters in ${all}`]
  return [`${count('inconclusive')} of ${all} cannot be told to have stayed`, ...named('inconclusive')]
}
