import type { Action } from '../../shrink/script.ts'
import type { Step } from '../../store.ts'
import { always, type Relation, type RelationContext } from '../relation.ts'

/** Records that each partition applies at once. */
const batch = 2

/** Answers do not depend on how many records come at once, appended or applied. */
export const otherBatches: Relation = {
  says: 'records were appended one by one, and applied a few at a time where that can be scheduled',
  knows: 'nothing; more where its steps can be scheduled',
  whyNot: always,
  relate: ({ capabilities, script }) => {
    const actions = script.actions.flatMap((action): Action[] => {
      if (action.kind === 'settle') return [...steps(action, capabilities), action]
      if (action.kind !== 'append') return [action]
      return action.records.map(record => ({ ...action, records: [record] }))
    })
    return { script: { ...script, actions } }
  },
}

function steps({ at }: Action, { partitions }: RelationContext['capabilities']): Action[] {
  const each = (partition: number): Step[] => [
    { kind: 'apply', partition, maxRecords: batch },
    { kind: 'commit', partition },
    { kind: 'apply', partition, maxRecords: 1 },
  ]
  return Array.from({ length: partitions }, (_, partition) => each(partition)).flatMap(own =>
    own.map((step): Action => ({ kind: 'step', at, step })),
  )
}
