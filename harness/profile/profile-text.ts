import { askedRuns } from './asked-runs.ts'
import type { Comparison } from './compare-profiles.ts'
import { isAsSpecified, profileHead, tellsSomething } from './line-verdict.ts'
import type { LineProfile, Profile, SideProfile } from './profile.ts'
import { notAsked, other } from './read-finding.ts'

/** A profile for a terminal: a table of all lines, then what is behind those that have something to tell. */
export function profileText(profile: Profile): string {
  const { name, stack } = profile.store
  const rows = profile.lines.map(line => [
    line.name,
    cellText(line, 'online'),
    cellText(line, 'offline'),
    agreementText(line),
  ])
  const told = profile.lines.filter(tellsSomething).map(lineText)
  const parts = [
    `PROFILE  ${name} (${stack}): ${profileHead(profile)}`,
    tableText([['line', 'online', 'offline', ''], ...rows]),
    '≠ not what the definitions say',
    ...told,
    ...notAskedText(profile),
  ]
  return parts.join('\n\n')
}

/** What an upgrade changed, for a terminal. */
export function comparisonText({ changed, unexpected }: Comparison, path: string): string {
  const head =
    changed.length === 0
      ? `OK       every line of ${path} is as expected`
      : `CHANGED  ${changed.length === 1 ? 'one rule is' : `${changed.length} rules are`} not as ${path} expects`
  const lines = changed.map(({ line, side, expected, found }) => {
    return `  ${line}, ${side}: expected ${findingText(expected)}, found ${findingText(found)}${reasonText(found)}`
  })
  const news = unexpected.length === 0 ? [] : [`  nothing is expected of: ${unexpected.join(', ')}`]
  return [head, ...lines, ...news].join('\n')
}

function reasonText({ finding, says }: SideProfile): string {
  return finding === other || says === '' ? '' : ` (${says})`
}

function findingText({ finding, answers }: SideProfile): string {
  return finding === other ? `other: ${answers.map(each => each ?? '–').join(', ')}` : finding
}

function cellText(line: LineProfile, side: 'online' | 'offline'): string {
  const { finding } = line[side]
  if (finding === notAsked) return '–'
  return `${finding.length > 34 ? `${finding.slice(0, 33)}…` : finding}${isAsSpecified(line, side) === false ? ' ≠' : ''}`
}

function agreementText({ agree }: LineProfile): string {
  return agree === false ? 'the sides disagree' : ''
}

function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map(row => (row[i] ?? '').length)))
  return rows
    .map(row => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
    .join('\n')
}

function lineText(line: LineProfile): string {
  const sides = (['online', 'offline'] as const).map(side => {
    const { finding, says } = line[side]
    const specified = line.specified[side]
    const note = isAsSpecified(line, side) === false ? `; the definitions: ${specified}` : ''
    return `  ${side.padEnd(8)} ${finding === notAsked ? 'not asked' : finding}: ${says}${note}`
  })
  const asked = askedRuns(line).map(({ asked: question, online, offline }) => {
    return `  asked    ${question}: online ${online ?? '–'}, offline ${offline ?? '–'}`
  })
  const events = line.events.map(each => `  event    ${each}`)
  const apart = line.agree === false ? '  THE SIDES DISAGREE' : ''
  return [`${line.name}${apart}`, `  ${line.asks}`, ...sides, ...events, ...asked].join('\n')
}

/** Lines of which neither side was asked, by the reason. */
function notAskedText({ lines }: Profile): string[] {
  const left = lines.filter(
    ({ online, offline }) => online.finding === notAsked && offline.finding === notAsked,
  )
  if (left.length === 0) return []
  const byReason = Map.groupBy(left, ({ online }) => online.says)
  const listed = [...byReason].map(
    ([reason, some]) => `  ${some.map(({ name }) => name).join(', ')}: ${reason}`,
  )
  return [`Not asked:\n${listed.join('\n')}`]
}
