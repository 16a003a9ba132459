/** Says whether one cell matches at a candidate. */
export type Voter<Candidate> = (candidate: Candidate) => boolean

export interface MostExplaining<Candidate> {
  readonly candidate: Candidate
  /** How many voters match there. */
  readonly matches: number
  /** Whether candidates were left untried although not all voters matched. */
  readonly cut: boolean
}

/**
 * The first candidate that most voters match at. A candidate is given up as soon as it cannot beat the best so far,
 * so voters that seldom match should come first. Tries at most `candidatesMax`; null without candidates.
 */
export function mostExplaining<Candidate>(
  candidates: Iterable<Candidate>,
  voters: readonly Voter<Candidate>[],
  candidatesMax: number,
): MostExplaining<Candidate> | null {
  let best: { candidate: Candidate; matches: number } | null = null
  let beat = -1
  let tried = 0
  for (const candidate of candidates) {
    if (tried++ === candidatesMax) return best === null ? null : { ...best, cut: true }
    const matches = countMatches(candidate, voters, beat)
    if (matches === null) continue
    best = { candidate, matches }
    beat = matches
    if (matches === voters.length) break
  }
  return best === null ? null : { ...best, cut: false }
}

/** How many voters match, or null once it is sure that no more than `beat` do. */
function countMatches<Candidate>(
  candidate: Candidate,
  voters: readonly Voter<Candidate>[],
  beat: number,
): number | null {
  let matches = 0
  for (const [i, voter] of voters.entries()) {
    if (voter(candidate)) matches++
    if (matches + voters.length - i - 1 <= beat) return null
  }
  return matches
}
