import type { Random } from '../../generators/random.ts'
import type { Interleaving } from '../../scenarios/interleaving.ts'
import type { Step } from '../store.ts'
import type { PartitionBook } from './partition-book.ts'
import { type Schedule, scheduleOf } from './schedule.ts'

/** Items of the agenda for which the worker of a region stands still, once it was told to. */
const pausedItems = 14

/** The worker of one region, or the only one, as the driver schedules it. */
export class RegionWorker {
  /** Null where the store has no regions. */
  readonly region: string | null
  readonly book: PartitionBook
  readonly #schedule: Schedule
  #pausedFor = 0

  constructor(region: string | null, book: PartitionBook, interleaving: Interleaving, random: Random) {
    this.region = region
    this.book = book
    this.#schedule = scheduleOf(interleaving, book, random)
  }

  pause(): void {
    this.#pausedFor = pausedItems
  }

  /** Its steps before the next item of the agenda. */
  *steps(): Generator<Step> {
    if (this.#pausedFor > 0) {
      this.#pausedFor--
      return
    }
    for (const step of this.#schedule()) yield this.own(step)
  }

  /** A step of this worker. */
  own(step: Step): Step {
    return this.region === null ? step : { ...step, region: this.region }
  }
}
