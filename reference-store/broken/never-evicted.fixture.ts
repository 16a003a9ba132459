import { windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import { brokenStore } from './broken-store.ts'

/** Takes facts into a window and never lets them go. */
export default brokenStore({
  bounds: (window, asOf) => windowBounds({ ...window, length: null, slide: null }, asOf),
})
