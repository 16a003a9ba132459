import { targetName } from '../../../features/target.ts'
import type { StoredPlan } from '../../diff/target-plan.ts'
import { askAbout, pointsOf } from '../ask-about.ts'
import type { CauseRule, Subject, Variant } from '../cause-rule.ts'
import type { StoredCell } from '../cell.ts'
import { evaluateAsked } from '../evaluate-asked.ts'

/** Stored columns of the same type that a row could show instead, those of the same name first. */
function othersOf({ feature, wrong }: Subject): { plan: StoredPlan; label: string }[] {
  const cell = wrong[0] as StoredCell
  const types = (plan: StoredPlan) => plan.definitions.entity.map(each => each.type).join()
  const own = types(cell.plan)
  const others = cell.row.world.targets.flatMap(target =>
    target.columns.flatMap(plan => {
      if (plan.kind !== 'stored' || plan.feature === feature || plan.feature.type !== feature.type) return []
      if (plan.definitions.name === cell.plan.definitions.name && plan.column === cell.plan.column) return []
      const isSame = plan.definitions === cell.plan.definitions
      if (!isSame && types(plan) !== own) return []
      const label = `${plan.feature.name} of ${isSame ? targetName(target.target) : plan.definitions.name}`
      return [{ plan: isSame ? plan : { ...plan, keyAt: cell.plan.keyAt }, label }]
    }),
  )
  const distinct = new Map(others.map(each => [each.label, each]))
  return [...distinct.values()].sort(
    (a, b) => Number(b.plan.feature.name === feature.name) - Number(a.plan.feature.name === feature.name),
  )
}

/** The value of one feature under the name of another. */
export const viewCollision: CauseRule = {
  says: 'serves the value of another feature',
  mend: 'address features by document and name, and keep what is stored of one apart from what is stored of another',
  looksLike:
    'Each wrong value is right for another feature, often one of the same name or of the same source.',
  example: 'two documents with a feature spend → served the spend of the other',
  known: [
    { symptom: 'a feature of the wrong view is fed in', where: 'feast-dev/feast#3165' },
    { symptom: 'adding an unrelated view changes a transform’s output', where: 'feast-dev/feast#6158' },
  ],
  variants: subject =>
    subject.wrong.length === 0
      ? []
      : othersOf(subject).map(({ plan, label }): Variant => {
          const cost = plan.feature.name === subject.feature.name ? 2 : 4
          return {
            kind: 'strict',
            label: `serves ${label}`,
            cost,
            predict: asked => {
              const [point] = pointsOf(asked.row, plan, asked.side, 'as-trained')
              if (point === undefined) return null
              return evaluateAsked(askAbout(asked.row, plan, asked.side, point))
            },
            because: () => `it is the value of ${label}`,
          }
        }),
}
