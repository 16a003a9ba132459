import deletesIgnored from './deletes-ignored.ts'
import headIncluded from './head-included.ts'
import { pair } from './pair.ts'

export default pair('head-included-and-deletes-ignored', headIncluded, deletesIgnored, ['retractions', 1])
