import { z } from 'zod'
import type { ProveResult } from './prove-result.ts'

/** The schema of the track record that this version writes. */
const proofRecordSchemaName = 'plumbline.track-record/1'

const count = z.number().int().nonnegative()

/** What `prove` found of the harness, in few numbers: beside the track record, and in every result that the harness gives. */
export const proofRecordSchema = z.object({
  schema: z.literal(proofRecordSchemaName),
  /** ISO 8601 in UTC. */
  recordedAt: z.string(),
  version: z.string(),
  seed: z.number(),
  scenarios: count,
  mutants: count,
  /** Caught, and their causes named exactly. */
  killed: count,
  /** Caught under other names. */
  misnamed: count,
  survived: count,
  notTriggered: count,
  timedOut: count,
  /** Cells of the clean store, and those of them that were called wrong; null where it did not come to that. */
  clean: z.object({ judged: count, wrong: count }).nullable(),
  assays: z.object({ right: count, of: count }),
})

export type ProofRecord = z.infer<typeof proofRecordSchema>

/** The track record of a result of `prove`; `recordedAt` is an instant in ISO 8601. */
export function proofRecordOf(result: ProveResult, recordedAt: string): ProofRecord {
  const { totals, mutants, control, assays, scenarios, seed, provenance } = result
  return {
    schema: proofRecordSchemaName,
    recordedAt,
    version: provenance.versions.plumbline ?? 'unknown',
    seed,
    scenarios: scenarios.length,
    mutants: mutants.length,
    killed: totals.killed,
    misnamed: totals.misnamed,
    survived: totals.survived,
    notTriggered: totals['not-triggered'],
    timedOut: totals.timeout,
    clean: control === null ? null : { judged: control.judged, wrong: control.wrong },
    assays: { right: assays.filter(({ problem }) => problem === null).length, of: assays.length },
  }
}
