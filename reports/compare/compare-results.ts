import type { AnyResult } from '../any-result.ts'
import { casesOf } from '../cases/cases-of.ts'
import type { ReportCase } from '../cases/report-case.ts'

/** What a run as a whole said. */
export interface RunVerdict {
  readonly verdict: AnyResult['verdict']
  readonly sentence: string
}

/** What fails in both runs, but for another cause. */
export interface ChangedCase {
  readonly before: ReportCase
  readonly after: ReportCase
}

/** What became of everything that was judged, from one run to another. */
export interface Comparison {
  readonly before: RunVerdict
  readonly after: RunVerdict
  /** Fails now and did not: it passed, could not be told, or was not there. */
  readonly appeared: readonly ReportCase[]
  /** Fails in both, with a cause now that it had not before, or without one that it had. */
  readonly changed: readonly ChangedCase[]
  /** Failed and passes now. */
  readonly mended: readonly ReportCase[]
  /** Fails in both, for the same causes. */
  readonly unchanged: readonly ReportCase[]
  /** Failed, and was not judged again: no mend is proved. */
  readonly notSeen: readonly ReportCase[]
  /** Passed, and now nobody can tell. */
  readonly lost: readonly ReportCase[]
}

/** Holds a run against an earlier one, case by case. */
export function compareResults(before: AnyResult, after: AnyResult): Comparison {
  const earlier = new Map(casesOf(before).map(each => [placeOf(each), each]))
  const later = new Map(casesOf(after).map(each => [placeOf(each), each]))
  const failedBefore = [...earlier].filter(([, { status }]) => status === 'fail')
  const statusAfter = (place: string) => later.get(place)?.status ?? null
  const still = failedBefore.flatMap(([place, each]) => {
    const now = later.get(place)
    return now?.status === 'fail' ? [{ before: each, after: now }] : []
  })
  return {
    before: verdictOf(before),
    after: verdictOf(after),
    appeared: [...later].flatMap(([place, each]) =>
      each.status === 'fail' && earlier.get(place)?.status !== 'fail' ? [each] : [],
    ),
    changed: still.filter(isOther),
    mended: failedBefore.flatMap(([place, each]) => (statusAfter(place) === 'pass' ? [each] : [])),
    unchanged: still.filter(each => !isOther(each)).map(each => each.after),
    notSeen: failedBefore.flatMap(([place, each]) => {
      const status = statusAfter(place)
      return status === 'pass' || status === 'fail' ? [] : [each]
    }),
    lost: [...later].flatMap(([place, each]) =>
      each.status === 'inconclusive' && earlier.get(place)?.status === 'pass' ? [each] : [],
    ),
  }
}

/**
 * 1 where something fails that did not, or for a cause that it had not; else 3 where either run is broken, 2 where the
 * later one could not be told or a failure was not judged again; else 0.
 */
export function comparisonExitCode({
  before,
  after,
  appeared,
  changed,
  notSeen,
  lost,
}: Comparison): 0 | 1 | 2 | 3 {
  const hasNewCause = changed.some(each => newCauses(each).length > 0)
  if (appeared.length > 0 || hasNewCause) return 1
  if (before.verdict === 'broken' || after.verdict === 'broken') return 3
  return after.verdict === 'inconclusive' || notSeen.length + lost.length > 0 ? 2 : 0
}

function newCauses({ before, after }: ChangedCase): string[] {
  const known = new Set(before.causes ?? [])
  return (after.causes ?? []).filter(cause => !known.has(cause))
}

function isOther({ before, after }: ChangedCase): boolean {
  const sorted = ({ causes = [] }: ReportCase) => JSON.stringify(causes.toSorted())
  return sorted(before) !== sorted(after)
}

function verdictOf({ verdict, sentences }: AnyResult): RunVerdict {
  return { verdict, sentence: sentences[0] ?? '' }
}

function placeOf({ suite, name }: ReportCase): string {
  return JSON.stringify([suite, name])
}
