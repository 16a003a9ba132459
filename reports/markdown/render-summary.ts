import type { AnyResult } from '../any-result.ts'
import { casesOf } from '../cases/cases-of.ts'
import { type ReportCase, worstFirst } from '../cases/report-case.ts'
import { formatMany } from '../format.ts'
import { plainText } from '../plain-text.ts'

/** What GitHub takes as a job summary, bytes; more of it is not shown at all. */
const bytesMax = 1_000_000

const marks = { pass: '✅', fail: '❌', inconclusive: '❔', skipped: '➖' } as const
const verdictMarks = { pass: '✅', skew: '❌', fail: '❌', inconclusive: '❔', broken: '💥' } as const

/** Markdown for a job summary or a merge request: the verdict, then a table, the worst first, cut where it grows too long. */
export function renderSummary(result: AnyResult): string {
  const [first = '', ...more] = result.sentences
  const head = [
    `## ${verdictMarks[result.verdict]} ${result.verdict.toUpperCase()}: ${inline(first)}`,
    '',
    ...more.map(sentence => `- ${inline(sentence)}`),
    ...(more.length > 0 ? [''] : []),
    '| | what | where | compared | why |',
    '|---|---|---|---:|---|',
  ]
  const cases = worstFirst(casesOf(result))
  const lines: string[] = []
  let bytes = Buffer.byteLength(head.join('\n'))
  for (const each of cases) {
    const line = rowOf(each)
    bytes += Buffer.byteLength(line) + 1
    if (bytes > bytesMax - 500) break
    lines.push(line)
  }
  const left = cases.length - lines.length
  const cut = left > 0 ? ['', `and ${formatMany(left, 'more row')}, all in result.json`] : []
  return `${[...head, ...lines, ...cut].join('\n')}\n`
}

function rowOf({ status, suite, name, message, count }: ReportCase): string {
  return `| ${marks[status]} ${status} | ${inline(name)} | ${inline(suite)} | ${count.toLocaleString('en')} | ${inline(message)} |`
}

/** Text that stays text: nothing of it is markup, a link or the end of a cell. */
function inline(text: string): string {
  return plainText(text)
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|~@$-]/g, found => `\\${found}`)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
}
