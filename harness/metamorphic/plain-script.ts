import type { Action, Script } from '../shrink/script.ts'

/**
 * A script in which everything is applied before each question, so that answers depend on what was asked and appended
 * only; without training, which has a judge of its own.
 */
export function plainScript(script: Script): Script {
  const kept = script.actions.filter(({ kind }) => kind === 'append' || kind === 'ask')
  return { ...script, train: false, actions: settled(kept) }
}

/** Settles between the last append and each question. */
export function settled(actions: readonly Action[]): Action[] {
  let open = true
  return actions.flatMap((action): Action[] => {
    if (action.kind !== 'ask') {
      open = true
      return [action]
    }
    const before: Action[] = open ? [{ kind: 'settle', at: action.at }] : []
    open = false
    return [...before, action]
  })
}

/** The actions of a script with each append made something else of. */
export function withAppends(
  { actions }: Script,
  change: (append: Extract<Action, { kind: 'append' }>) => readonly Action[],
): Action[] {
  return actions.flatMap(action => (action.kind === 'append' ? change(action) : [action]))
}
