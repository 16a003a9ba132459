import type { Micros } from '../../../features/value.ts'
import type { AcceptedRecord } from '../../oracle/specification/accepted-log.ts'
import type { CauseRule, Variant } from '../cause-rule.ts'
import type { Asked } from '../cell.ts'
import { lookOf } from '../evaluate-asked.ts'
import type { Policy } from '../policy.ts'
import {
  highestRevision,
  resolveById,
  resolveFacts,
  standing,
  type TracedFact,
  withoutRedeliveries,
} from '../traced-fact.ts'
import { arrivedText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

/** Whether the store had a record at the point itself, whatever a refresh may know. */
function isKnown({ feature, point }: Asked, record: AcceptedRecord): boolean {
  return lookOf({ ...feature, refresh: null }, point).isVisible(record)
}

/** A training row that knows what arrived after its instant, though the training set claims not to. */
export const knownTimeLeak: CauseRule = {
  says: 'knows in a training row what arrived only after the instant of its label',
  mend: 'join on arrival too: take only records with arrival ≤ T, or declare the training set as-trained',
  looksLike: 'Training rows hold corrections and late facts that serving could not know.',
  example:
    'k@2, corrected at +3 h; label at +1 h → trained on the corrected value, point-in-time gives the first',
  known: [
    {
      symptom: 'a correction that arrived after the label is in the training row',
      where: 'feast-dev/feast#6615',
    },
  ],
  variants: ({ side, feature: { refresh } }) => [
    policyVariant({
      label: 'takes all that arrived by the end of the log',
      cost: side === 'offline' ? 0 : 1,
      policy: { look: look => ({ ...look, isVisible: () => true }) },
      because: unknown,
    }),
    ...(refresh === null ? [] : atRefresh(refresh.delay)),
    ...(side === 'offline' && refresh === null ? [correctionsAfterwards] : []),
  ],
}

function unknown(fact: TracedFact | null): string {
  return `${arrivedText(fact)}, was not known at the instant of the row`
}

/** What was known at a refresh judged by event time: of facts as they are now, or beside those that had arrived. */
function atRefresh(delay: Micros): Variant[] {
  const named = (cost: number, facts: Policy['facts']): Variant =>
    policyVariant({
      label: 'judges by event time what was known at a refresh',
      cost,
      policy: asked => ({
        look: look => ({ ...look, isVisible: record => isKnown(asked, record) }),
        facts,
      }),
      because: unknown,
    })
  return [
    named(0.5, (facts, _, look) => {
      const until = look.asOf + delay
      return facts.filter(({ record, eventTime }) => record.arrival <= until || eventTime <= until)
    }),
    named(0.75, (facts, asked, look) => {
      const until = look.asOf + delay
      const had = asked.records.filter(record => isKnown(asked, record) && record.arrival <= until)
      const early = facts.filter(({ record, eventTime }) => record.arrival > until && eventTime <= until)
      return [...resolveFacts(had, resolveById), ...early]
    }),
  ]
}

const correctionsAfterwards = policyVariant({
  label: 'takes corrections that came later, of facts that were known',
  cost: 0.5,
  policy: asked => ({
    look: look => ({ ...look, isVisible: () => true }),
    resolve: records => {
      const { isVisible } = lookOf(asked.feature, asked.point)
      const own = withoutRedeliveries(records)
      return own.some(isVisible) ? standing(own, highestRevision) : []
    },
  }),
  because: unknown,
})
