import { askedRuns } from './asked-runs.ts'
import { isAsSpecified, profileHead } from './line-verdict.ts'
import type { LineProfile, Profile } from './profile.ts'
import { notAsked } from './read-finding.ts'

/** A profile as a page: a table of all lines, then each of them with the events that show it. */
export function profileMarkdown(profile: Profile): string {
  const { name, stack } = profile.store
  const versions = Object.entries(profile.versions).map(([what, version]) => `${what} ${version}`)
  const rows = profile.lines.map(line => {
    const agree = line.agree === null ? '' : line.agree ? 'yes' : '**no**'
    const cells = [`[${line.name}](#${line.name})`, cell(line, 'online'), cell(line, 'offline'), agree]
    return `| ${cells.join(' | ')} |`
  })
  return [
    `# Profile of ${name}`,
    `${stack}. ${capital(profileHead(profile))}. Measured with ${versions.join(', ')}; written by \`npm run profile\` ([profile.md](../profile.md)).`,
    '**≠**: not what the definitions say.',
    ['| line | online | offline | agree |', '|---|---|---|---|', ...rows].join('\n'),
    ...profile.lines.map(lineSection),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n')
}

function cell(line: LineProfile, side: 'online' | 'offline'): string {
  const { finding } = line[side]
  if (finding === notAsked) return 'not asked'
  return `${escaped(finding)}${isAsSpecified(line, side) === false ? ' **≠**' : ''}`
}

function lineSection(line: LineProfile): string {
  const sides = (['online', 'offline'] as const).map(side => {
    const { finding, says } = line[side]
    const note = isAsSpecified(line, side) === false ? ` The definitions: ${line.specified[side]}.` : ''
    return `- ${side}: ${finding === notAsked ? 'not asked' : `**${escaped(finding)}**`}: ${escaped(says)}.${note}`
  })
  const shown = askedRuns(line).map(({ asked, online, offline }) => {
    return `ask    ${asked}: online ${online ?? '–'}, offline ${offline ?? '–'}`
  })
  const block = [...line.events.map(each => `event  ${each}`), ...shown]
  const code = block.length === 0 ? [] : [`\`\`\`\n${block.join('\n')}\n\`\`\``]
  return [`## ${line.name}`, line.asks, sides.join('\n'), ...code].join('\n\n')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('*', '\\*').replaceAll('<', '&lt;')
}
