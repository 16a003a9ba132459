import expiredIsNotFound from './expired-is-not-found.ts'
import { pair } from './pair.ts'
import revivalIgnored from './revival-ignored.ts'

export default pair('revival-ignored-and-expired-confused', revivalIgnored, expiredIsNotFound, [
  'retractions',
  1,
])
