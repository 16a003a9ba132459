import type { ViewNode } from './view-node.ts'

/** The schema of the data in a page; its script refuses any other. */
export const reportSchemaName = 'plumbline.report/1'

/** What stands in the page as JSON: what its script checks, and what it then shows. */
export interface ReportData {
  readonly schema: typeof reportSchemaName
  readonly title: string
  /** Cells compared, as the verdict counts them and feature by feature: the page shows nothing where they disagree. */
  readonly cells: number
  readonly cellsByPart: readonly number[]
  readonly body: readonly ViewNode[]
}
