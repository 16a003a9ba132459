import type { Definitions, Service } from '../../features/definitions.ts'
import type { LogRecord } from '../../features/log-record.ts'
import { type Target, targetEntity, targetName } from '../../features/target.ts'
import type { Instant } from '../../features/value.ts'
import type { Move } from '../drive/move.ts'
import type { History, ServedRow } from '../history/history.ts'
import type { Fault, Probe, Step } from '../store.ts'

/** One thing that is done to a store, with all that it needs, while the virtual clock stands at `at` (µs). */
export type Action =
  | { readonly kind: 'append'; readonly at: Instant; readonly records: readonly LogRecord[] }
  | { readonly kind: 'step'; readonly at: Instant; readonly step: Step }
  | { readonly kind: 'fault'; readonly at: Instant; readonly fault: Fault }
  | { readonly kind: 'settle'; readonly at: Instant }
  /** Questions of one call: they share target and T. */
  | { readonly kind: 'ask'; readonly at: Instant; readonly probes: readonly Probe[] }

/** A run as concrete moves: what is left of a scenario and a seed when no chance is left in it. */
export interface Script {
  readonly definitions: readonly Definitions[]
  readonly services: readonly Service[]
  readonly actions: readonly Action[]
  /** Whether training values are asked for in the end. */
  readonly train: boolean
  /** The training cut of the run, µs; nothing that arrives later may be trained on. Null: there was no log. */
  readonly cut: Instant | null
  readonly scenario: string | null
  readonly seed: number | null
}

/** The regions that a script asks or steps in, in the order in which they first come; none: the store has one state. */
export function regionsOfScript({ actions }: Script): string[] {
  const named = actions.flatMap(action => {
    if (action.kind === 'step') return action.step.region ?? []
    return action.kind === 'ask' ? action.probes.flatMap(({ region }) => region ?? []) : []
  })
  return [...new Set(named)]
}

export function targetsOfScript({ definitions, services }: Script): Target[] {
  return [
    ...definitions.map((each): Target => ({ kind: 'document', definitions: each })),
    ...services.map((service): Target => ({ kind: 'service', service })),
  ]
}

/** The script that a History is the outcome of, given what was done in its run. */
export function scriptOf(history: History, moves: readonly Move[]): Script {
  const rest = new Map([...history.events].map(([source, records]) => [source, [...records]]))
  const probes = new Map(
    history.tables.flatMap(({ target, served }) =>
      served.map(row => [String(row.probeId), probeOf(target, row)] as const),
    ),
  )
  const actions = moves.map((move): Action => {
    if (move.kind === 'append') {
      const records = rest.get(move.source)?.splice(0, move.count) ?? []
      return { kind: 'append', at: move.at, records }
    }
    if (move.kind !== 'read') return move
    const asked: Probe[] = []
    for (let id = move.from; id <= move.to; id++) {
      const probe = probes.get(String(id))
      if (probe === undefined) continue
      asked.push(move.region === undefined ? probe : { ...probe, region: move.region })
    }
    return { kind: 'ask', at: move.at, probes: asked }
  })
  const targets = history.tables.map(({ target }) => target)
  return {
    definitions: [
      ...new Set(
        targets.flatMap(each => (each.kind === 'document' ? [each.definitions] : each.service.uses)),
      ),
    ],
    services: targets.flatMap(each => (each.kind === 'service' ? [each.service] : [])),
    actions,
    train: history.tables.some(({ training }) => training !== null),
    cut: history.page.training.cut,
    scenario: history.page.scenario,
    seed: history.page.seed,
  }
}

function probeOf(target: Target, row: ServedRow): Probe {
  const key = targetEntity(target).map((part, i) => [part.name, row.key[i] ?? null] as const)
  return {
    probeId: row.probeId,
    target: targetName(target),
    key: Object.fromEntries(key),
    asOf: row.asOf,
    request: row.request,
    askedVersion: row.askedVersion,
  }
}

/** The moves of a script, for its case: records and questions stand in its History. */
export function movesOf({ actions }: Script): Move[] {
  return actions.map((action): Move => {
    if (action.kind === 'append') {
      const [first] = action.records
      return { kind: 'append', at: action.at, source: first?.source ?? '', count: action.records.length }
    }
    if (action.kind !== 'ask') return action
    const ids = action.probes.map(({ probeId }) => BigInt(probeId))
    const [from, to] = [ids[0] ?? 1n, ids.at(-1) ?? 0n]
    const region = action.probes[0]?.region
    return { kind: 'read', at: action.at, from, to, ...(region === undefined ? {} : { region }) }
  })
}
