import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Store } from '../../harness/store.ts'
import { mutants } from './index.ts'
import { openMutant } from './open-mutant.ts'

/**
 * The store of the mutant that `PLUMBLINE_MUTANT` names, as `name` or `name@seed` (its parameters' seed, 0 by default).
 * @throws PlumblineError `usage` where it names none
 */
export default function mutantStore(): Store {
  const [name, seed = '0'] = (process.env.PLUMBLINE_MUTANT ?? '').split('@')
  const mutant = mutants.find(each => each.name === name)
  if (mutant !== undefined) return openMutant(mutant, Number(seed)).store
  throw new PlumblineError(
    'usage',
    `there is no mutant "${name}": set PLUMBLINE_MUTANT to one of reference-store/mutants`,
  )
}
