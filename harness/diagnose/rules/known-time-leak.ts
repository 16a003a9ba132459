import type { AcceptedRecord } from '../../oracle/specification/accepted-log.ts'
import type { CauseRule, Variant } from '../cause-rule.ts'
import type { Asked } from '../cell.ts'
import { lookOf } from '../evaluate-asked.ts'
import { resolveById, resolveFacts, standing, withoutRedeliveries } from '../traced-fact.ts'
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
  variants: ({ side, feature }) => {
    const because = (fact: Parameters<typeof arrivedText>[0]) =>
      `${arrivedText(fact)}, was not known at the instant of the row`
    const all: Variant[] = [
      policyVariant({
        label: 'takes all that arrived by the end of the log',
        cost: side === 'offline' ? 0 : 1,
        policy: { look: look => ({ ...look, isVisible: () => true }) },
        because,
      }),
    ]
    if (feature.refresh !== null) {
      all.push(
        policyVariant({
          label: 'judges by event time what was known at a refresh',
          cost: 0.5,
          policy: asked => ({
            look: look => ({ ...look, isVisible: record => isKnown(asked, record) }),
            facts: (facts, _, look) => {
              const until = look.asOf + (asked.feature.refresh?.delay ?? 0)
              return facts.filter(({ record, eventTime }) => record.arrival <= until || eventTime <= until)
            },
          }),
          because,
        }),
      )
    }
    if (feature.refresh !== null) {
      all.push(
        policyVariant({
          label: 'judges by event time what was known at a refresh',
          cost: 0.75,
          policy: asked => ({
            look: look => ({ ...look, isVisible: record => isKnown(asked, record) }),
            facts: (facts, _, look) => {
              const until = look.asOf + (asked.feature.refresh?.delay ?? 0)
              const had = asked.records.filter(record => isKnown(asked, record) && record.arrival <= until)
              const early = facts.filter(
                ({ record, eventTime }) => record.arrival > until && eventTime <= until,
              )
              return [...resolveFacts(had, resolveById), ...early]
            },
          }),
          because,
        }),
      )
    }
    if (side === 'offline' && feature.refresh === null) {
      all.push(
        policyVariant({
          label: 'takes corrections that came later, of facts that were known',
          cost: 0.5,
          policy: asked => ({
            look: look => ({ ...look, isVisible: () => true }),
            resolve: records => {
              const { isVisible } = lookOf(asked.feature, asked.point)
              const own = withoutRedeliveries(records)
              return own.some(isVisible)
                ? standing(own, each => each.reduce((a, b) => (b.revision > a.revision ? b : a)))
                : []
            },
          }),
          because,
        }),
      )
    }
    return all
  },
}
