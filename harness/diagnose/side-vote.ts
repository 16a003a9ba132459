import type { CellJudgement } from '../diff/judgement.ts'
import { sameValue } from '../diff/same-value.ts'

/** Which side is wrong, by three values: served, the store's own training value, and ours. */
export type SideVerdict = 'online' | 'offline' | 'both-alike' | 'both-differently'

/** How the cells of one column vote. */
export type SideVotes = Record<SideVerdict, number>

export function noVotes(): SideVotes {
  return { online: 0, offline: 0, 'both-alike': 0, 'both-differently': 0 }
}

/** What a cell says of the sides; null where neither is wrong. A side that gave nothing counts as right. */
export function voteOf({ served, training, values }: CellJudgement): SideVerdict | null {
  const online = served?.kind === 'defect'
  const offline = training?.kind === 'defect' || training?.kind === 'leak'
  if (!online && !offline) return null
  if (!offline) return 'online'
  if (!online) return 'offline'
  const [a, b] = [values?.served?.value, values?.training?.value]
  return a !== undefined && b !== undefined && sameValue(a, b) ? 'both-alike' : 'both-differently'
}

/** The verdict of most cells; of as many, the graver. */
export function sideOf(votes: SideVotes): SideVerdict {
  const order: readonly SideVerdict[] = ['both-alike', 'both-differently', 'offline', 'online']
  return order.reduce((a, b) => (votes[b] > votes[a] ? b : a))
}
