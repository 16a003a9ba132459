import type { LogRecord } from '../../features/log-record.ts'
import type { History } from '../history/history.ts'
import { keyText } from '../oracle/specification/compare-values.ts'
import { type Failing, type FailingCell, type Failure, failingCells } from './failure.ts'
import { type Budget, fewest } from './minimize.ts'
import { narrowed } from './narrow-definitions.ts'
import type { Action, Script } from './script.ts'
import { simpler } from './simpler.ts'

/** A script that fails, with what came of it. */
export interface FailingScript {
  readonly script: Script
  readonly history: History
}

export interface ShrinkOptions {
  readonly failure: Failure
  /** Causes of the run that are known: what they explain is no other bug. */
  readonly known: readonly Failure['cause'][]
  /** Runs a script on a new store; null where the store fails. */
  readonly run: (script: Script) => Promise<History | null>
  readonly budget: Budget
  readonly onProgress: (line: string) => void
}

export interface Shrunk {
  readonly smallest: FailingScript
  /** Another bug that was met on the way: the first script in which something fails that nobody named. */
  readonly other: FailingScript | null
  /** False where the budget was spent before a local minimum was reached. */
  readonly isMinimal: boolean
}

/** Makes a failing script smaller, step by step, while it fails for the same cause; null where it does not fail again. */
export async function shrinkScript(script: Script, options: ShrinkOptions): Promise<Shrunk | null> {
  const shrinker = new Shrinker(options)
  // What is trained comes after all that is served, and takes longer than all of it.
  const whole = options.failure.side === 'online' ? { ...script, train: false } : script
  if (!(await shrinker.tries(whole, true))) return null
  await shrinker.focus()
  for (let before = ''; before !== shrinker.text && !options.budget.isOver; ) {
    before = shrinker.text
    await shrinker.fewerActions()
    await shrinker.simplerValues()
  }
  const { smallest, other } = shrinker
  return smallest === null ? null : { smallest, other, isMinimal: !options.budget.isOver }
}

class Shrinker {
  smallest: FailingScript | null = null
  other: FailingScript | null = null
  /** A wrong value stays a wrong value: a wrong state alone says less. */
  #byValue = false
  readonly #options: ShrinkOptions
  /** Scripts that did not fail so: what is left is tried again and again. */
  readonly #vain = new Set<string>()

  constructor(options: ShrinkOptions) {
    this.#options = options
  }

  get #script(): Script {
    return (this.smallest as FailingScript).script
  }

  /** What is left, in short: it changes with every step that was taken. */
  get text(): string {
    return textOf(this.#script)
  }

  /** Keeps a script where it fails for the same cause. */
  async tries(script: Script, isFirst = false): Promise<boolean> {
    const { failure, known, run, budget, onProgress } = this.#options
    const text = textOf(script)
    if (this.#vain.has(text)) return false
    const history = await run(script)
    const failing = history === null ? null : failingCells(history, failure, known)
    if (history !== null && failing !== null) this.#noteOther(script, history, failing)
    const byValue = failing?.alike.some(cell => cell.byValue) ?? false
    if (history === null || failing?.alike.length === 0 || (this.#byValue && !byValue)) {
      this.#vain.add(text)
      return false
    }
    this.#byValue ||= byValue
    this.smallest = { script, history }
    if (!isFirst) onProgress(`shrinking ${failure.column}: ${sizeText(script)} left, ${budget.spent} tries`)
    return true
  }

  #noteOther(script: Script, history: History, failing: Failing): void {
    if (this.other === null && failing.others.length > 0 && failing.alike.length === 0) {
      this.other = { script, history }
    }
  }

  async #try(script: Script): Promise<boolean> {
    return this.#options.budget.spend() && (await this.tries(script))
  }

  /** Large leaps first: one question, what came before it, its key, one feature, no steps but the last. */
  async focus(): Promise<void> {
    const { failure, known } = this.#options
    const history = (this.smallest as FailingScript).history
    const [cell] = failingCells(history, failure, known).alike
    if (cell === undefined) return
    const isAsked = (action: Action) =>
      action.kind === 'ask' && action.probes.some(({ probeId }) => probeId === cell.probeId)
    const { actions } = this.#script
    const end = actions.findIndex(isAsked)
    if (end >= 0 && this.#options.failure.side === 'online')
      await this.#try({ ...this.#script, actions: actions.slice(0, end + 1) })
    await this.#try(withProbe(this.#script, cell.probeId))
    await this.#try(withKeyOf(this.#script, cell))
    for (const script of narrowed(this.#script, failure)) if (await this.#try(script)) break
    await this.#try(settledBefore(this.#script))
  }

  async fewerActions(): Promise<void> {
    const { budget } = this.#options
    const apart = this.#script.actions.flatMap(elements)
    await fewest(apart, async some => this.tries({ ...this.#script, actions: together(some) }), budget)
  }

  async simplerValues(): Promise<void> {
    for (const simplify of simpler(this.#script)) {
      const script = simplify(this.#script)
      if (script !== null && !this.#options.budget.isOver) await this.#try(script)
    }
  }
}

/** What tells a script from others of one shrinking. */
function textOf({ definitions, services, actions, train }: Script): string {
  const hashes = definitions.map(({ hash }) => hash)
  return JSON.stringify([hashes, services.length, train, actions], (_, value) =>
    typeof value === 'bigint' ? `${value}n` : value,
  )
}

function sizeText({ actions }: Script): string {
  const count = (of: (action: Action) => number) => actions.reduce((sum, action) => sum + of(action), 0)
  const events = count(action => (action.kind === 'append' ? action.records.length : 0))
  const probes = count(action => (action.kind === 'ask' ? action.probes.length : 0))
  return `${events} ${events === 1 ? 'event' : 'events'} and ${probes} ${probes === 1 ? 'probe' : 'probes'}`
}

/** One action for each record and each question; its parts know that they were one call. */
interface Element {
  readonly action: Action
  readonly call: Action
}

function elements(action: Action): Element[] {
  if (action.kind === 'append') {
    return action.records.map(record => ({ action: { ...action, records: [record] }, call: action }))
  }
  if (action.kind === 'ask') {
    return action.probes.map(probe => ({ action: { ...action, probes: [probe] }, call: action }))
  }
  return [{ action, call: action }]
}

/** Elements of one call as one action again. */
function together(some: readonly Element[]): Action[] {
  const actions: Action[] = []
  let last: Action | null = null
  for (const { action, call } of some) {
    const before = actions.at(-1)
    if (call === last && before?.kind === 'append' && action.kind === 'append') {
      actions[actions.length - 1] = { ...before, records: [...before.records, ...action.records] }
    } else if (call === last && before?.kind === 'ask' && action.kind === 'ask') {
      actions[actions.length - 1] = { ...before, probes: [...before.probes, ...action.probes] }
    } else actions.push(action)
    last = call
  }
  return actions
}

function withProbe(script: Script, probeId: bigint | string): Script {
  const actions = script.actions.flatMap((action): Action[] => {
    if (action.kind !== 'ask') return [action]
    const probes = action.probes.filter(each => each.probeId === probeId)
    return probes.length === 0 ? [] : [{ ...action, probes }]
  })
  return { ...script, actions }
}

/** Only the records of the key that a cell is about. */
function withKeyOf(script: Script, { probeId, target }: FailingCell): Script {
  const document = script.definitions.find(({ name }) => name === target)
  const probe = script.actions
    .flatMap(action => (action.kind === 'ask' ? action.probes : []))
    .find(each => each.probeId === probeId)
  if (document === undefined || probe === undefined) return script
  const asked = keyText(document.entity.map(({ name }) => probe.key[name] ?? null))
  const isOwn = ({ source, fields }: LogRecord) => {
    const names = document.sources.get(source)?.keyFields ?? []
    return keyText(names.map(name => fields[name] ?? null)) === asked
  }
  const actions = script.actions.flatMap((action): Action[] => {
    if (action.kind !== 'append') return [action]
    const records = action.records.filter(isOwn)
    return records.length === 0 ? [] : [{ ...action, records }]
  })
  return { ...script, actions }
}

/** No steps and faults: all is applied before each question. */
function settledBefore(script: Script): Script {
  const actions = script.actions.flatMap((action): Action[] => {
    if (action.kind === 'append') return [action]
    return action.kind === 'ask' ? [{ kind: 'settle', at: action.at }, action] : []
  })
  return { ...script, actions }
}
