import { nearestName } from '../../features/nearest-name.ts'
import { type Target, targetColumns, targetName } from '../../features/target.ts'
import type { Answer } from '../store.ts'
import type { NotRun } from './not-run.ts'

/** Columns that a store answers and no definition has: nothing compares them, which must not go unsaid. */
export interface StrayColumns {
  note(target: Target, answers: readonly (Answer | null)[]): void
  notRun(): NotRun[]
}

export function strayColumns(): StrayColumns {
  const strays = new Map<string, { readonly known: ReadonlySet<string>; readonly found: Set<string> }>()
  return {
    note(target, answers) {
      const name = targetName(target)
      const { known, found } = strays.get(name) ?? {
        known: new Set(targetColumns(target).map(({ column }) => column)),
        found: new Set<string>(),
      }
      strays.set(name, { known, found })
      for (const answer of answers)
        for (const column of Object.keys(answer?.values ?? {})) if (!known.has(column)) found.add(column)
    },
    notRun: () =>
      [...strays].flatMap(([target, { known, found }]) =>
        found.size === 0
          ? []
          : [
              {
                what: `columns ${[...found]
                  .sort()
                  .map(column => column + meant(column, known))
                  .join(', ')} of ${target}`,
                reason: 'the store answers them and the definitions lack them',
                excuses: [],
              },
            ],
      ),
  }
}

function meant(column: string, known: ReadonlySet<string>): string {
  const nearest = nearestName(column, known)
  return nearest === null ? '' : ` (did you mean ${nearest}?)`
}
