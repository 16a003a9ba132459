import { type Random, randomOf } from '../../../generators/random.ts'
import { LatencyHistogram } from '../latency-histogram.ts'
import { sendTimes } from '../send-times.ts'
import type { KeptAnswer, LoadBlock, LoadPlan, LoadReport } from './load-plan.ts'

/** How one request ended. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string | null }
  | { readonly kind: 'failed'; readonly why: string }

/** The edge of the driver: a clock (ms, monotonic), something to send with, and two ways to wait. */
export interface LoadEdge {
  readonly now: () => number
  /** µs since the epoch. */
  readonly wallClock: () => number
  /** Sends the request of an index; `keep` asks for the answer's text. Ends once, by `done`. */
  readonly send: (request: number, keep: boolean, done: (outcome: Outcome) => void) => void
  /** Calls back after about so many ms, never early by more than one. */
  readonly sleep: (ms: number, wake: () => void) => void
  /** Calls back as soon as pending input and output was seen to. */
  readonly spin: (wake: () => void) => void
  readonly onProgress: (line: string) => void
}

/** A timer may be this late (ms); the rest of the way is spun. */
const spinMs = 2

/** Requests sent in a row before answers are looked for. */
const burstMax = 64

/** Requests under way or waiting beyond which the driver gives up on new ones at once: its memory is bounded. */
const outstandingLimit = 200_000

interface OpenBlock {
  readonly latency: LatencyHistogram
  readonly groups: Map<string, LatencyHistogram>
  readonly lag: LatencyHistogram
  readonly failures: Record<string, number>
  due: number
}

/**
 * Sends on a schedule that no answer can delay, and counts each latency from the intended time: a server that stalls makes
 * everybody wait who would have come meanwhile (open loop; Tene, How NOT to measure latency).
 */
export function driveOpenLoop(plan: LoadPlan, edge: LoadEdge): Promise<LoadReport> {
  return new Promise(resolve => new OpenLoop(plan, edge, resolve).next())
}

class OpenLoop {
  readonly #plan: LoadPlan
  readonly #edge: LoadEdge
  readonly #resolve: (report: LoadReport) => void
  readonly #due: Iterator<number>
  readonly #blocks: OpenBlock[]
  readonly #kept: KeptAnswer[] = []
  readonly #start: number
  readonly #startedAt: number
  readonly #choice: Random
  #nextDue: number | null
  #sent = 0
  #outstanding = 0
  #outstandingMax = 0
  #answered = 0
  #told = 0

  constructor(plan: LoadPlan, edge: LoadEdge, resolve: (report: LoadReport) => void) {
    this.#plan = plan
    this.#edge = edge
    this.#resolve = resolve
    const random = randomOf(plan.seed)
    this.#choice = random.fork('kept answers')
    this.#due = sendTimes(plan.arrivals, plan.rate, plan.durationMs, random.fork('send times'))
    this.#nextDue = this.#takeDue()
    this.#start = edge.now()
    this.#startedAt = edge.wallClock()
    this.#blocks = Array.from({ length: plan.blocks }, () => ({
      latency: new LatencyHistogram(),
      groups: new Map(),
      lag: new LatencyHistogram(),
      failures: {},
      due: 0,
    }))
  }

  /** Sends what is due, then waits for what is not. */
  next(): void {
    for (let burst = 0; this.#nextDue !== null; burst++) {
      const wait = this.#start + this.#nextDue - this.#edge.now()
      // Behind its schedule the driver still has to hear of answers.
      if (wait > 0 || burst === burstMax) {
        if (wait > spinMs) this.#edge.sleep(wait - spinMs, () => this.next())
        else this.#edge.spin(() => this.next())
        return
      }
      this.#sendDue(this.#nextDue)
      this.#nextDue = this.#takeDue()
    }
    this.#endIfDone()
  }

  #takeDue(): number | null {
    const { done, value } = this.#due.next()
    return done === true ? null : value
  }

  #sendDue(due: number): void {
    const { target, keepEvery } = this.#plan
    const block = this.#blockOf(due)
    const request = this.#sent % target.requests.length
    // By chance: every tenth would always meet the same bodies, and the same moods of a server.
    const isKept = keepEvery > 0 && this.#choice.int(1, keepEvery) === 1
    this.#sent++
    block.due++
    if (this.#outstanding >= outstandingLimit) {
      this.#fail(block, request, 'too many outstanding')
      return
    }
    this.#outstanding++
    this.#outstandingMax = Math.max(this.#outstandingMax, this.#outstanding)
    const intended = this.#start + due
    block.lag.record((this.#edge.now() - intended) * 1_000)
    this.#edge.send(request, isKept, outcome => {
      this.#outstanding--
      this.#record(block, request, due, (this.#edge.now() - intended) * 1_000, outcome)
      this.#tell()
      this.#endIfDone()
    })
  }

  #record(block: OpenBlock, request: number, dueMs: number, latencyUs: number, outcome: Outcome): void {
    if (outcome.kind === 'answered') this.#answered++
    const why = failureOf(outcome, latencyUs, this.#plan.timeoutMs)
    if (why !== null) this.#fail(block, request, why)
    else if (outcome.kind === 'failed' || outcome.body === null) {
      block.latency.record(latencyUs)
      this.#groupOf(block, request)?.record(latencyUs)
    } else {
      const { status, body } = outcome
      this.#kept.push({ block: this.#blocks.indexOf(block), request, dueMs, latencyUs, status, body })
    }
  }

  #fail(block: OpenBlock, request: number, why: string): void {
    block.latency.recordFailure()
    this.#groupOf(block, request)?.recordFailure()
    block.failures[why] = (block.failures[why] ?? 0) + 1
  }

  #groupOf(block: OpenBlock, request: number): LatencyHistogram | null {
    const name = this.#plan.target.requests[request]?.group
    if (name === undefined) return null
    const group = block.groups.get(name) ?? new LatencyHistogram()
    block.groups.set(name, group)
    return group
  }

  #blockOf(due: number): OpenBlock {
    const { blocks, durationMs } = this.#plan
    return this.#blocks[Math.min(blocks - 1, Math.floor((due / durationMs) * blocks))] as OpenBlock
  }

  #tell(): void {
    const now = this.#edge.now()
    if (now - this.#told < 500) return
    this.#told = now
    const { rate, durationMs } = this.#plan
    const seconds = Math.round((now - this.#start) / 1_000)
    this.#edge.onProgress(
      `${rate} requests/s: ${seconds} of ${Math.round(durationMs / 1_000)} s, ${this.#answered} answered, ${this.#outstanding} outstanding`,
    )
  }

  #endIfDone(): void {
    if (this.#nextDue !== null || this.#outstanding > 0) return
    const blocks = this.#blocks.map(
      ({ latency, groups, lag, failures, due }): LoadBlock => ({
        latency: latency.stored(),
        groups: Object.fromEntries([...groups].map(([name, group]) => [name, group.stored()])),
        lag: lag.stored(),
        failures,
        due,
      }),
    )
    this.#resolve({
      startedAt: this.#startedAt,
      blocks,
      kept: this.#kept,
      elapsedMs: this.#edge.now() - this.#start,
      answered: this.#answered,
      outstandingMax: this.#outstandingMax,
    })
  }
}

/** Why an outcome is a failure; null where it is none. */
function failureOf(outcome: Outcome, latencyUs: number, timeoutMs: number): string | null {
  if (outcome.kind === 'failed') return outcome.why
  if (latencyUs > timeoutMs * 1_000) return 'timeout'
  return outcome.status < 200 || outcome.status > 299 ? `status ${outcome.status}` : null
}
