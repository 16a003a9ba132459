import headIncluded from './head-included.ts'
import { pair } from './pair.ts'
import trainedWithoutWhere from './trained-without-where.ts'

export default pair('head-included-and-trained-without-where', headIncluded, trainedWithoutWhere, [
  'boundaries',
  1,
])
