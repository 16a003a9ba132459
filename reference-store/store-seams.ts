import type { Definitions } from '../features/definitions.ts'
import { keyText } from '../features/streaming-plan/key-text.ts'
import { type PlanSeams, planSeams } from '../features/streaming-plan/plan-seams.ts'
import type { Answer, Probe } from '../harness/store.ts'
import { type WorkerSeams, workerSeams } from './ingest/partition-intake.ts'
import type { KeyText } from './ingest/source-readers.ts'
import { type OfflineSeams, offlineSeams } from './offline/offline-side.ts'
import type { TrainedAt } from './offline/training-set.ts'
import { type Transform, transform } from './serving/evaluate-on-demand.ts'

/**
 * Every decision of the reference store that a store with one seeded bug overrides. Serving and training look at the
 * definitions as they are; `planned` changes what the streaming plan makes of them.
 */
export interface StoreSeams extends PlanSeams, WorkerSeams, OfflineSeams {
  readonly planned: (definitions: Definitions) => Definitions
  /** The text that a key's state is written under, and the one that it is read by. */
  readonly writtenKey: KeyText
  readonly askedKey: KeyText
  /** What serving takes for a probe. */
  readonly asked: (probe: Probe) => Probe
  /** On-demand features, as served and as trained. */
  readonly transformed: Transform
  readonly trainedTransform: Transform
  /** The K (µs) of a training row, given its T and the training cut. */
  readonly trainedAt: TrainedAt
  readonly answered: (answer: Answer, probe: Probe) => Answer
  /** The answers of one call, and the rows of one training set, in the order of their probes. */
  readonly answeredAll: (answers: readonly Answer[], probes: readonly Probe[]) => readonly Answer[]
  readonly trainedAll: (rows: readonly Answer[], probes: readonly Probe[]) => readonly Answer[]
}

export const storeSeams: StoreSeams = {
  ...planSeams,
  ...workerSeams,
  ...offlineSeams,
  planned: definitions => definitions,
  writtenKey: keyText,
  askedKey: keyText,
  asked: probe => probe,
  transformed: transform,
  trainedTransform: transform,
  trainedAt: (asOf, cut) => Math.max(asOf, cut),
  answered: answer => answer,
  answeredAll: answers => answers,
  trainedAll: rows => rows,
}
