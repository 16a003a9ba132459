import type { ReportCase } from '../cases/report-case.ts'
import { formatCount } from '../format.ts'
import { plainText } from '../plain-text.ts'
import type { Comparison } from './compare-results.ts'

/** Lines of one kind that are shown. */
const linesMax = 50
/** Characters of what is said of a case. */
const messageMax = 160

/** A comparison for a terminal: what is new first. */
export function renderComparison({ appeared, mended, unchanged, notSeen }: Comparison): string {
  const counts = [
    `${formatCount(appeared.length)} new`,
    `${formatCount(mended.length)} mended`,
    `${formatCount(unchanged.length)} unchanged`,
    ...(notSeen.length > 0 ? [`${formatCount(notSeen.length)} not judged again`] : []),
  ]
  const lines = [
    counts.join(', '),
    ...block('NEW', appeared, true),
    ...block('MENDED', mended, false),
    ...block('UNCHANGED', unchanged, true),
    ...block('NOT JUDGED AGAIN', notSeen, false),
  ]
  return `${lines.join('\n')}\n`
}

function block(title: string, cases: readonly ReportCase[], withMessage: boolean): string[] {
  if (cases.length === 0) return []
  const shown = cases.slice(0, linesMax).map(({ suite, name, message }) => {
    const text = message.length > messageMax ? `${message.slice(0, messageMax)}…` : message
    return plainText(`  ${name} (${suite})${withMessage && text !== '' ? `: ${text}` : ''}`)
  })
  const left = cases.length - shown.length
  return ['', title, ...shown, ...(left > 0 ? [`  and ${formatCount(left)} more`] : [])]
}
