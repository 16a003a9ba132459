import type { Definitions } from '../../../features/definitions.ts'
import type { PlacedRecord } from '../../../features/log-record.ts'
import type { State, Value } from '../../../features/value.ts'
import { judgeHistory } from '../../audit/judge-history.ts'
import { define, type FactSketch, placedRecords } from '../../diff/testing/judge-case.ts'
import type { History, ServedRow } from '../../history/history.ts'
import { diagnoseCells } from '../diagnose-cells.ts'
import { cellsOfHistory } from '../diagnose-history.ts'
import type { NamedCause } from '../diagnosis.ts'

/** What was served at T for key `k` (default `a`): a value, with a state where one is given. */
export interface ServedSketch {
  readonly t: number
  readonly k?: string
  readonly value: Value
  readonly state?: State
  readonly answeredAt?: number
}

/** A History of one feature `f` over the source `log`, as a test writes it. */
export function sketchHistory(
  feature: object,
  facts: readonly FactSketch[],
  served: readonly ServedSketch[],
  training?: readonly Value[],
): History {
  const definitions: Definitions = define({ f: feature })
  const events = placedRecords(facts) as Map<string, PlacedRecord[]>
  const rows = served.map(
    ({ t, k = 'a', value, state = null, answeredAt = t }, i): ServedRow => ({
      probeId: BigInt(i + 1),
      key: [k],
      asOf: t,
      answeredAt,
      cells: { f: { value, state } },
      request: {},
      version: null,
      askedVersion: null,
      applied: null,
      watermark: answeredAt,
    }),
  )
  const trained = training?.map((value, i) => ({
    probeId: BigInt(i + 1),
    key: rows[i]?.key ?? [],
    asOf: rows[i]?.asOf ?? 0,
    values: { f: value },
  }))
  return {
    page: {
      training: { reading: 'as-trained', cut: null },
      completeFrom: {},
      scenario: null,
      seed: null,
      options: {},
      store: null,
    },
    events,
    tables: [{ target: { kind: 'document', definitions }, served: rows, training: trained ?? null }],
  }
}

/** The causes that the diagnosis names for the feature of a sketch. */
export function causesOf(history: History): readonly NamedCause[] {
  return diagnoseCells(cellsOfHistory(history, judgeHistory(history))).features.get('d.f') ?? []
}
