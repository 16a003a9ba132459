import { pair } from './pair.ts'
import trainedOnFloat32 from './trained-on-float32.ts'
import trainedOnOtherEnd from './trained-on-other-end.ts'

export default pair('trained-on-other-end-and-float32', trainedOnOtherEnd, trainedOnFloat32, [
  'boundaries',
  1,
])
