import type { Probe } from '../../harness/store.ts'

/** Equal for probes that ask the same. */
export function probeText({ target, key, asOf }: Probe): string {
  const parts = Object.entries(key).map(([name, part]) => `${name} ${typeof part} ${String(part)}`)
  return JSON.stringify([target, asOf, ...parts.sort()])
}
