/** How much of a run the page shows at most; what is left out is counted and said. */
export interface Limits {
  readonly features: number
  readonly scenarios: number
  readonly cards: number
  readonly pictures: number
  readonly mismatches: number
  readonly drifts: number
  readonly notes: number
  /** Characters of one text. */
  readonly text: number
}

const most: Limits = {
  features: 300,
  scenarios: 60,
  cards: 60,
  pictures: 12,
  mismatches: 100,
  drifts: 60,
  notes: 100,
  text: 600,
}

/** From all that a person can use down to what always fits. */
export const limitSteps: readonly Limits[] = [1, 2, 4, 8, 16, 32].map(divisor => ({
  features: Math.max(5, Math.floor(most.features / divisor)),
  scenarios: Math.max(3, Math.floor(most.scenarios / divisor)),
  cards: Math.max(3, Math.floor(most.cards / divisor)),
  pictures: Math.max(1, Math.floor(most.pictures / divisor)),
  mismatches: Math.max(5, Math.floor(most.mismatches / divisor)),
  drifts: Math.max(3, Math.floor(most.drifts / divisor)),
  notes: Math.max(5, Math.floor(most.notes / divisor)),
  text: Math.max(80, Math.floor(most.text / divisor)),
}))
