import { ownMember } from '../../features/own-member.ts'
import type { Instant } from '../../features/value.ts'
import { type AppliedPoint, appliedReading, lagAt, statedPoint } from './applied-point.ts'
import { knowledgeCandidates } from './candidate-instants.ts'
import { type CellVerdict, cellVerdict, sourcesBehind, storedBehind } from './cell-verdict.ts'
import { combinations } from './combinations.ts'
import type { Given } from './equal.ts'
import type { ServedOutcome } from './judgement.ts'
import { mostExplaining } from './most-explaining.ts'
import type { RecomputedInput, RowInputs } from './on-demand-inputs.ts'
import { evaluateAt, logOf, type RowContext, readingsOf, searched } from './row-context.ts'
import type { SpecSources } from './spec-source.ts'
import type { ColumnPlan, StoredPlan } from './target-plan.ts'

/** A served cell that answered, and what the as-known reading says of it. */
interface AnsweredCell {
  readonly plan: ColumnPlan
  readonly given: Given
  readonly asKnown: CellVerdict
}

/** What a served row is before the log is asked. */
export interface ServedStart {
  readonly inputs: RowInputs
  /** Cells that are decided already, by column. */
  readonly decided: Map<string, ServedOutcome>
  /** Cells that differ from as-known, and that the store's lag might explain. */
  readonly open: readonly AnsweredCell[]
  readonly answered: readonly AnsweredCell[]
}

export interface ServedEnd {
  readonly outcomes: ReadonlyMap<string, ServedOutcome>
  /** What the store had applied of each source, where that was asked for. */
  readonly applied: RecomputedInput | null
  readonly searchesCut: number
}

/** Compares a served row with its as-known reading, which needs no log: a cell equal to it is never a mismatch. */
export function startServed(context: RowContext): ServedStart {
  const { target, served } = context
  const inputs: RowInputs = {
    own: column => {
      const cell = ownMember(served.cells, column)
      return cell === undefined ? undefined : { value: cell.value, answered: cell.state !== 'error' }
    },
    request: served.request,
  }
  const decided = new Map<string, ServedOutcome>()
  const answered: AnsweredCell[] = []
  const wrongVersion = answeredByAnotherVersion(context)
  for (const plan of target.columns) {
    const given = ownMember(served.cells, plan.column)
    if (given === undefined) continue
    if (wrongVersion) decided.set(plan.column, { kind: 'defect', because: 'version' })
    else if (given.state === 'error') decided.set(plan.column, { kind: 'error' })
    else {
      const known: RecomputedInput = stored => readingsOf(context, stored).asKnown
      answered.push({ plan, given, asKnown: cellVerdict(plan, given, inputs, known, target) })
    }
  }
  const open: AnsweredCell[] = []
  for (const cell of answered) {
    if (cell.asKnown === 'equal') decided.set(cell.plan.column, { kind: 'equal' })
    else if (cell.asKnown === 'not-judged') decided.set(cell.plan.column, { kind: 'notJudged' })
    else if (storedBehind(cell.plan, inputs, target).length > 0) open.push(cell)
    else decided.set(cell.plan.column, { kind: 'defect', because: 'value' })
  }
  return { inputs, decided, open, answered }
}

/** Semantics § 9: without a version asked for it is the document's (a service has none); a null version is not checked. */
function answeredByAnotherVersion({ served, target: { target } }: RowContext): boolean {
  const document = target.kind === 'document' ? target.definitions.version : null
  const asked = served.askedVersion ?? document
  return served.version !== null && asked !== null && served.version !== asked
}

/** Tells staleness from defects in the cells that are still open; semantics § 7. */
export function endServed(context: RowContext, start: ServedStart, logs: SpecSources): ServedEnd {
  const outcomes = new Map(start.decided)
  const search = new AppliedSearch(context, start, logs)
  for (const cell of start.open) outcomes.set(cell.plan.column, search.judge(cell))
  return { outcomes, applied: search.recomputed, searchesCut: search.cut }
}

/** Finds, once a source, what the store had applied of it. */
class AppliedSearch {
  cut = 0
  readonly #context: RowContext
  readonly #start: ServedStart
  readonly #logs: SpecSources
  readonly #points = new Map<string, AppliedPoint>()

  constructor(context: RowContext, start: ServedStart, logs: SpecSources) {
    this.#context = context
    this.#start = start
    this.#logs = logs
  }

  judge(cell: AnsweredCell): ServedOutcome {
    const { target } = this.#context
    const sources = sourcesBehind(cell.plan, this.#start.inputs, target)
    const free = sources.filter(source => !this.#settle(source))
    if (free.length > 0) this.#settleTogether(free, cell)
    const verdict = this.#verdict(cell, this.recomputed)
    if (verdict === 'not-judged') return { kind: 'notJudged' }
    if (verdict === 'differs') return { kind: 'defect', because: 'value' }
    const behind = storedBehind(cell.plan, this.#start.inputs, target)
    const { asOf } = this.#context.served
    const lags = behind.map(plan => lagAt(this.#pointOf(plan), asOf, logOf(this.#logs, plan)))
    return { kind: 'staleness', lag: Math.max(...lags) }
  }

  /** The as-applied reading of a stored column whose source is settled; others are read at the latest K. */
  recomputed: RecomputedInput = plan => this.#recomputedAt(plan, this.#pointOf(plan))

  #pointOf({ feature }: StoredPlan): AppliedPoint {
    return this.#points.get(feature.source.name) ?? { kind: 'at', k: this.#ceiling }
  }

  get #ceiling(): Instant {
    return this.#context.served.answeredAt + this.#context.options.clockSlack
  }

  #recomputedAt(plan: StoredPlan, point: AppliedPoint) {
    const reading = appliedReading(point, this.#context.served.asOf, logOf(this.#logs, plan))
    return evaluateAt(this.#context, this.#logs, plan, reading)
  }

  #verdict({ plan, given }: AnsweredCell, recomputed: RecomputedInput): CellVerdict {
    return cellVerdict(plan, given, this.#start.inputs, recomputed, this.#context.target)
  }

  /** Fixes what the store had applied of a source; false where it states nothing and no cell is of that source alone. */
  #settle(source: string): boolean {
    if (this.#points.has(source)) return true
    const stated = this.#stated(source)
    if (stated !== null) {
      this.#points.set(source, stated)
      return true
    }
    const voting = this.#start.answered.filter(cell => {
      const sources = sourcesBehind(cell.plan, this.#start.inputs, this.#context.target)
      return cell.asKnown !== 'not-judged' && sources.length === 1 && sources[0] === source
    })
    if (voting.length === 0) return false
    // Cells that differ from as-known match at few Ks only, so asking them first ends most candidates at once.
    const ordered = voting.toSorted((a, b) => Number(a.asKnown === 'equal') - Number(b.asKnown === 'equal'))
    const voters = ordered.map(cell => (k: Instant) => {
      return this.#verdict(cell, plan => this.#recomputedAt(plan, { kind: 'at', k })) === 'equal'
    })
    const found = mostExplaining(
      this.#candidates(source, voting),
      voters,
      this.#context.options.candidatesMax,
    )
    if (found?.cut) this.cut++
    this.#points.set(source, { kind: 'at', k: found?.candidate ?? this.#ceiling })
    return true
  }

  #stated(source: string): AppliedPoint | null {
    const { target, served } = this.#context
    const plan = target.columns.find(each => each.kind === 'stored' && each.feature.source.name === source)
    return statedPoint(served, source, logOf(this.#logs, plan as StoredPlan))
  }

  #candidates(source: string, cells: readonly AnsweredCell[]): Instant[] {
    const { target, served } = this.#context
    const plans = cells.flatMap(cell => storedBehind(cell.plan, this.#start.inputs, target))
    const ofSource = plans.filter(plan => plan.feature.source.name === source)
    return knowledgeCandidates(searched(this.#context, this.#logs, ofSource), served.asOf, this.#ceiling)
  }

  /** Sources that only a result over several of them shows are searched together, by the first such result. */
  #settleTogether(free: readonly string[], cell: AnsweredCell): void {
    const candidates = combinations(free.map(source => this.#candidates(source, [cell])))
    const voter = (ks: readonly Instant[]) => {
      const verdict = this.#verdict(cell, plan => {
        const at = free.indexOf(plan.feature.source.name)
        return at < 0 ? this.recomputed(plan) : this.#recomputedAt(plan, { kind: 'at', k: ks[at] as Instant })
      })
      return verdict === 'equal'
    }
    const found = mostExplaining(candidates, [voter], this.#context.options.candidatesMax)
    if (found?.cut) this.cut++
    for (const [i, source] of free.entries()) {
      this.#points.set(source, { kind: 'at', k: found?.candidate[i] ?? this.#ceiling })
    }
  }
}
