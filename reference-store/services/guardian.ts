import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { outputFile, type Program } from './program.ts'

/** What a guardian is asked; it answers each with a `GuardianReply` of the same number. */
export type GuardianOrder = 'start' | 'running' | 'stop' | 'kill' | 'pause' | 'resume' | 'close'

export interface GuardianRequest {
  readonly number: number
  readonly order: GuardianOrder
}

export interface GuardianReply {
  readonly number: number
  readonly running: boolean
  /** Null where the order was carried out. */
  readonly error: string | null
}

/**
 * A process of its own that runs one program. When whoever forked it dies, however that comes about, the channel to it
 * closes: then the program is killed and its folder removed, so that nothing is left running or behind.
 */
class Guardian {
  readonly #program: Program
  #child: ChildProcess | null = null
  #ended: Promise<unknown> = Promise.resolve()

  constructor(program: Program) {
    this.#program = program
  }

  get running(): boolean {
    return this.#child !== null
  }

  async carryOut(order: GuardianOrder): Promise<void> {
    if (order === 'start') return this.#start()
    if (order === 'pause') this.#child?.kill('SIGSTOP')
    if (order === 'resume') this.#child?.kill('SIGCONT')
    if (order === 'stop') await this.#end('SIGTERM')
    if (order === 'kill') await this.#end('SIGKILL')
    if (order === 'close') await this.close()
  }

  async close(): Promise<void> {
    await this.#end('SIGKILL')
    rmSync(this.#program.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  async #start(): Promise<void> {
    if (this.#child !== null) return
    const { command, args, folder } = this.#program
    const output = openSync(join(folder, outputFile), 'a')
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', output, output] })
    closeSync(output)
    this.#child = child
    this.#ended = new Promise<void>(resolve => {
      const ended = () => {
        this.#child = null
        resolve()
      }
      child.once('exit', ended)
      child.once('error', ended)
    })
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#child?.kill(signal)
    // What is paused hears of nothing but SIGKILL before it goes on.
    this.#child?.kill('SIGCONT')
    await this.#ended
  }
}

if (process.send !== undefined) {
  const guardian = new Guardian(JSON.parse(process.argv[2]!) as Program)
  const leave = async () => {
    await guardian.close()
    process.exit(0)
  }
  process.on('message', async ({ number, order }: GuardianRequest) => {
    let error: string | null = null
    try {
      await guardian.carryOut(order)
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown)
    }
    const reply: GuardianReply = { number, running: guardian.running, error }
    if (process.connected) process.send?.(reply)
  })
  process.on('disconnect', leave)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave)
}
