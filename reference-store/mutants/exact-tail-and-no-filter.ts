import { pair } from './pair.ts'
import slideForgotten from './slide-forgotten.ts'
import whereAppliedOfflineOnly from './where-applied-offline-only.ts'

export default pair('exact-tail-and-no-filter', slideForgotten, whereAppliedOfflineOnly, ['steady', 1])
