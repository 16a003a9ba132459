import floatsWrittenAsFloat32 from './floats-written-as-float32.ts'
import headExcluded from './head-excluded.ts'
import { pair } from './pair.ts'

export default pair('head-excluded-and-float32', headExcluded, floatsWrittenAsFloat32, ['steady', 1])
