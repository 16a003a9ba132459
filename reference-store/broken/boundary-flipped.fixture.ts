import { windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import { brokenStore } from './broken-store.ts'

/** Takes the wrong end of a window for its own: the event that triggers a prediction leaks into it, or the reverse. */
export default brokenStore({
  bounds: (window, asOf) => {
    return windowBounds({ ...window, closed: window.closed === 'left' ? 'right' : 'left' }, asOf)
  },
})
