import type { ReportCase } from '../cases/report-case.ts'
import { formatCount } from '../format.ts'
import { plainText } from '../plain-text.ts'
import type { Comparison, RunVerdict } from './compare-results.ts'

/** Lines of one kind that are shown. */
const linesMax = 50
/** Characters of what is said of a case. */
const messageMax = 160

/** A comparison for a terminal: what is new first, and before it whether either run can be believed. */
export function renderComparison(comparison: Comparison): string {
  const { before, after, appeared, changed, mended, unchanged, notSeen, lost } = comparison
  const optional = (count: number, what: string) => (count > 0 ? [`${formatCount(count)} ${what}`] : [])
  const counts = [
    `${formatCount(appeared.length)} new`,
    ...optional(changed.length, 'for another cause'),
    `${formatCount(mended.length)} mended`,
    `${formatCount(unchanged.length)} unchanged`,
    ...optional(notSeen.length, 'not judged again'),
    ...optional(lost.length, 'no longer to be told'),
  ]
  const causes = ({ causes = [] }: ReportCase) => (causes.length === 0 ? 'none named' : causes.join(', '))
  const lines = [
    counts.join(', '),
    ...verdictLines('before', before),
    ...verdictLines('after', after),
    ...block('NEW', appeared, messageOf),
    ...block(
      'FOR ANOTHER CAUSE',
      changed.map(each => each.after),
      (_, at) => `${causes(changed[at]!.before)} → ${causes(changed[at]!.after)}`,
    ),
    ...block('MENDED', mended, nothing),
    ...block('UNCHANGED', unchanged, messageOf),
    ...block('NOT JUDGED AGAIN', notSeen, nothing),
    ...block('NO LONGER TO BE TOLD', lost, messageOf),
  ]
  return `${lines.join('\n')}\n`
}

const doubts: Readonly<Partial<Record<RunVerdict['verdict'], string>>> = {
  broken: 'the harness contradicts itself there, so that what is new or mended proves nothing',
  inconclusive: 'what it does not tell is not mended',
}

/** Each run's verdict; of one that cannot be believed, or not wholly, what that means here. */
function verdictLines(which: string, { verdict, sentence }: RunVerdict): string[] {
  const doubt = doubts[verdict]
  const line = plainText(
    `${which}: ${verdict.toUpperCase()}${sentence === '' ? '' : `   ${shortened(sentence)}`}`,
  )
  return doubt === undefined ? [line] : [line, `  ${doubt}`]
}

const messageOf = ({ message }: ReportCase) => message
const nothing = () => ''

function block(
  title: string,
  cases: readonly ReportCase[],
  said: (each: ReportCase, at: number) => string,
): string[] {
  if (cases.length === 0) return []
  const shown = cases.slice(0, linesMax).map((each, at) => {
    const text = shortened(said(each, at))
    return plainText(`  ${each.name} (${each.suite})${text === '' ? '' : `: ${text}`}`)
  })
  const left = cases.length - shown.length
  return ['', title, ...shown, ...(left > 0 ? [`  and ${formatCount(left)} more`] : [])]
}

function shortened(text: string): string {
  return text.length > messageMax ? `${text.slice(0, messageMax)}…` : text
}
