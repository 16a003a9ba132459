import type { Log, ReportingDescriptor, Result as SarifResult } from 'sarif'
import { type AnyResult, isDrift, isLatency } from '../any-result.ts'
import { casesOf } from '../cases/cases-of.ts'
import type { ReportCase } from '../cases/report-case.ts'
import { plainText } from '../plain-text.ts'
import type { Result } from '../result.ts'

/** Results that code scanning takes of one run. */
const resultsMax = 5_000

/**
 * SARIF 2.1.0 for code scanning: a result a failure, its rule the cause where one was named. A feature has no line in a file
 * that a run knows of, so a result stands at the definitions as a whole; `definitions` is their path.
 */
export function renderSarif(result: AnyResult, definitions: string): string {
  const failures = casesOf(result).filter(({ status }) => status === 'fail')
  const found = failures
    .slice(0, resultsMax)
    .map(each => sarifResult(each, ruleOf(result, each), definitions))
  const rules = [...new Set(found.map(each => each.ruleId as string))].map(
    (id): ReportingDescriptor => ({
      id,
      name: id,
      shortDescription: { text: `plumbline: ${id}` },
    }),
  )
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: {
          driver: { name: 'plumbline', informationUri: 'https://www.npmjs.com/package/plumbline', rules },
        },
        results: found,
        properties: { verdict: result.verdict, left: Math.max(0, failures.length - resultsMax) },
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function sarifResult({ suite, name, message }: ReportCase, ruleId: string, definitions: string): SarifResult {
  return {
    ruleId,
    level: 'error',
    message: { text: plainText(`${name} (${suite}): ${message}`) },
    locations: [{ physicalLocation: { artifactLocation: { uri: definitions }, region: { startLine: 1 } } }],
    // The same finding of the next run is the same alert.
    partialFingerprints: { 'plumbline/v1': `${suite}/${name}/${ruleId}` },
  }
}

function ruleOf(result: AnyResult, { name, suite }: ReportCase): string {
  if (isDrift(result)) return 'drift'
  if (isLatency(result)) return 'latency'
  if (suite === 'checks') return `check-${name}`
  return causeOf(result, name) ?? 'skew'
}

function causeOf(result: Result, name: string): string | null {
  return result.features[name]?.causes[0]?.cause ?? null
}
