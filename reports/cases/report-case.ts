/** One thing that a run judged, as test reports know it. */
export interface ReportCase {
  /** A scenario, a comparison, a target, or `checks`. */
  readonly suite: string
  readonly name: string
  readonly status: 'pass' | 'fail' | 'inconclusive' | 'skipped'
  /** One sentence; empty for what passed. */
  readonly message: string
  /** More of it, lines. */
  readonly detail: string
  /** What it counted. */
  readonly count: number
  /** Of what fails: the causes that a diagnosis named, each with its side; absent where none was looked for. */
  readonly causes?: readonly string[]
}

/** The worst first. */
const order: readonly ReportCase['status'][] = ['fail', 'inconclusive', 'skipped', 'pass']

export function worstFirst(cases: readonly ReportCase[]): ReportCase[] {
  return cases.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status))
}
