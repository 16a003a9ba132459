import { readdirSync, readFileSync } from 'node:fs'

/** Greatest resident memory (bytes) by process of this one's tree so far, by pid; empty where there is no `/proc`. */
export class PeakMemory {
  readonly #peaks = new Map<number, { readonly name: string; readonly bytes: number }>()

  look(): void {
    const parents = new Map<number, number>()
    for (const pid of pids()) parents.set(pid, Number(field(pid, 'PPid')))
    for (const pid of parents.keys()) {
      if (!isBelow(pid, parents)) continue
      const bytes = Number.parseInt(field(pid, 'VmHWM'), 10) * 1_024
      if (bytes > 0) this.#peaks.set(pid, { name: nameOf(pid), bytes })
    }
  }

  /** The greatest of each kind of process, bytes. */
  get byName(): Readonly<Record<string, number>> {
    const greatest: Record<string, number> = {}
    for (const { name, bytes } of this.#peaks.values()) greatest[name] = Math.max(greatest[name] ?? 0, bytes)
    return greatest
  }
}

function pids(): number[] {
  try {
    return readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? [Number(name)] : []))
  } catch {
    return []
  }
}

function isBelow(pid: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at = pid, steps = 0; at > 1 && steps < 50; steps++) {
    if (at === process.pid) return true
    at = parents.get(at) ?? 0
  }
  return false
}

function field(pid: number, name: string): string {
  return new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(read(pid, 'status'))?.[1] ?? ''
}

function nameOf(pid: number): string {
  const line = read(pid, 'cmdline')
  return (
    /(worker|server|guardian|soak)\.ts/.exec(line)?.[1] ?? line.split(/[\0 ]/)[0]?.split('/').at(-1) ?? ''
  )
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
