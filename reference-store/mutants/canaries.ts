import deletesIgnored from './deletes-ignored.ts'
import floatsWrittenAsFloat32 from './floats-written-as-float32.ts'
import headIncluded from './head-included.ts'
import intKeysCutTo32Bits from './int-keys-cut-to-32-bits.ts'
import lateBehindWatermark from './late-behind-watermark.ts'
import missingIsZero from './missing-is-zero.ts'
import type { Mutant } from './mutant.ts'
import nullPoisonsAll from './null-poisons-all.ts'
import replayCountsAgain from './replay-counts-again.ts'

export { openMutant } from './open-mutant.ts'

/** A few mutants of different kinds, of which every run of `verify` plants one beside the store that it judges. */
export const mutants: readonly Mutant[] = [
  headIncluded,
  lateBehindWatermark,
  replayCountsAgain,
  deletesIgnored,
  nullPoisonsAll,
  missingIsZero,
  intKeysCutTo32Bits,
  floatsWrittenAsFloat32,
]
