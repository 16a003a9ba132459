import { factOf } from '../../diagnose/traced-fact.ts'
import type { FoundRule, ProfileLine } from '../profile-line.ts'
import { append, ask, fact, found, hour, minute, way } from '../way.ts'

/** Each further delivery of the revision that stands is a fact of its own, which may come too late by itself. */
const eachCounts: FoundRule = policy => ({
  resolve: records =>
    policy.resolve(records).flatMap(stands => {
      const sent = records.filter(({ upsert, revision }) => upsert && revision === stands.record.revision)
      return [stands, ...sent.slice(1).map(record => factOf(record, record))]
    }),
})

const sent = (arrives: number) => append(fact(0, 3n, { id: 'e', arrives }))
const steps = [sent(minute), sent(2 * minute), ask(hour, 'a')]

/** A record that is delivered twice. */
export const duplicates: ProfileLine = {
  name: 'duplicates',
  asks: 'What does a record do that is delivered once more?',
  sides: 'both',
  ways: [
    way({
      kind: 'count',
      input: false,
      records: ['duplicate'],
      steps,
      possible: [
        found('counted-once', ['1'], 'nothing: it counts once'),
        found('counted-twice', ['2'], 'it counts once more', eachCounts),
        found('row-lost', ['no row'], 'no single training row is given'),
      ],
    }),
    way({
      kind: 'latest',
      records: ['duplicate'],
      steps,
      possible: [
        found('no-effect', ['3'], 'nothing that the newest value shows'),
        found('row-lost', ['no row'], 'no single training row is given'),
      ],
    }),
  ],
}
