import type { Instant } from '../../../features/value.ts'

/** When a batch of one partition was taken and when it was visible, µs by the clock of the worker's machine. */
export interface BatchStamp {
  readonly deployment: string
  readonly source: string
  readonly partition: number
  /** Its first offset, and the one after its last. */
  readonly from: number
  readonly next: number
  readonly consumedAt: Instant
  readonly writtenAt: Instant
}

/** What somebody asks for who has seen everything up to `next`. */
export interface BatchPage {
  readonly stamps: readonly BatchStamp[]
  /** To be asked after next time. */
  readonly next: number
  /** Whether stamps between were forgotten. */
  readonly isCut: boolean
}

/** Stamps that are kept, the newest of them. */
const stampsMax = 32_768

/** The stamps of the last batches that workers told of, so that the way of one record can be followed exactly. */
export class BatchBook {
  readonly #max: number
  #first = 0
  #stamps: BatchStamp[] = []

  constructor(max: number = stampsMax) {
    this.#max = max
  }

  add({ deployment, source, partition, from, next, consumedAt, writtenAt }: BatchStamp): void {
    this.#stamps.push({ deployment, source, partition, from, next, consumedAt, writtenAt })
    // In one go, so that adding stays cheap.
    if (this.#stamps.length < this.#max * 2) return
    this.#first += this.#max
    this.#stamps = this.#stamps.slice(this.#max)
  }

  /** What was added since a page was given whose `next` was `after`; 0: everything that is kept. */
  since(after: number): BatchPage {
    const stamps = this.#stamps.slice(Math.max(0, after - this.#first))
    return { stamps, next: this.#first + this.#stamps.length, isCut: after < this.#first }
  }
}
