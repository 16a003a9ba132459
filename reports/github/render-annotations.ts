import type { AnyResult } from '../any-result.ts'
import { casesOf } from '../cases/cases-of.ts'
import { type ReportCase, worstFirst } from '../cases/report-case.ts'
import { formatMany } from '../format.ts'

/** GitHub shows ten of a kind a step and drops the rest without a word. */
const annotationsMax = 10

/**
 * Workflow commands, one a line, for the log of a GitHub Actions step: the most telling failures, then how many there are
 * besides. Nothing where all passed.
 */
export function renderAnnotations(result: AnyResult): string {
  const telling = worstFirst(casesOf(result)).filter(
    ({ status }) => status === 'fail' || status === 'inconclusive',
  )
  const told = telling.length > annotationsMax ? telling.slice(0, annotationsMax - 1) : telling
  const lines = told.map(annotation)
  const left = telling.length - told.length
  if (left > 0)
    lines.push(
      `::notice title=plumbline::${escapeData(`and ${formatMany(left, 'more finding')}: see the summary`)}`,
    )
  return lines.map(line => `${line}\n`).join('')
}

function annotation({ status, suite, name, message }: ReportCase): string {
  const level = status === 'fail' ? 'error' : 'warning'
  return `::${level} title=${escapeProperty(`${name} (${suite})`)}::${escapeData(message)}`
}

/** As @actions/core escapes what a command says. */
function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C')
}
