import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { GuardianOrder, GuardianReply, GuardianRequest } from './guardian.ts'
import type { Program } from './program.ts'

const guardianFile = fileURLToPath(new URL('./guardian.ts', import.meta.url))

/** A program that lives no longer than this process; see `guardian.ts`. */
export class GuardedProgram {
  readonly #guardian: ChildProcess
  readonly #waiting = new Map<number, (reply: GuardianReply | null) => void>()
  #number = 0
  #closed = false

  constructor(program: Program) {
    this.#guardian = fork(guardianFile, [JSON.stringify(program)], {
      // Ctrl-C reaches a whole group of processes; the guardian has to outlive it to clear up.
      detached: true,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.#guardian.on('message', (reply: GuardianReply) => this.#settle(reply.number, reply))
    const gone = () => {
      for (const number of this.#waiting.keys()) this.#settle(number, null)
    }
    this.#guardian.once('exit', gone)
    this.#guardian.once('error', gone)
    this.#idle()
  }

  /**
   * Returns when it is carried out; says whether the program runs then.
   * @throws PlumblineError `infrastructure` where the program cannot be started or its guardian is gone.
   */
  async order(order: GuardianOrder): Promise<boolean> {
    const number = this.#number++
    const reply = await new Promise<GuardianReply | null>(resolve => {
      this.#waiting.set(number, resolve)
      this.#guardian.ref()
      this.#guardian.channel?.ref()
      const request: GuardianRequest = { number, order }
      if (!this.#guardian.connected) return this.#settle(number, null)
      this.#guardian.send(request, failure => {
        if (failure !== null) this.#settle(number, null)
      })
    })
    if (reply === null)
      throw new PlumblineError('infrastructure', 'the guardian of a local program was killed: run again')
    if (reply.error !== null)
      throw new PlumblineError(
        'infrastructure',
        `a local program could not be started (${reply.error}): see that it is installed`,
      )
    return reply.running
  }

  /** Kills the program and removes its folder. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.order('close')
    this.#guardian.disconnect()
  }

  #settle(number: number, reply: GuardianReply | null): void {
    this.#waiting.get(number)?.(reply)
    this.#waiting.delete(number)
    if (this.#waiting.size === 0) this.#idle()
  }

  /** Waiting for a guardian that has nothing to say shall not keep this process from its end. */
  #idle(): void {
    this.#guardian.unref()
    this.#guardian.channel?.unref()
  }
}
