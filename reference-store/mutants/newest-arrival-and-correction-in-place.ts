import correctionInPlaceIgnored from './correction-in-place-ignored.ts'
import newestArrivalWins from './newest-arrival-wins.ts'
import { pair } from './pair.ts'

export default pair('newest-arrival-and-correction-in-place', newestArrivalWins, correctionInPlaceIgnored, [
  'corrections',
  1,
])
