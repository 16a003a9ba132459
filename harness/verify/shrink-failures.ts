import { formatMany } from '../../reports/format.ts'
import type { CaseResult } from '../../reports/result.ts'
import type { Diagnosis } from '../diagnose/diagnosis.ts'
import type { Failure } from '../shrink/failure.ts'
import type { ShrunkFolder } from '../shrink/shrink-folder.ts'
import type { ShrinkJob } from '../shrink/shrink-job.ts'
import type { JobRunner } from './run-report.ts'

/** A suspect run that was kept. */
export interface SuspectRun {
  readonly scenario: string
  readonly seed: number
  readonly folder: string
}

export interface FailureShrinking {
  readonly diagnosis: Diagnosis
  readonly suspects: readonly SuspectRun[]
  readonly runner: JobRunner
  /** For all failures together, ms. */
  readonly timeMs: number
  readonly onProgress: (line: string) => void
  readonly now: () => number
}

export interface ShrunkFailures {
  readonly cases: readonly CaseResult[]
  readonly notes: readonly string[]
}

/** Tries for one failure, and failures that are made smaller at most. */
const stepsMax = 400
const casesMax = 12

/** Makes the failures of a run smaller, one for each feature and cause, new causes first, until the time is over. */
export async function shrinkFailures(asked: FailureShrinking): Promise<ShrunkFailures> {
  const { diagnosis, runner, timeMs, now, onProgress } = asked
  const { shrink } = runner
  const failures = inOrder(failuresOf(diagnosis))
  if (failures.length === 0) return { cases: [], notes: [] }
  if (shrink === undefined || timeMs <= 0) return { cases: [], notes: [leftText(failures.length)] }
  const deadline = now() + timeMs
  const known = [...new Set(failures.map(({ cause }) => cause))]
  const cases: CaseResult[] = []
  let left = 0
  for (const [i, failure] of failures.entries()) {
    const folder = folderOf(failure, asked)
    const time = deadline - now()
    if (folder === null || time <= 0 || cases.length >= casesMax) {
      left++
      continue
    }
    onProgress(`shrinking ${failure.column}, ${failure.cause} (${i + 1} of ${failures.length})`)
    const out = `cases/${cases.length + 1}`
    const job: ShrinkJob = { folder, failure, known, out, otherOut: `${out}-other`, stepsMax, timeMs: time }
    const shrunk = await shrink(job).catch(() => null)
    if (shrunk === null) left++
    else cases.push(...casesOf(shrunk, job))
  }
  return { cases, notes: left === 0 ? [] : [leftText(left)] }
}

function leftText(left: number): string {
  return `${formatMany(left, 'failure was', 'failures were')} not made smaller: use shrink with the folder of a History, or give --shrink more time`
}

function failuresOf({ features }: Diagnosis): (Failure & { readonly explained: number })[] {
  return [...features].flatMap(([name, causes]) => {
    const dot = name.indexOf('.')
    return causes.map(({ side, cause, explained }) => {
      return { target: name.slice(0, dot), column: name.slice(dot + 1), side, cause, explained }
    })
  })
}

/** First the worst failure of each cause, then the others. */
function inOrder<T extends Failure & { readonly explained: number }>(failures: readonly T[]): T[] {
  const worst = failures.toSorted((a, b) => b.explained - a.explained)
  const isFirst = (each: T) =>
    worst.find(({ cause, side }) => cause === each.cause && side === each.side) === each
  return [...worst.filter(isFirst), ...worst.filter(each => !isFirst(each))]
}

function folderOf(failure: Failure, { diagnosis, suspects }: FailureShrinking): string | null {
  const cells = diagnosis.cells.filter(({ target, feature, side, cause }) => {
    return (
      target === failure.target &&
      feature === failure.column &&
      side === failure.side &&
      cause === failure.cause
    )
  })
  const found = suspects.find(({ scenario, seed }) =>
    cells.some(cell => cell.scenario === scenario && cell.seed === seed),
  )
  return found?.folder ?? null
}

function casesOf({ file, events, probes, tries, other }: ShrunkFolder, job: ShrinkJob): CaseResult[] {
  const { target, feature, side, cause, minimal, proof, expected, served } = file
  const own: CaseResult = {
    folder: job.out,
    target,
    feature,
    side,
    cause,
    events,
    probes,
    tries,
    minimal,
    proof,
    expected,
    served,
  }
  if (other === null) return [own]
  return [
    own,
    {
      ...own,
      folder: job.otherOut,
      target: other.target,
      feature: other.feature,
      side: other.side,
      cause: other.cause,
      minimal: false,
      proof: other.proof,
      expected: other.expected,
      served: other.served,
    },
  ]
}
