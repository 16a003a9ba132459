import { aggregateKinds, type StoredFeature } from '../../features/definitions.ts'

/** What two features may share or differ in; every pair of values of two dimensions must be met. */
const dimensions = {
  kind: aggregateKinds,
  closed: ['left', 'right'],
  slide: ['unbounded', 'exact', 'sliding'],
  nulls: ['skip', 'zero', 'poison'],
  lateness: ['any', 'limited'],
  refresh: ['none', 'scheduled'],
} as const

type Dimension = keyof typeof dimensions

const names = Object.keys(dimensions) as Dimension[]

/** Counts how often each pair of values of (kind, closed, slide, nulls, lateness, refresh) was met. */
export class PairCounts {
  readonly #counts = new Map<string, number>()

  add(feature: StoredFeature): void {
    const values = valuesOf(feature)
    for (const [i, a] of names.entries()) {
      for (const b of names.slice(i + 1)) {
        const pair = pairText(a, values[a], b, values[b])
        this.#counts.set(pair, (this.#counts.get(pair) ?? 0) + 1)
      }
    }
  }

  /** Every legal pair with its count, the rarest first. */
  all(): { pair: string; count: number }[] {
    return legalPairs()
      .map(pair => ({ pair, count: this.#counts.get(pair) ?? 0 }))
      .sort((a, b) => a.count - b.count)
  }
}

function valuesOf({
  aggregate,
  window,
  nulls,
  allowedLateness,
  refresh,
}: StoredFeature): Record<Dimension, string> {
  return {
    kind: aggregate.kind,
    closed: window.closed,
    slide: window.length === null ? 'unbounded' : window.slide === null ? 'exact' : 'sliding',
    nulls,
    lateness: allowedLateness === null ? 'any' : 'limited',
    refresh: refresh === null ? 'none' : 'scheduled',
  }
}

function legalPairs(): string[] {
  return names.flatMap((a, i) =>
    names
      .slice(i + 1)
      .flatMap(b =>
        dimensions[a].flatMap(left =>
          dimensions[b].filter(right => isLegal(left, right)).map(right => pairText(a, left, b, right)),
        ),
      ),
  )
}

/** `nulls` says nothing on count and latest, and saying something there is an error; semantics § 4. */
function isLegal(left: string, right: string): boolean {
  return !((left === 'count' || left === 'latest') && (right === 'zero' || right === 'poison'))
}

function pairText(a: Dimension, left: string, b: Dimension, right: string): string {
  return `${a}=${left} ${b}=${right}`
}
