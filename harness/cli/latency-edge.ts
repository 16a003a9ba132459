import { arch, cpus, platform } from 'node:os'
import { runLoad } from '../latency/driver/run-load.ts'
import type { ReferenceEdge } from '../latency/reference/measure-reference.ts'
import { measureSaturation } from '../latency/saturation.ts'

/** Seconds that a closed loop is given to show its throughput. */
const saturationSeconds = 3

/** What measuring does to the world: driver processes, connections and the machine's clock. */
export function latencyEdge(
  connections: number,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (line: string) => void },
): ReferenceEdge {
  return {
    load: plan => runLoad(plan, { signal, onProgress }),
    saturation: target => measureSaturation(target, connections, saturationSeconds, signal),
    onProgress,
    // Of one origin with the stamps of the store's processes, and finer than a millisecond.
    now: () => Math.round((performance.timeOrigin + performance.now()) * 1_000),
    sleep: ms => new Promise(wake => setTimeout(wake, ms)),
    signal,
  }
}

/** On what it was measured, for whoever compares. */
export function machineText(): string {
  return `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${platform()} ${arch()}`
}
