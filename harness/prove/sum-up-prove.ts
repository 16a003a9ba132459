import { formatCount, formatMany } from '../../reports/format.ts'
import {
  type AssayResult,
  type MutantStatus,
  mutantStatuses,
  type ProvedMutant,
  type ProveResult,
  proveSchemaName,
} from '../../reports/prove-result.ts'
import { unexplained } from '../diagnose/cause-name.ts'
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
 * nothing that it says of a mutant counts; `fail` where a mutant is not caught, or too many are misnamed, or one so that a
 * user would mend the wrong thing; else `pass`. Pure.
 */
export function sumUpProve(found: ProveFindings): ProveResult {
  const { seed, assays, control, mutants, versions, durationMs } = found
  const failed = brokenAssays(assays)
  // Where the harness fails by itself nothing else was run.
  const problems = failed.length > 0 ? failed : brokenControl(control)
  // Without a mutant nothing was proved.
  const verdict = problems.length > 0 || mutants.length === 0 ? 'broken' : meetsBar(mutants) ? 'pass' : 'fail'
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

/** Of the mutants this share has to be named exactly. */
const exactShare = 0.95

function meetsBar(mutants: readonly ProvedMutant[]): boolean {
  const isCaught = mutants.every(({ status }) => status === 'killed' || status === 'misnamed')
  const exact = mutants.filter(({ status }) => status === 'killed').length
  return isCaught && exact >= exactShare * mutants.length && !mutants.some(misleads)
}

/** Whether what most wrong cells are laid to is no cause of the mutant: a user would mend that first, and in vain. */
function misleads({ status, named, causes }: ProvedMutant): boolean {
  const first = named?.find(({ cause }) => cause !== unexplained)
  return status === 'misnamed' && first !== undefined && !causes.includes(first.cause)
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
  const misleading = mutants.filter(misleads)
  return [
    `${formatCount(of('killed').length)} of ${formatMany(mutants.length, 'mutant')} killed`,
    ...(of('misnamed').length === 0 ? [] : [aboutNames(mutants)]),
    ...others,
    ...(misleading.length === 0
      ? []
      : [
          `misnamed so that the wrong thing would be mended: ${misleading.map(({ name }) => name).join(', ')}`,
        ]),
    ...(unnamed.length === 0
      ? []
      : [`no diagnosis ran: ${formatMany(unnamed.length, 'mutant')} caught, but no cause named`]),
  ]
}

function aboutNames(mutants: readonly ProvedMutant[]): string {
  const exact = mutants.filter(({ status }) => status === 'killed').length
  const share = ((100 * exact) / mutants.length).toFixed(1)
  return `${share} % caught and named exactly, of which ${100 * exactShare} % are asked for; all must be caught, and none may mislead`
}

function countStatuses(mutants: readonly ProvedMutant[]): Record<MutantStatus, number> {
  const counts = { killed: 0, misnamed: 0, survived: 0, 'not-triggered': 0, timeout: 0 }
  for (const { status } of mutants) counts[status]++
  return counts
}
