import type { LogRecord } from '../../features/log-record.ts'
import type { Instant } from '../../features/value.ts'
import type { Random } from '../../generators/random.ts'

/** Facts that may still be corrected, retracted or sent again. */
const openMax = 500

interface OpenFact {
  readonly record: LogRecord
  revision: number
}

/**
 * Endless payments of some accounts, one of them hot: late, corrected, retracted, sent twice, with nulls. The same seed and
 * clock give the same records.
 */
export class SoakLoad {
  readonly accounts: readonly string[]
  readonly #random: Random
  readonly #open: OpenFact[] = []
  #nextId = 1

  constructor(random: Random, accounts: number) {
    this.#random = random
    this.accounts = Array.from({ length: accounts }, (_, i) => `account ${i}`)
  }

  /** So many records that arrive now (µs). */
  records(count: number, now: Instant): LogRecord[] {
    return Array.from({ length: count }, () => this.#record(now))
  }

  /** Accounts to ask for, one that nobody has among them now and then. */
  keys(count: number): string[] {
    return Array.from({ length: count }, () => (this.#random.chance(0.02) ? 'nobody' : this.#account()))
  }

  #record(now: Instant): LogRecord {
    const what = this.#random.weighted([
      [80, 'new'],
      [10, 'corrected'],
      [5, 'again'],
      [5, 'retracted'],
    ] as const)
    const fact = what === 'new' || this.#open.length === 0 ? null : this.#random.pick(this.#open)
    if (fact === null) return this.#add(now)
    if (what === 'again') return { ...fact.record, revision: fact.revision, arrivalTime: now }
    fact.revision++
    const { record, revision } = fact
    if (what === 'retracted') return { ...record, revision, arrivalTime: now, op: 'delete', eventTime: null }
    const fields = { ...record.fields, amount: this.#amount() }
    return { ...record, revision, arrivalTime: now, eventTime: this.#happened(now), fields }
  }

  #add(now: Instant): LogRecord {
    const random = this.#random
    const record: LogRecord = {
      source: 'payments',
      id: `p${this.#nextId++}`,
      eventTime: this.#happened(now),
      arrivalTime: now,
      op: 'upsert',
      revision: 0,
      fields: {
        payer: this.#account(),
        amount: this.#amount(),
        units: random.chance(0.1) ? null : random.bigint(-(2n ** 40n), 2n ** 40n),
        settled: random.chance(0.05) ? null : random.chance(0.7),
        merchant: random.chance(0.05) ? null : `merchant ${random.int(0, 9)}`,
      },
    }
    if (this.#open.length === openMax) this.#open[random.int(0, openMax - 1)] = { record, revision: 0 }
    else this.#open.push({ record, revision: 0 })
    return record
  }

  #account(): string {
    return this.#random.chance(0.3) ? this.accounts[0]! : this.#random.pick(this.accounts)
  }

  #amount(): number | null {
    return this.#random.chance(0.05) ? null : this.#random.int(-5_000, 100_000) / 100
  }

  /** A third of the facts are late, by up to ten minutes. */
  #happened(now: Instant): Instant {
    return this.#random.chance(0.33) ? now - this.#random.int(0, 600_000_000) : now
  }
}
