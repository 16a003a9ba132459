import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { BenchSize } from './bench-place.ts'
import type { IngestSide, SideAnswer, SideCall } from './ingest-side.ts'

/** A process of the ingest bench, which is asked one thing at a time. */
export class SideProcess {
  readonly #child: ChildProcess
  readonly #size: BenchSize

  /** `env` says where Kafka and Redis are; `execArgv` is for profiles. */
  constructor(size: BenchSize, env: NodeJS.ProcessEnv, execArgv: readonly string[]) {
    this.#size = size
    this.#child = fork(fileURLToPath(new URL('./ingest-side.ts', import.meta.url)), {
      stdio: ['ignore', 2, 2, 'ipc'],
      env,
      serialization: 'advanced',
      execArgv: ['--disable-warning=TimeoutNegativeWarning', ...execArgv],
    })
  }

  /** `onReady` hears when a side that follows is ready for records. @throws Error what the side failed with */
  ask<Name extends keyof IngestSide>(
    name: Name,
    asked: Parameters<IngestSide[Name]>[0],
    onReady: () => void = () => {},
  ): Promise<Awaited<ReturnType<IngestSide[Name]>>> {
    const child = this.#child
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error(`the process of ${name} ended early`))
      const hear = (answer: SideAnswer) => {
        if (answer.kind === 'ready') return onReady()
        child.off('message', hear)
        child.off('exit', ended)
        if (answer.kind === 'failed') reject(new Error(`${name}: ${answer.sentence}`))
        else resolve(answer.result as Awaited<ReturnType<IngestSide[Name]>>)
      }
      child.on('message', hear)
      child.once('exit', ended)
      child.send({ name, size: this.#size, asked } satisfies SideCall)
    })
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.disconnect()
    await ended
  }
}
