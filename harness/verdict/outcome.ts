/** What a check came to. */
export type Outcome =
  | { readonly verdict: 'pass' | 'fail' | 'inconclusive'; readonly detail: string }
  | { readonly verdict: 'skipped'; readonly reason: string }

export const pass = (detail: string): Outcome => ({ verdict: 'pass', detail })
export const fail = (detail: string): Outcome => ({ verdict: 'fail', detail })
export const inconclusive = (detail: string): Outcome => ({ verdict: 'inconclusive', detail })
export const skipped = (reason: string): Outcome => ({ verdict: 'skipped', reason })
