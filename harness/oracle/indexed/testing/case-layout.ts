import fc from 'fast-check'
import type { Definitions } from '../../../../features/definitions.ts'
import type { LogRecord, PlacedRecord } from '../../../../features/log-record.ts'
import type { Instant } from '../../../../features/value.ts'
import type { RandomCase } from '../../../../generators/random-case.ts'
import type { TestPoint } from '../../batch/testing/load-case.ts'
import { checkValue } from '../../specification/compare-values.ts'

/** How a log is laid out, and what the points know: drawn apart from the case, so that each shrinks alone. */
export interface CaseLayout {
  readonly partitions: number
  readonly byKey: boolean
  readonly unplaced: boolean
  /** Places of records whose arrival time falls along the offsets. */
  readonly fallen: readonly number[]
  readonly knows: readonly number[]
  readonly completeFrom: number | null
}

export const caseLayouts: fc.Arbitrary<CaseLayout> = fc.record({
  partitions: fc.integer({ min: 1, max: 3 }),
  byKey: fc.boolean(),
  unplaced: fc.boolean(),
  fallen: fc.array(fc.nat(30), { maxLength: 3 }),
  knows: fc.array(fc.nat(99), { minLength: 1, maxLength: 8 }),
  completeFrom: fc.option(fc.nat(99)),
})

/** Places records in partitions, in the order of arrival but for some whose arrival time then falls. */
export function placeRecords(records: readonly LogRecord[], layout: CaseLayout): PlacedRecord[] {
  const offsets = new Map<number, number>()
  return records.map((record, i) => {
    const shown = JSON.stringify(layout.byKey ? Object.values(record.fields)[0] : i, (_, v) =>
      typeof v === 'bigint' ? String(v) : v,
    )
    const partition = [...(shown ?? '')].reduce((sum, c) => sum + c.charCodeAt(0), 0) % layout.partitions
    const offset = offsets.get(partition) ?? 0
    offsets.set(partition, offset + 1)
    const fall = layout.fallen.includes(i) ? 50_000_000 : 0
    const placement = layout.unplaced && i % 3 === 0 ? null : { partition, offset }
    return { ...record, arrivalTime: record.arrivalTime - fall, position: i, placement }
  })
}

/** Every question of a case about a document, at K = T, at the end of the log, at an arrival, before T, and at offsets. */
export function casePoints(
  definitions: Definitions,
  given: RandomCase,
  logs: ReadonlyMap<string, readonly PlacedRecord[]>,
  layout: CaseLayout,
): TestPoint[] {
  const all = [...logs.values()].flat()
  const last = Math.max(0, ...all.map(record => record.arrivalTime))
  const arrival = (at: number) => all[at % all.length]?.arrivalTime ?? 0
  const fits = (key: TestPoint['key']) =>
    definitions.entity.every(part => checkValue(key[part.name] ?? null, part.type) === 'ok')
  const questions = given.batches
    .flatMap(batch => batch.questions)
    .filter(each => each.target === definitions.name && fits(each.key))
  return questions.flatMap(({ key, asOf }, i): TestPoint[] => {
    const draw = layout.knows[i % layout.knows.length] as number
    const offsets = [...logs.keys()].map((source, s) => {
      const partitions = Array.from({ length: layout.partitions }, (_, p) => [
        String(p),
        (draw + 7 * p + s) % (all.length + 2),
      ])
      return [source, Object.fromEntries(partitions.slice(draw % 2))]
    })
    const at = (k: Instant | null): TestPoint => ({ key, asOf, k, offsets: null })
    return [
      at(asOf),
      at(Math.max(asOf, last)),
      at(arrival(draw)),
      at(asOf - draw * 1_000_000),
      at(null),
      { ...at(null), offsets: Object.fromEntries(offsets) },
    ]
  })
}
