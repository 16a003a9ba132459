import { profileLines } from './lines/index.ts'
import type { LineProfile, SideProfile } from './profile.ts'
import type { FoundRule, ProfileLine } from './profile-line.ts'
import { readFinding } from './read-finding.ts'

/** What an audit makes of one side of one line. */
export type LineRule =
  /** The store does what the definitions say, or was not asked. */
  | { readonly kind: 'none' }
  | { readonly kind: 'applied'; readonly rule: FoundRule }
  | { readonly kind: 'not-applied' }

/** Finds the rule that a side of a line was found to have, by its answers. Pure. */
export function ruleOfLine(line: LineProfile, side: 'online' | 'offline'): LineRule {
  const found = line[side]
  if (found.answers.length === 0 || found.finding === 'not-asked') return { kind: 'none' }
  if (found.finding === line.specified[side]) return { kind: 'none' }
  const own = profileLines.find(({ name }) => name === line.name)
  const rule = own === undefined ? null : ruleIn(own, found)
  return rule === null ? { kind: 'not-applied' } : { kind: 'applied', rule }
}

function ruleIn({ ways }: ProfileLine, { finding, answers }: SideProfile): FoundRule | null {
  for (const way of ways) {
    const read = readFinding(way, answers)
    if (read.finding === finding && read.rule !== undefined) return read.rule
  }
  return null
}
