import knownByEventTime from './known-by-event-time.ts'
import { pair } from './pair.ts'
import ttlNeverEnds from './ttl-never-ends.ts'

export default pair('known-by-event-time-and-no-ttl', knownByEventTime, ttlNeverEnds, ['scheduled', 1])
