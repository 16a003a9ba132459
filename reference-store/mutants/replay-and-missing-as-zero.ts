import missingIsZero from './missing-is-zero.ts'
import { pair } from './pair.ts'
import replayCountsAgain from './replay-counts-again.ts'

export default pair('replay-and-missing-as-zero', replayCountsAgain, missingIsZero, ['restart', 1])
