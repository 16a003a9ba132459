import type { AnyResult } from './any-result.ts'
import { renderHtml } from './html/render-html.ts'
import { renderJunit } from './junit/render-junit.ts'
import { renderSummary } from './markdown/render-summary.ts'
import { renderSarif } from './sarif/render-sarif.ts'

/** A rendering of a result that is written beside it. */
export interface ReportFormat {
  /** Name of the file. */
  readonly file: string
  /** `folder`: where the run is, as a command from the folder of the project names it; absent where the report leaves it. */
  readonly render: (result: AnyResult, folder?: string) => string
}

/** What every run writes beside `result.json`. A new format is one file and one line here. */
export const reportFormats: readonly ReportFormat[] = [
  { file: 'report.html', render: renderHtml },
  { file: 'junit.xml', render: result => renderJunit(result) },
  { file: 'summary.md', render: result => renderSummary(result) },
  { file: 'plumbline.sarif', render: result => renderSarif(result, 'features') },
]
