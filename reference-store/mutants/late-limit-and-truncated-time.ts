import eventTimeTruncated from './event-time-truncated.ts'
import lateLimitExclusive from './late-limit-exclusive.ts'
import { pair } from './pair.ts'

export default pair('late-limit-and-truncated-time', lateLimitExclusive, eventTimeTruncated, [
  'late-events',
  1,
])
