import { targetEntity, targetName } from '../../features/target.ts'
import { canonicalText } from '../diff/canonical-text.ts'
import type { ServedRow } from '../history/history.ts'
import { type ColumnCells, columnName } from './build-cells.ts'
import type { CellRow, CellSide } from './cell.ts'
import { chooseCauses, type ScoredColumn } from './choose-causes.ts'
import { diagnoseComputed } from './diagnose-computed.ts'
import { nameCauses, showsIn, trySubject } from './diagnose-stored.ts'
import type { CauseOfCell, Diagnosis, NamedCause } from './diagnosis.ts'
import { instantText } from './rules/fact-text.ts'
import { causeRules } from './rules/index.ts'
import { noVotes, sideOf } from './side-vote.ts'

/**
 * Names what sampled mismatches come from: every rule is held against the mismatches and matches of every feature, and
 * the shortest account of them is the diagnosis. Pure; costs grow with the sample, not with the run.
 */
export function diagnoseCells(all: readonly ColumnCells[]): Diagnosis {
  const columns = joinColumns(all)
  const subjects = columns.flatMap(cells => trySubject(cells) ?? [])
  const clean = columns.filter(({ wrong }) => wrong.length === 0)
  const chosen = new Map(
    (['online', 'offline'] as const).flatMap(side => {
      const ofSide = subjects.filter(each => each.cells.side === side)
      return [...chooseCauses(ofSide, showsIn(clean.filter(each => each.side === side)))]
    }),
  )
  const features = new Map<string, NamedCause[]>()
  const cells: CauseOfCell[] = []
  const causesOf = (some: readonly ScoredColumn[]) =>
    new Set(some.flatMap(each => (chosen.get(each) ?? []).map(({ cause }) => cause)))
  const named = new Map(
    subjects.map(subject => {
      const established = causesOf(subjects.filter(each => each.cells.side === subject.cells.side))
      return [subject.cells, nameCauses(subject, chosen.get(subject) ?? [], established)]
    }),
  )
  const misalignedOn = (side: CellSide) =>
    new Set(
      [...named.values()].flatMap(({ of }) =>
        [...of].flatMap(([cell, cause]) =>
          cause === 'row-misaligned' && cell.side === side ? [cell.row.served] : [],
        ),
      ),
    )
  const misaligned = { online: misalignedOn('online'), offline: misalignedOn('offline') }
  for (const column of columns) {
    const found = diagnoseColumn(column, named.get(column), misaligned[column.side])
    if (found.causes.length === 0) continue
    const name = columnName(column)
    features.set(name, [...(features.get(name) ?? []), ...found.causes])
    cells.push(...found.cells)
  }
  return { features, cells }
}

function diagnoseColumn(
  column: ColumnCells,
  stored: ReturnType<typeof nameCauses> | undefined,
  misaligned: ReadonlySet<ServedRow>,
): { causes: NamedCause[]; cells: CauseOfCell[] } {
  const place = (row: CellRow, cause: CauseOfCell['cause']): CauseOfCell => ({
    scenario: row.scenario,
    seed: row.seed,
    target: targetName(row.target.target),
    probeId: row.served.probeId,
    feature: column.column,
    side: column.side,
    cause,
  })
  const causes: NamedCause[] = []
  const cells: CauseOfCell[] = []
  if (stored !== undefined) {
    causes.push(...stored.causes)
    cells.push(...[...stored.of].map(([cell, cause]) => place(cell.row, cause)))
  }
  if (column.computed.length > 0) {
    const named = diagnoseComputed(column, misaligned)
    causes.push(...named.causes)
    cells.push(...[...named.of].map(([cell, cause]) => place(cell.row, cause)))
  }
  if (column.otherVersion.length > 0) {
    causes.push(versionCause(column))
    cells.push(...column.otherVersion.map(row => place(row, 'version-mixed')))
  }
  return { causes, cells }
}

/** Columns of several Histories that are the same column, as one. */
function joinColumns(all: readonly ColumnCells[]): ColumnCells[] {
  const groups = Map.groupBy(all, each => `${each.side} ${columnName(each)}`)
  return [...groups.values()].map(each => each.reduce(joined))
}

function joined(a: ColumnCells, b: ColumnCells): ColumnCells {
  const votes = noVotes()
  for (const name of Object.keys(votes) as (keyof typeof votes)[]) votes[name] = a.votes[name] + b.votes[name]
  return {
    ...a,
    wrong: [...a.wrong, ...b.wrong],
    right: [...a.right, ...b.right],
    computed: [...a.computed, ...b.computed],
    computedRows: [...a.computedRows, ...b.computedRows],
    otherVersion: [...a.otherVersion, ...b.otherVersion],
    wrongOf: a.wrongOf + b.wrongOf,
    rightOf: a.rightOf + b.rightOf,
    otherVersionOf: a.otherVersionOf + b.otherVersionOf,
    votes,
  }
}

function versionCause(column: ColumnCells): NamedCause {
  const [row] = column.otherVersion as [CellRow]
  const { served, target } = row
  const parts = targetEntity(target.target).map(
    (part, i) => `${part.name} ${canonicalText(served.key[i] ?? null, part.type)}`,
  )
  const own = target.target.kind === 'document' ? target.target.definitions.version : null
  const asked = served.askedVersion ?? own
  return {
    cause: 'version-mixed',
    side: column.side,
    wrongSide: sideOf(column.votes),
    does: 'answers with another version than was asked for',
    mend: causeRules['version-mixed'].mend,
    explained: column.otherVersion.length,
    mismatches: column.otherVersion.length,
    contradicted: 0,
    matches: column.right.length,
    mismatchesOf: column.otherVersionOf,
    matchesOf: column.rightOf,
    confidence: 1,
    proof: `${parts.join(', ')} at ${instantText(served.asOf)}: version ${served.version} answered; version ${asked} was asked for`,
    ruledOut: [],
  }
}
