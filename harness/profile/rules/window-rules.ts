import type { Closed } from '../../../features/definitions.ts'
import type { FoundRule } from '../profile-line.ts'

/** The head of features that are closed on one side, with T or without it. */
export function headRule(closed: Closed, headIncluded: boolean): FoundRule {
  return (policy, { feature }) => {
    if (feature.window.closed !== closed) return null
    return { ends: (read, asOf, facts) => ({ ...policy.ends(read, asOf, facts), headIncluded }) }
  }
}

/** The tail of windows that are closed on one side, with T − w or without it. */
export function tailRule(closed: Closed, tailIncluded: boolean): FoundRule {
  return (policy, { feature: { window } }) => {
    if (window.closed !== closed || window.length === null) return null
    return { ends: (read, asOf, facts) => ({ ...policy.ends(read, asOf, facts), tailIncluded }) }
  }
}

/** A tail that no slide rounds. */
export const exactTail: FoundRule = (policy, { feature: { window } }) => {
  if (window.slide === null) return null
  return {
    ends: (read, asOf, facts) =>
      policy.ends({ ...read, window: { ...read.window, slide: null } }, asOf, facts),
  }
}

/** A window without a head: what is dated ahead counts at once. */
export const noHead: FoundRule = policy => ({
  ends: (read, asOf, facts) => ({ ...policy.ends(read, asOf, facts), head: null }),
})
