import { writeSync } from 'node:fs'

/**
 * Does work in which somebody's module runs in this process: where that throws outside of any call, or ends the process, it is
 * said in one sentence, and the exit code is 70.
 */
export async function besideStore<T>(work: () => Promise<T>): Promise<T> {
  const say = (what: string) => writeSync(2, `plumbline: the store ${what}\n`)
  const ended = (code: number) => {
    // Somebody's second Ctrl-C.
    if (code > 128) return
    say(`ended its process with exit code ${code}: let it return or throw, not exit`)
    process.exitCode = 70
  }
  const crashed = (error: unknown) => {
    const said = String(error instanceof Error ? error.message : error).split('\n')[0]
    say(`threw outside of any call, ${said}: catch the errors of its own timers and promises`)
    process.off('exit', ended)
    process.exit(70)
  }
  process.on('exit', ended)
  process.on('uncaughtException', crashed)
  try {
    return await work()
  } finally {
    process.off('exit', ended)
    process.off('uncaughtException', crashed)
  }
}
