import junit from 'junit-report-builder'
import type { AnyResult } from '../any-result.ts'
import { casesOf } from '../cases/cases-of.ts'
import type { ReportCase } from '../cases/report-case.ts'
import { plainText } from '../plain-text.ts'

/** The package's types say that its builder is a `default` of its default; what runs is the builder itself. */
const builder = junit as unknown as typeof junit.default

/** JUnit XML: a suite a scenario, a case a feature; inconclusive is an error, not run is skipped. */
export function renderJunit(result: AnyResult): string {
  const file = builder.newBuilder()
  const bySuite = Map.groupBy(casesOf(result), each => each.suite)
  for (const [name, cases] of bySuite) {
    const suite = file.testSuite().name(plainText(name)).time(0)
    for (const each of cases) addCase(suite, each)
  }
  // What Jenkins checks files against knows no such attribute of the whole.
  return file.build().replace(/(<testsuites[^>]*?) skipped="\d+"/, '$1')
}

function addCase(
  suite: ReturnType<ReturnType<typeof builder.newBuilder>['testSuite']>,
  each: ReportCase,
): void {
  const testCase = suite.testCase().className(plainText(each.suite)).name(plainText(each.name)).time(0)
  const message = plainText(each.message)
  if (each.status === 'fail') testCase.failure(message, 'skew')
  else if (each.status === 'inconclusive') testCase.error(message, 'inconclusive')
  else if (each.status === 'skipped') testCase.skipped()
  const output = [each.status === 'skipped' ? each.message : '', each.detail].filter(text => text !== '')
  if (output.length > 0) testCase.standardOutput(plainText(output.join('\n')))
}
