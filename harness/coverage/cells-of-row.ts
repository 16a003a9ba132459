import type { Definitions } from '../../features/definitions.ts'
import type { Instant } from '../../features/value.ts'
import { askAbout } from '../diagnose/ask-about.ts'
import type { CellRow, CellSide } from '../diagnose/cell.ts'
import { evaluateAsked, lookOf, shareFacts } from '../diagnose/evaluate-asked.ts'
import { resolveById, resolveFacts, type TracedFact } from '../diagnose/traced-fact.ts'
import { appliedReading, statedPoint } from '../diff/applied-point.ts'
import type { Given } from '../diff/equal.ts'
import type { StoredPlan } from '../diff/target-plan.ts'
import type { EvaluationPoint } from '../oracle/recomputed.ts'
import { idTraits } from './id-traits.ts'
import type { MetCell, MetReading } from './met-cell.ts'
import type { Redeliveries } from './redeliveries.ts'
import type { Rejected } from './rejected-records.ts'

/** What a run has beside its rows. */
export interface RunSight {
  readonly rejected: (definitions: Definitions, source: string) => readonly Rejected[]
  readonly redeliveries: Redeliveries
  /** µs; null: the log of the source holds every fact. */
  readonly completeFrom: (source: string) => Instant | null
}

/** Facts by reading and source: the features of a row share them. */
interface Seen {
  readonly facts: readonly TracedFact[]
  readonly times: ReadonlySet<Instant>
}

/** Makes the cells of one row, at any of the readings that they are compared at. */
export class RowCells {
  readonly row: CellRow
  readonly #sight: RunSight
  readonly #seen = new Map<string, Seen>()

  constructor(row: CellRow, sight: RunSight) {
    this.row = row
    this.#sight = sight
  }

  /** The points of a reading; null where the row has none: it states nothing of what was applied. */
  pointOf(plan: StoredPlan, reading: MetReading): EvaluationPoint | null {
    const { served, world } = this.row
    const { asOf } = served
    if (reading === 'as-known') return { asOf, knowledge: { kind: 'at', k: asOf }, trained: false }
    if (reading === 'as-trained')
      return { asOf, knowledge: { kind: 'at', k: Math.max(world.cut, asOf) }, trained: true }
    const log = this.#logOf(plan)
    const stated = statedPoint(served, plan.feature.source.name, log)
    return stated === null ? null : appliedReading(stated, asOf, log)
  }

  /** The cell at a reading; null where there is none. */
  cell(plan: StoredPlan, given: Given, reading: MetReading): MetCell | null {
    const point = this.pointOf(plan, reading)
    if (point === null) return null
    const side: CellSide = reading === 'as-trained' ? 'offline' : 'online'
    const asked = askAbout(this.row, plan, side, point)
    const source = plan.feature.source.name
    const look = lookOf(plan.feature, point)
    const seen = this.#factsOf(`${reading} ${plan.definitions.name} ${source}`, plan, asked.records, look)
    const { redeliveries } = this.#sight
    const { probeId } = this.row.served
    let evaluated: ReturnType<typeof evaluateAsked> | null = null
    const evaluate = () => {
      evaluated ??= evaluateAsked(made)
      return evaluated
    }
    // Most flips do not bear on most cells, so most cells need not be evaluated.
    const made: MetCell = {
      ...asked,
      get base() {
        return evaluate().answer
      },
      get facts() {
        return evaluate().facts
      },
      judged: true,
      given,
      reading,
      look,
      known: seen.facts,
      times: seen.times,
      completeFrom: this.#sight.completeFrom(source),
      log: this.#logOf(plan),
      traits: idTraits(asked.records),
      rejected: this.#sight.rejected(plan.definitions, source),
      again: record => redeliveries.again(probeId, record),
      interrupted: record => redeliveries.interrupted(probeId, record),
    }
    shareFacts(made, seen.facts)
    return made
  }

  #logOf(plan: StoredPlan) {
    return this.row.world.logs(plan.definitions, plan.feature.source.name)
  }

  #factsOf(
    name: string,
    { feature }: StoredPlan,
    records: Parameters<typeof resolveFacts>[0],
    look: ReturnType<typeof lookOf>,
  ): Seen {
    const resolve = (): Seen => {
      const facts = resolveFacts(records.filter(look.isVisible), resolveById)
      return { facts, times: new Set(facts.map(fact => fact.eventTime)) }
    }
    // A scheduled feature knows less than the others of its row.
    if (feature.refresh !== null) return resolve()
    const known = this.#seen.get(name) ?? resolve()
    this.#seen.set(name, known)
    return known
  }
}
