import { highestRevision, standing, withoutRedeliveries } from '../../diagnose/traced-fact.ts'
import type { FoundRule, LineFact, ProfileLine } from '../profile-line.ts'
import { append, ask, fact, found, hour, minute, way } from '../way.ts'

const deleted: LineFact = {
  ...fact(0, null, { id: 'e', arrives: 2 * minute, revision: 1 }),
  at: null,
  op: 'delete',
}

const deletesIgnored: FoundRule = () => ({
  resolve: records =>
    standing(
      withoutRedeliveries(records).filter(({ upsert }) => upsert),
      highestRevision,
    ),
})

const steps = [
  append(fact(0, 1n, { id: 'e', arrives: minute })),
  append(fact(0, 4n, { id: 'other', arrives: minute })),
  append(deleted),
  ask(hour, 'a'),
]

/** A fact that is taken back. */
export const retraction: ProfileLine = {
  name: 'retraction',
  asks: 'What is left of a fact that is deleted?',
  sides: 'both',
  ways: [
    way({
      kind: 'count',
      records: ['delete'],
      steps,
      possible: [
        found('forgotten', ['1'], 'nothing: it no longer counts'),
        found('ignored', ['2'], 'all of it: the delete does nothing', deletesIgnored),
      ],
    }),
    way({
      kind: 'latest',
      records: ['delete'],
      steps: [append(fact(0, 1n, { id: 'e', arrives: minute })), append(deleted), ask(hour, 'a')],
      possible: [
        found('forgotten', ['null'], 'nothing is served for it'),
        found('ignored', ['1'], 'all of it: the delete does nothing', deletesIgnored),
      ],
    }),
  ],
}
