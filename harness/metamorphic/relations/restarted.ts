import type { Action } from '../../shrink/script.ts'
import type { Relation, RelationContext } from '../relation.ts'

/** A worker that dies and comes back changes nothing. */
export const restarted: Relation = {
  says: 'its worker was restarted before each question, with what it had not committed',
  knows: 'how to restart it: by its steps, or the fault kill-worker',
  whyNot: ({ capabilities }) =>
    restartOf(capabilities) === null ? 'nobody can make the store restart' : null,
  relate: ({ capabilities, script }) => {
    const restart = restartOf(capabilities)
    const actions = script.actions.flatMap((action): Action[] =>
      action.kind === 'settle' && restart !== null ? [...restart(action.at), action] : [action],
    )
    return { script: { ...script, actions } }
  },
}

/** What makes a store apply something, forget that it did, and come back. */
function restartOf({ partitions, faults = [] }: RelationContext['capabilities']) {
  if (partitions > 0) {
    return (at: number): Action[] => [
      ...Array.from({ length: partitions }, (_, partition): Action => {
        return { kind: 'step', at, step: { kind: 'apply', partition, maxRecords: 3 } }
      }),
      { kind: 'step', at, step: { kind: 'restart' } },
    ]
  }
  if (!faults.includes('kill-worker')) return null
  return (at: number): Action[] => [{ kind: 'fault', at, fault: { kind: 'kill-worker' } }]
}
