import type { RelationResult } from '../../reports/result.ts'
import type { RelationReport } from './relate-run.ts'
import type { Relation } from './relation.ts'
import { type RelationName, relations } from './relations/index.ts'

/** What the relations of many runs add up to. */
export interface RelationTotals {
  add(reports: readonly RelationReport[]): void
  /** In the order of the list; empty where no run was related. */
  result(): RelationResult[]
}

export function createRelationTotals(): RelationTotals {
  const sums = new Map<string, RelationResult>()
  return {
    add(reports) {
      for (const report of reports) {
        const { says, knows }: Relation = relations[report.relation as RelationName]
        const sum = sums.get(report.relation)
        const pairs = report.notRun === null ? 1 : 0
        sums.set(report.relation, {
          ...report,
          says,
          knows,
          pairs: (sum?.pairs ?? 0) + pairs,
          compared: (sum?.compared ?? 0) + report.compared,
          differing: (sum?.differing ?? 0) + report.differing,
          example: sum?.example ?? report.example,
          folder: sum?.folder ?? report.folder,
        })
      }
    },
    result: () => Object.keys(relations).flatMap(name => sums.get(name) ?? []),
  }
}
