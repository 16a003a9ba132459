import { planRun } from '../../../scenarios/run-plan.ts'
import type { Scenario } from '../../../scenarios/scenario.ts'
import { adaptPlan } from '../../drive/adapt-plan.ts'
import { scopeOf } from '../../drive/not-run.ts'
import type { Store } from '../../store.ts'

/** What of a suite a store cannot be asked. */
export interface Asked {
  /** Scenarios of which it can be asked everything. */
  readonly whole: readonly string[]
  /** By reason and part, the scenarios that leave it out. */
  readonly left: readonly {
    readonly reason: string
    readonly what: string
    readonly scenarios: readonly string[]
  }[]
}

/** Holds every scenario against what a store says of itself; the store is not asked. */
export function askedOf(suite: readonly Scenario[], store: Store): Asked {
  const whole: string[] = []
  const left = new Map<string, { reason: string; what: string; scenarios: string[] }>()
  for (const scenario of suite) {
    const adapted = adaptPlan(planRun(scenario, 1), store.capabilities, 0)
    const notRun = [...adapted.notRun, ...scopeOf(adapted.plan, store).notRun]
    if (notRun.length === 0) whole.push(scenario.name)
    for (const { what, reason } of notRun) {
      // Columns differ from scenario to scenario; that some are left out is what matters here.
      const short = what.startsWith('columns ') ? 'columns' : what
      const part = left.get(`${reason}: ${short}`) ?? { reason, what: short, scenarios: [] }
      if (!part.scenarios.includes(scenario.name)) part.scenarios.push(scenario.name)
      left.set(`${reason}: ${short}`, part)
    }
  }
  return { whole, left: [...left.values()] }
}
