import { findScenarios } from '../../verify/find-scenario.ts'
import { runOnce } from '../../verify/run-once.ts'
import { followersBy } from '../followers.ts'
import { canariesPath, loadMutants } from '../mutant-registry.ts'
import type { Assay } from './assay.ts'

/** A clock that stands still: tries end by their number alone. */
const { nameCauses, shrink } = followersBy(() => 0)

const bug = { mutant: 'deletes-ignored', cause: 'retraction-ignored', events: 2, probes: 1 }

/** A store that keeps what was deleted: one fact, its delete and one question show it, and nothing less. */
export const namesAndShrinks: Assay = {
  name: 'diagnosis',
  about: 'that a bug is named, and shrunk to the fewest events that show it',
  async run() {
    const { mutants, openMutant } = await loadMutants(canariesPath)
    const mutant = mutants.find(({ name }) => name === bug.mutant)
    if (mutant === undefined) return `there is no mutant ${bug.mutant}`
    const [name, seed] = mutant.killedBy
    const [scenario] = await findScenarios([name])
    if (scenario === undefined) return `there is no scenario ${name}`
    const open = async () => openMutant(mutant, seed).store
    const caught = { run: await runOnce({ ...scenario, train: false }, seed, open, {}), open }
    const [first] = (await nameCauses?.([caught])) ?? []
    if (first?.cause !== bug.cause) return `it names ${first?.cause ?? 'nothing'}, not ${bug.cause}`
    const shrunk = await shrink?.(caught)
    if (shrunk?.events === bug.events && shrunk.probes === bug.probes && shrunk.minimal) return null
    return `it shrinks a deleted fact to ${shrunk?.events} events and ${shrunk?.probes} probes, not ${bug.events} and ${bug.probes}`
  },
}
