import { formatCount, formatMany } from '../../reports/format.ts'
import {
  type AssayResult,
  type MutantStatus,
  mutantStatuses,
  type ProvedMutant,
  type ProveResult,
  proveSchemaName,
} from '../../reports/prove-result.ts'
import type { Control } from './control.ts'

/** Everything that a run of `prove` found. */
export interface ProveFindings {
  readonly seed: number
  readonly scenarios: readonly string[]
  readonly assays: readonly AssayResult[]
  readonly control: Control | null
  readonly mutants: readonly ProvedMutant[]
  readonly versions: Readonly<Record<string, string>>
  readonly durationMs: number
}

/**
 * The verdict: `broken` where the harness answers wrongly what is known by hand, or raises a false alarm, for then
 * nothing that it says of a mutant counts; `fail` where a mutant is not killed; else `pass`. Pure.
 */
export function sumUpProve(found: ProveFindings): ProveResult {
  const { seed, assays, control, mutants, versions, durationMs } = found
  const failed = brokenAssays(assays)
  // Where the harness fails by itself nothing else was run.
  const problems = failed.length > 0 ? failed : brokenControl(control)
  const unkilled = mutants.filter(({ status }) => status !== 'killed')
  // Without a mutant nothing was proved.
  const verdict =
    problems.length > 0 || mutants.length === 0 ? 'broken' : unkilled.length > 0 ? 'fail' : 'pass'
  return {
    schema: proveSchemaName,
    verdict,
    exitCode: ({ pass: 0, fail: 1, broken: 3 } as const)[verdict],
    sentences: [...problems, ...(problems.length > 0 ? [] : aboutMutants(mutants))],
    seed,
    scenarios: [...found.scenarios],
    assays: [...assays],
    control,
    mutants: [...mutants],
    totals: countStatuses(mutants),
    provenance: { versions: { ...versions }, durationMs },
  }
}

function brokenAssays(assays: readonly AssayResult[]): string[] {
  if (assays.length === 0) return ['the harness was not examined: no assay ran']
  return assays.flatMap(({ name, problem }) =>
    problem === null ? [] : [`the harness fails its assay ${name}: ${problem}`],
  )
}

function brokenControl(control: Control | null): string[] {
  if (control === null || control.judged === 0)
    return ['the clean store was not judged: no cell was compared']
  const { wrong, judged } = control
  if (wrong === 0) return []
  return [
    `the clean store is called wrong in ${formatCount(wrong)} of ${formatMany(judged, 'cell')}: a false alarm`,
  ]
}

function aboutMutants(mutants: readonly ProvedMutant[]): string[] {
  if (mutants.length === 0) return ['no mutant was run']
  const of = (status: MutantStatus) => mutants.filter(each => each.status === status)
  const unnamed = of('killed').filter(({ named }) => named === null)
  const others = mutantStatuses.flatMap(status => {
    const some = status === 'killed' ? [] : of(status)
    return some.length === 0 ? [] : [`${status}: ${some.map(({ name }) => name).join(', ')}`]
  })
  return [
    `${formatCount(of('killed').length)} of ${formatMany(mutants.length, 'mutant')} killed`,
    ...others,
    ...(unnamed.length === 0
      ? []
      : [`no diagnosis ran: ${formatMany(unnamed.length, 'mutant')} caught, but no cause named`]),
  ]
}

function countStatuses(mutants: readonly ProvedMutant[]): Record<MutantStatus, number> {
  const counts = { killed: 0, misnamed: 0, survived: 0, 'not-triggered': 0, timeout: 0 }
  for (const { status } of mutants) counts[status]++
  return counts
}
