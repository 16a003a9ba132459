import { formatCount } from '../format.ts'
import type { CauseResult, Result } from '../result.ts'
import type { Paint } from './paint.ts'
import { besideLabel } from './wrap.ts'

/** Causes that are told with a proof; the others are in result.json. */
const toldMax = 4

interface Told {
  readonly cause: CauseResult
  /** Every feature that it makes wrong. */
  readonly features: readonly string[]
}

/** What the mismatches come from: one block a cause and side, those of the most cells first, each with its proof. */
export function causesTold(result: Result, width: number, paint: Paint): string[] {
  const all = Object.entries(result.features).flatMap(([name, { causes }]) =>
    causes.map(cause => ({ name, cause })),
  )
  const groups = [...Map.groupBy(all, ({ cause }) => `${cause.cause} ${cause.side}`).values()]
  const told = groups
    .map((each): Told => {
      const worst = each.toSorted((a, b) => b.cause.explained - a.cause.explained)[0] as (typeof each)[number]
      const cause = { ...worst.cause, ...sumsOf(each.map(({ cause }) => cause)) }
      return { cause, features: [...new Set(each.map(({ name }) => name))] }
    })
    .sort((a, b) => b.cause.explained - a.cause.explained)
  const rest = told.length - toldMax
  const more = rest > 0 ? [`  and ${formatCount(rest)} more in result.json`] : []
  return [...told.slice(0, toldMax).flatMap(each => [...tell(each, width, paint), '']), ...more]
}

function sumsOf(causes: readonly CauseResult[]) {
  const sum = (of: (cause: CauseResult) => number) => causes.reduce((total, cause) => total + of(cause), 0)
  return {
    explained: sum(each => each.explained),
    mismatches: sum(each => each.mismatches),
    contradicted: sum(each => each.contradicted),
    matches: sum(each => each.matches),
    mismatchesOf: sum(each => each.mismatchesOf),
  }
}

function tell({ cause, features }: Told, width: number, paint: Paint): string[] {
  const [first, ...rest] = besideLabel('  ', headOf(cause, features), width)
  const lines = [
    `${cause.proof}.`,
    cause.cause === 'unexplained' ? ruledOutText(cause) : `the store ${cause.does}. Mend: ${cause.mend}`,
  ]
  return [
    paint.strong(first as string),
    ...rest,
    ...lines.filter(line => line !== '').flatMap(line => besideLabel('    ', line, width)),
  ]
}

const sides = {
  online: 'online side',
  offline: 'offline side',
  'both-alike': 'both sides, wrong alike',
  'both-differently': 'both sides, wrong in different ways',
} as const

function headOf(cause: CauseResult, features: readonly string[]): string {
  const { explained, mismatches, contradicted, matches, mismatchesOf, wrongSide } = cause
  const sampled = mismatchesOf > mismatches ? `, a sample of ${formatCount(mismatchesOf)}` : ''
  const counts = `explains ${formatCount(explained)} of ${formatCount(mismatches)} mismatches${sampled}`
  const against = `contradicts ${formatCount(contradicted)} of ${formatCount(matches)} matches`
  const said =
    cause.cause === 'unexplained' ? counts.replace('explains', 'none explains') : `${counts}, ${against}`
  const shown = features.slice(0, 4).join(', ')
  const others = features.length > 4 ? ` and ${features.length - 4} more` : ''
  return `${cause.cause}, ${sides[wrongSide]}, in ${shown}${others}: ${said}`
}

function ruledOutText({ ruledOut }: CauseResult): string {
  return ruledOut.length === 0 ? '' : `ruled out: ${ruledOut.join(', ')}`
}
