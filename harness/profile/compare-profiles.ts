import { PlumblineError } from '../../features/plumbline-error.ts'
import type { LineProfile, Profile, SideProfile } from './profile.ts'
import { other } from './read-finding.ts'

/** A rule that is not as it was expected to be. */
export interface ChangedRule {
  readonly line: string
  readonly side: 'online' | 'offline'
  readonly expected: SideProfile
  readonly found: SideProfile
}

export interface Comparison {
  readonly changed: readonly ChangedRule[]
  /** Lines that nothing was expected of: the file is older than they are. */
  readonly unexpected: readonly string[]
}

/**
 * Holds what a store does against what it was expected to do: findings alone, and answers where those are all that was found.
 * @throws PlumblineError usage where a line is expected that is not asked any more
 */
export function compareProfiles(expected: Profile, found: Profile, path: string): Comparison {
  const lines = new Map(found.lines.map(line => [line.name, line]))
  const changed = expected.lines.flatMap(line => {
    const own = lines.get(line.name)
    if (own !== undefined) return changesOf(line, own)
    const mend = 'write it anew with --out, and look at what changed'
    throw new PlumblineError('usage', `${path} expects the line ${line.name}, which no profile has: ${mend}`)
  })
  const known = new Set(expected.lines.map(({ name }) => name))
  return { changed, unexpected: [...lines.keys()].filter(name => !known.has(name)) }
}

function changesOf(expected: LineProfile, found: LineProfile): ChangedRule[] {
  const sides = ['online', 'offline'] as const
  return sides.flatMap(side => {
    const [was, is] = [expected[side], found[side]]
    return isSame(was, is) ? [] : [{ line: found.name, side, expected: was, found: is }]
  })
}

function isSame(a: SideProfile, b: SideProfile): boolean {
  if (a.finding !== b.finding) return false
  return a.finding !== other || JSON.stringify(a.answers) === JSON.stringify(b.answers)
}
