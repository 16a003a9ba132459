import nullPoisonsAll from './null-poisons-all.ts'
import { pair } from './pair.ts'
import tailTakesItsOtherEnd from './tail-takes-its-other-end.ts'

export default pair('poison-and-other-tail', nullPoisonsAll, tailTakesItsOtherEnd, ['null-storm', 1])
