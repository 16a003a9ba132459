import type { Instant } from '../../features/value.ts'
import { laterKnowledge, laterReadings, type SearchedFeature } from './candidate-instants.ts'
import type { JudgeOptions, LeakPoint } from './judgement.ts'
import { floorTo } from './window-breaks.ts'

type Training = JudgeOptions['training']

/**
 * Every point that a training set's declared reading at T excludes and that could explain its values: a later K, or a
 * later T′ with the window's tail moved along or kept; semantics § 7. The nearest first of each.
 */
export function* leakPoints(
  training: Training,
  asOf: Instant,
  features: readonly SearchedFeature[],
): Generator<LeakPoint> {
  yield* laterKnowledgePoints(training, asOf, features)
  const trained = training.reading === 'as-trained'
  for (const later of laterReadings(features, asOf)) {
    // A join at T′ may know what was known at T′, or only look at later event times.
    for (const k of new Set([declaredKnowledge(training, later), declaredKnowledge(training, asOf)])) {
      yield { asOf: later, k, trained, tailFrom: null }
      yield { asOf: later, k, trained, tailFrom: asOf }
    }
  }
}

/** K of the declared reading at an instant: T, or the cut where that is later. */
function declaredKnowledge({ reading, cut }: Training, asOf: Instant): Instant {
  return reading === 'as-known' ? asOf : Math.max(cut, asOf)
}

function* laterKnowledgePoints(
  training: Training,
  asOf: Instant,
  features: readonly SearchedFeature[],
): Generator<LeakPoint> {
  const declared = declaredKnowledge(training, asOf)
  const floors = features.map(each => knowledgeFloor(training, asOf, each))
  for (const k of laterKnowledge(features, Math.min(...floors))) {
    yield { asOf, k, trained: true, tailFrom: null }
    // Beside a leaking feature, a scheduled one may still be read as it was known.
    if (training.reading === 'as-known' && k > declared) yield { asOf, k, trained: false, tailFrom: null }
  }
}

/** The greatest K that the declared reading lets a feature see: as known, a scheduled one sees no more than R + delay. */
function knowledgeFloor(training: Training, asOf: Instant, { feature }: SearchedFeature): Instant {
  if (training.reading === 'as-trained' || feature.refresh === null) return declaredKnowledge(training, asOf)
  const { every, delay } = feature.refresh
  return floorTo(asOf - delay, every) + delay
}
