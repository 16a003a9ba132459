import type { Action } from '../../shrink/script.ts'
import { always, type Relation } from '../relation.ts'

const mark = ' again'

/** Reading changes nothing. */
export const readTwice: Relation = {
  says: 'every question was put twice',
  knows: 'nothing',
  whyNot: always,
  relate: ({ script }) => ({
    script: {
      ...script,
      actions: script.actions.flatMap((action): Action[] => {
        if (action.kind !== 'ask') return [action]
        const probes = action.probes.map(probe => ({ ...probe, probeId: `${probe.probeId}${mark}` }))
        return [action, { ...action, probes }]
      }),
    },
    original: probeId =>
      typeof probeId === 'string' && probeId.endsWith(mark)
        ? BigInt(probeId.slice(0, -mark.length))
        : probeId,
  }),
}
