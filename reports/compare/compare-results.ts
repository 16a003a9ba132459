import type { AnyResult } from '../any-result.ts'
import { casesOf } from '../cases/cases-of.ts'
import type { ReportCase } from '../cases/report-case.ts'

/** What became of everything that was judged, from one run to another. */
export interface Comparison {
  /** Fails now and did not: it passed, could not be told, or was not there. */
  readonly appeared: readonly ReportCase[]
  /** Failed and passes now. */
  readonly mended: readonly ReportCase[]
  /** Fails in both. */
  readonly unchanged: readonly ReportCase[]
  /** Failed, and was not judged again: no mend is proved. */
  readonly notSeen: readonly ReportCase[]
}

/** Holds a run against an earlier one, case by case. */
export function compareResults(before: AnyResult, after: AnyResult): Comparison {
  const earlier = new Map(casesOf(before).map(each => [placeOf(each), each]))
  const later = new Map(casesOf(after).map(each => [placeOf(each), each]))
  const failedBefore = [...earlier].filter(([, { status }]) => status === 'fail')
  const statusAfter = (place: string) => later.get(place)?.status ?? null
  return {
    appeared: [...later].flatMap(([place, each]) =>
      each.status === 'fail' && earlier.get(place)?.status !== 'fail' ? [each] : [],
    ),
    mended: failedBefore.flatMap(([place, each]) => (statusAfter(place) === 'pass' ? [each] : [])),
    unchanged: failedBefore.flatMap(([place]) => {
      const each = later.get(place)
      return each?.status === 'fail' ? [each] : []
    }),
    notSeen: failedBefore.flatMap(([place, each]) => {
      const status = statusAfter(place)
      return status === 'pass' || status === 'fail' ? [] : [each]
    }),
  }
}

function placeOf({ suite, name }: ReportCase): string {
  return JSON.stringify([suite, name])
}
