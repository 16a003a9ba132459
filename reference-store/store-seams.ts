import type { Definitions } from '../features/definitions.ts'
import { type PlanSeams, planSeams } from '../features/streaming-plan/plan-seams.ts'
import type { Answer, Probe } from '../harness/store.ts'
import { type WorkerSeams, workerSeams } from './ingest/ingest-worker.ts'
import type { TrainedAt } from './offline/training-set.ts'

/**
 * Every decision of the reference store that a store with one seeded bug overrides. Serving and training look at the
 * definitions as they are; `planned` changes what the streaming plan makes of them.
 */
export interface StoreSeams extends PlanSeams, WorkerSeams {
  readonly planned: (definitions: Definitions) => Definitions
  /** The K (µs) of a training row, given its T and the training cut. */
  readonly trainedAt: TrainedAt
  readonly answered: (answer: Answer, probe: Probe) => Answer
}

export const storeSeams: StoreSeams = {
  ...planSeams,
  ...workerSeams,
  planned: definitions => definitions,
  trainedAt: (asOf, cut) => Math.max(asOf, cut),
  answered: answer => answer,
}
