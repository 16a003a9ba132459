import { expect, test } from 'vitest'
import type { LogRecord } from '../../features/log-record.ts'
import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import late from '../../scenarios/late-events.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { judgeHistory } from '../audit/judge-history.ts'
import { diagnoseCells } from '../diagnose/diagnose-cells.ts'
import { cellsOfHistory } from '../diagnose/diagnose-history.ts'
import { drive } from '../drive/drive.ts'
import { PlainStore } from '../drive/testing/plain-store.ts'
import type { Store } from '../store.ts'
import { buildCase } from './build-case.ts'
import { type Failure, failingCells } from './failure.ts'
import { budgetOf } from './minimize.ts'
import { runScript } from './run-script.ts'
import { type Action, type Script, scriptOf } from './script.ts'
import { sizeOf, worstOf } from './shrink-folder.ts'
import { shrinkScript } from './shrink-script.ts'

type Document = { readonly features: Readonly<Record<string, { aggregate: { kind: string } }>> }

/** Late events for a store that can only count and sum. */
const lateEvents: Scenario = {
  ...late,
  definitions: late.definitions.map(({ document }) => {
    const { features, ...same } = document as Document
    const plain = Object.entries(features).filter(([, { aggregate }]) =>
      ['count', 'sum'].includes(aggregate.kind),
    )
    return definitionsOrThrow({ ...same, features: Object.fromEntries(plain) })
  }),
}

/** Loses every fact that comes late. */
class LateBlind extends PlainStore {
  override ingest(records: readonly LogRecord[]): undefined {
    super.ingest(records.filter(({ eventTime, arrivalTime }) => arrivalTime <= (eventTime ?? arrivalTime)))
  }
}

/** Loses late facts, and counts twice what a value above 300 says. */
class TwiceBroken extends LateBlind {
  override ingest(records: readonly LogRecord[]): undefined {
    const doubled = records.flatMap(record =>
      Number(record.fields.value ?? 0) > 300 ? [record, { ...record, id: `${record.id} again` }] : [record],
    )
    super.ingest(doubled)
  }
}

async function failing(scenario: Scenario, open: () => Store): Promise<{ script: Script; failure: Failure }> {
  const { history, moves } = await drive(scenario, 3, open())
  const failure = worstOf(diagnoseCells(cellsOfHistory(history, judgeHistory(history))))
  if (failure === null) throw new Error('the store is not broken')
  return { script: scriptOf(history, moves), failure }
}

function shrinking(failure: Failure, open: () => Store, steps = 2_000) {
  return {
    failure,
    known: [],
    budget: budgetOf(steps, Number.POSITIVE_INFINITY, () => 0),
    run: (script: Script) => runScript(script, open()),
    onProgress: () => {},
  }
}

/** A script without each of its actions, records and questions in turn. */
function* without({ actions, ...same }: Script): Generator<Script> {
  for (const [i, action] of actions.entries()) {
    yield { ...same, actions: actions.toSpliced(i, 1) }
    const parts = action.kind === 'append' ? action.records : action.kind === 'ask' ? action.probes : []
    for (const j of parts.length > 1 ? parts.keys() : []) {
      const fewer = {
        ...action,
        ...(action.kind === 'append'
          ? { records: parts.toSpliced(j, 1) }
          : { probes: parts.toSpliced(j, 1) }),
      }
      yield { ...same, actions: actions.with(i, fewer as Action) }
    }
  }
}

test('a run of a hundred events shrinks to the few that show the bug, and nothing of them can go', async () => {
  const open = () => new LateBlind()
  const { script, failure } = await failing(lateEvents, open)
  expect(failure.cause).toBe('late-dropped')
  const shrunk = await shrinkScript(script, shrinking(failure, open))
  expect(shrunk?.isMinimal).toBe(true)
  const { smallest } = shrunk as NonNullable<typeof shrunk>
  expect(sizeOf(smallest.history).probes).toBe(1)
  expect(sizeOf(smallest.history).events).toBeLessThanOrEqual(2)
  expect(smallest.script.definitions.map(({ features }) => [...features.keys()])).toEqual([[failure.column]])
  expect(failingCells(smallest.history, failure, []).alike).toHaveLength(1)
  for (const smaller of without(smallest.script)) {
    const history = await runScript(smaller, open())
    expect(failingCells(history, failure, []).alike).toEqual([])
  }
})

test('running a script again gives the History that it came from, but for what a driver counts', async () => {
  const { history, moves } = await drive(lateEvents, 5, new PlainStore())
  const again = await runScript(scriptOf(history, moves), new PlainStore())
  expect(again.tables.map(({ served }) => served)).toEqual(history.tables.map(({ served }) => served))
  expect([...again.events]).toEqual([...history.events])
})

test('a script that does not fail is not shrunk', async () => {
  const { script, failure } = await failing(lateEvents, () => new LateBlind())
  expect(
    await shrinkScript(
      script,
      shrinking(failure, () => new PlainStore()),
    ),
  ).toBeNull()
})

test('where the tries are spent what is left is said not to be minimal', async () => {
  const open = () => new LateBlind()
  const { script, failure } = await failing(lateEvents, open)
  const shrunk = await shrinkScript(script, shrinking(failure, open, 3))
  expect(shrunk?.isMinimal).toBe(false)
  expect(
    failingCells(shrunk?.smallest.history as NonNullable<typeof shrunk>['smallest']['history'], failure, [])
      .alike,
  ).not.toEqual([])
})

test('of two bugs the case keeps the one that it is about', async () => {
  const open = () => new TwiceBroken()
  const { history, moves } = await drive(lateEvents, 3, open())
  const failure: Failure = { target: 'sensors', column: 'pulses_10m', side: 'online', cause: 'late-dropped' }
  const shrunk = await shrinkScript(scriptOf(history, moves), shrinking(failure, open))
  const { smallest } = shrunk as NonNullable<typeof shrunk>
  const source = { script: smallest.script, failure, store: null, isMinimal: true }
  const from = { scenario: null, seed: null, events: 0, probes: 0 }
  const file = buildCase({ ...source, history: smallest.history, from })
  expect(file?.cause).toBe('late-dropped')
  expect(file?.proof).toMatch(/is late and counts all the same$/)
  const [record] = smallest.history.events.get('readings') ?? []
  expect(record?.arrivalTime).toBeGreaterThan(record?.eventTime as number)
})
