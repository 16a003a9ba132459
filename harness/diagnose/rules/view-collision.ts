import type { StoredPlan, TargetPlan } from '../../diff/target-plan.ts'
import { askAbout, pointsOf } from '../ask-about.ts'
import type { CauseRule, Variant } from '../cause-rule.ts'
import type { Asked } from '../cell.ts'
import { evaluateAsked } from '../evaluate-asked.ts'

interface Other {
  readonly plan: StoredPlan
  readonly label: string
}

/** Stored columns of the same type that a cell could show instead, by name. */
function othersOf({ plan: own, row }: Asked): Map<string, Other> {
  const types = (plan: StoredPlan) => plan.definitions.entity.map(each => each.type).join()
  const others = row.world.targets.flatMap(target =>
    target.columns.flatMap((plan): Other[] => {
      if (plan.kind !== 'stored' || plan.feature.type !== own.feature.type) return []
      const isSame = plan.definitions.name === own.definitions.name
      if (isSame && plan.feature.name === own.feature.name) return []
      const label = `${plan.feature.name} of ${plan.definitions.name}`
      // A service holds the other feature for a key of its own; else it was stored under the same key.
      const beside = isSame || target !== row.target ? [] : [{ plan, label: `${label} in the same row` }]
      if (!isSame && types(plan) !== types(own)) return beside
      return [...beside, { plan: { ...plan, keyAt: own.keyAt }, label }]
    }),
  )
  return new Map(others.map(each => [each.label, each]))
}

const known = new WeakMap<TargetPlan, Map<string, Map<string, Other>>>()

/** As `othersOf`, once a column. */
function otherOf(asked: Asked, label: string): StoredPlan | null {
  const ofTarget = known.get(asked.row.target) ?? new Map<string, Map<string, Other>>()
  known.set(asked.row.target, ofTarget)
  const others = ofTarget.get(asked.plan.column) ?? othersOf(asked)
  ofTarget.set(asked.plan.column, others)
  return others.get(label)?.plan ?? null
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
  variants: ({ wrong, feature }) => {
    const [first] = wrong
    if (first === undefined) return []
    return [...othersOf(first).values()].map(
      ({ plan: { feature: other }, label }): Variant => ({
        kind: 'strict',
        label: `serves ${label}`,
        cost: other.name === feature.name ? 2 : 4,
        predict: asked => {
          const plan = otherOf(asked, label)
          if (plan === null) return null
          const [point] = pointsOf(asked.row, plan, asked.side, 'as-trained')
          return point === undefined ? null : evaluateAsked(askAbout(asked.row, plan, asked.side, point))
        },
        because: () => `it is the value of ${label}`,
      }),
    )
  },
}
