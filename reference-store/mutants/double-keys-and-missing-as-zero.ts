import intKeysAsDoubles from './int-keys-as-doubles.ts'
import missingIsZero from './missing-is-zero.ts'
import { pair } from './pair.ts'

export default pair('double-keys-and-missing-as-zero', intKeysAsDoubles, missingIsZero, ['careless-keys', 1])
