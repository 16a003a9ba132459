import type { Definitions } from '../features/definitions.ts'
import { compileStreamingPlan } from '../features/streaming-plan/compile-streaming-plan.ts'
import type { PlanSeams } from '../features/streaming-plan/plan-seams.ts'
import type { SourcePlan } from '../features/streaming-plan/streaming-plan.ts'

const compiled = new WeakMap<PlanSeams, WeakMap<Definitions, ReadonlyMap<string, SourcePlan>>>()

/** The plans of a document by source, compiled once: a simulation opens a new store for each of thousands of runs. */
export function compiledPlan(definitions: Definitions, seams: PlanSeams): ReadonlyMap<string, SourcePlan> {
  const bySeams = compiled.get(seams) ?? new WeakMap<Definitions, ReadonlyMap<string, SourcePlan>>()
  compiled.set(seams, bySeams)
  const plan = bySeams.get(definitions) ?? compileStreamingPlan(definitions, seams)
  bySeams.set(definitions, plan)
  return plan
}
