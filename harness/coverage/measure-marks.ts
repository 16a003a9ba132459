import { ownMember } from '../../features/own-member.ts'
import { type MarkName, markNames } from '../../scenarios/rules/index.ts'
import type { World } from '../diagnose/cell.ts'
import { evaluateAsked } from '../diagnose/evaluate-asked.ts'
import { equalsRecomputed, type Given } from '../diff/equal.ts'
import type { CellJudgement } from '../diff/judgement.ts'
import type { JudgedRow } from '../diff/mismatch.ts'
import { planTarget, type StoredPlan } from '../diff/target-plan.ts'
import type { Move } from '../drive/move.ts'
import type { History } from '../history/history.ts'
import { RowCells, type RunSight } from './cells-of-row.ts'
import { computedCell, isNoticedComputed } from './computed-cell.ts'
import type { ComputedFlip, StoredFlip } from './flip.ts'
import { flips } from './flips/index.ts'
import { isOfTraining, isWithin, needsMet } from './mark-needs.ts'
import type { MeasuredRun } from './measured-run.ts'
import type { MetCell, MetReading } from './met-cell.ts'
import { redeliveriesIn } from './redeliveries.ts'
import { type Rejected, rejectedRecords } from './rejected-records.ts'

/** What the marks of one run come to. */
export interface RunMarks {
  /** Marks that are hit: with the rule flipped, a compared cell would be judged otherwise. */
  readonly hit: readonly MarkName[]
  /** Marks that the run cannot hit: no compared column has the rule, or the store cannot do what it takes. */
  readonly idle: readonly MarkName[]
  /** Compared cells that were looked at, of how many. */
  readonly cells: number
  readonly of: number
}

/** Cells of a run that are looked at; of more, evenly spread ones. */
const cellsMax = 3_000

/** Flips of one mark that are tried in a run without changing anything. */
const triesMax = 30

/** Which marks a run hits, on a bounded sample of its compared cells. Pure. */
export function measureMarks({ history, judged, moves }: MeasuredRun): RunMarks {
  const meter = new MarkMeter()
  const sight = sightOf(history, moves)
  const world: World = {
    logs: judged.logs,
    isWhole: true,
    targets: history.tables.map(({ target }) => planTarget(target)),
    cut: judged.cut,
    clockSlack: 0,
  }
  const all = judged.rows.reduce((sum, { judgement }) => sum + judgement.cells.length, 0)
  const step = Math.max(1, all / cellsMax)
  let [at, next] = [0, 0]
  for (const row of judged.rows) {
    const cells = row.judgement.cells.filter(() => {
      if (at++ < Math.floor(next)) return false
      next += step
      return true
    })
    if (cells.length > 0) meter.addRow(row, cells, world, sight)
  }
  const met = needsMet({ history, judged, moves })
  return meter.marks(all, name => isWithin(name, met))
}

function sightOf({ events, page }: History, moves: readonly Move[]): RunSight {
  const rejected = new Map<string, readonly Rejected[]>()
  return {
    redeliveries: redeliveriesIn(moves, events),
    completeFrom: source => ownMember(page.completeFrom, source) ?? null,
    rejected(definitions, name) {
      const id = `${definitions.name} ${name}`
      const source = definitions.sources.get(name)
      const found =
        rejected.get(id) ??
        (source === undefined ? [] : rejectedRecords(definitions, source, events.get(name) ?? []))
      rejected.set(id, found)
      return found
    },
  }
}

type StoredMark = readonly [name: MarkName, flip: StoredFlip]
type ComputedMark = readonly [name: MarkName, flip: ComputedFlip]

/** The marks of a feature that were open when so many were closed. */
interface OpenMarks {
  readonly marks: readonly StoredMark[] | readonly ComputedMark[]
  readonly closed: number
}

class MarkMeter {
  readonly #hit = new Set<MarkName>()
  readonly #tries = new Map<MarkName, number>()
  readonly #concerned = new Set<MarkName>()
  /** Marks that are hit or given up. */
  readonly #closed = new Set<MarkName>()
  readonly #marksOf = new Map<object, OpenMarks>()
  #cells = 0

  addRow(row: JudgedRow, cells: readonly CellJudgement[], world: World, sight: RunSight): void {
    const { scenario, seed, target, served, training } = row
    const batch = { rows: [served], together: [served], before: null }
    const beside = { place: 0, before: null, after: null, alike: { count: 1 } }
    const made = { scenario, seed, target, served, batch, beside, world }
    const rowCells = new RowCells(made, sight)
    for (const { plan, served: outcome, training: trained } of cells) {
      this.#cells++
      const given = ownMember(served.cells, plan.column)
      if (plan.kind === 'on-demand') {
        if (outcome?.kind !== 'equal' || given === undefined) continue
        const cell = computedCell(row, plan, given, rowCells)
        for (const [name, flip] of this.#open<ComputedMark>(plan.feature)) {
          const value = cell === null ? undefined : flip.value(cell)
          if (cell === null || value === undefined) continue
          // It costs next to nothing to try, so only what is noticed is noted.
          if (isNoticedComputed(cell, value)) this.#note(name, true)
        }
        continue
      }
      if (given !== undefined && outcome !== null) this.#addStored(rowCells, plan, given, outcome.kind)
      const value = ownMember(training?.values ?? {}, plan.column)
      if (value !== undefined && trained !== null)
        this.#addTrained(rowCells, plan, { value, state: null }, trained.kind)
    }
  }

  marks(of: number, isAble: (name: MarkName) => boolean): RunMarks {
    return {
      hit: markNames.filter(name => this.#hit.has(name)),
      idle: markNames.filter(name => !this.#concerned.has(name) || !isAble(name)),
      cells: this.#cells,
      of,
    }
  }

  #addStored(rowCells: RowCells, plan: StoredPlan, given: Given, kind: string): void {
    const [own, second]: [MetReading, MetReading] =
      kind === 'staleness' ? ['as-applied', 'as-known'] : ['as-known', 'as-applied']
    if (kind === 'equal' || kind === 'staleness' || kind === 'notJudged')
      this.#tryFlips(rowCells, plan, given, own, second, kind !== 'notJudged')
  }

  #addTrained(rowCells: RowCells, plan: StoredPlan, given: Given, kind: string): void {
    if (kind === 'equal') this.#tryFlips(rowCells, plan, given, 'as-trained', null, true)
  }

  #tryFlips(
    rowCells: RowCells,
    plan: StoredPlan,
    given: Given,
    reading: MetReading,
    second: MetReading | null,
    judged: boolean,
  ): void {
    const all = this.#open<StoredMark>(plan.feature)
    // What a served value can show a training value need not be asked for.
    const open = reading === 'as-trained' ? all.filter(([name]) => isOfTraining(name)) : all
    if (open.length === 0) return
    const made = rowCells.cell(plan, given, reading)
    if (made === null) return
    const cell = judged ? made : Object.assign(made, { judged })
    let other: MetCell | null | undefined
    const otherCell = () => {
      other ??= second === null ? null : rowCells.cell(plan, given, second)
      return other
    }
    for (const [name, flip] of open) {
      const policy = flip.policy(cell)
      if (policy === null || policy === false) continue
      // A cell that is not judged is not compared: only rules of what is judged can change that.
      if (!judged && policy !== true) continue
      this.#note(name, policy === true || isNoticed(cell, flip, policy, otherCell))
    }
  }

  /** The marks that concern a feature and are neither hit nor given up. */
  #open<Mark extends StoredMark | ComputedMark>(
    feature: Parameters<Mark[1]['concerns']>[0],
  ): readonly Mark[] {
    const known = this.#marksOf.get(feature)
    if (known !== undefined && known.closed === this.#closed.size) return known.marks as readonly Mark[]
    const all = known?.marks ?? concerning(feature)
    if (known === undefined) for (const [name] of all) this.#concerned.add(name)
    const marks = (all as readonly Mark[]).filter(([name]) => !this.#closed.has(name))
    this.#marksOf.set(feature, { marks: marks as OpenMarks['marks'], closed: this.#closed.size })
    return marks
  }

  #note(name: MarkName, noticed: boolean): void {
    if (noticed) this.#hit.add(name)
    const tries = (this.#tries.get(name) ?? 0) + 1
    this.#tries.set(name, tries)
    if (noticed || tries >= triesMax) this.#closed.add(name)
  }
}

const concerned = new WeakMap<object, readonly StoredMark[] | readonly ComputedMark[]>()

/** The marks of rules that say something of a feature. */
function concerning(
  feature: Parameters<StoredFlip['concerns']>[0] | Parameters<ComputedFlip['concerns']>[0],
) {
  const known = concerned.get(feature)
  if (known !== undefined) return known
  const found: (StoredMark | ComputedMark)[] = []
  for (const name of markNames) {
    const flip = flips[name]
    if (flip.on === 'stored' && feature.kind === 'stored' && flip.concerns(feature)) found.push([name, flip])
    if (flip.on === 'computed' && feature.kind === 'on-demand' && flip.concerns(feature))
      found.push([name, flip])
  }
  const made = found as readonly StoredMark[] | readonly ComputedMark[]
  concerned.set(feature, made)
  return made
}

/** Whether a cell would be judged otherwise: what was given is then nothing that the rules allow. */
function isNoticed(
  cell: MetCell,
  flip: StoredFlip,
  policy: Exclude<ReturnType<StoredFlip['policy']>, null | boolean>,
  otherCell: () => MetCell | null,
): boolean {
  const { answer } = evaluateAsked(cell, policy)
  if (equalsRecomputed(cell.feature, cell.given, { ...answer, judged: true })) return false
  if (flip.known) return true
  const other = otherCell()
  if (other === null) return true
  const otherPolicy = flip.policy(other)
  const second = evaluateAsked(other, typeof otherPolicy === 'object' ? (otherPolicy ?? {}) : {})
  return !equalsRecomputed(cell.feature, cell.given, { ...second.answer, judged: true })
}
