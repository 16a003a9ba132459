import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type ErrorCode, PlumblineError } from '../../features/plumbline-error.ts'

/** A process of ours. */
export interface Child<Ready> {
  readonly pid: number
  /** What it said when it was ready. */
  readonly ready: Ready
  /** Settles when it has ended, with how. */
  readonly ended: Promise<string>
  signal(name: NodeJS.Signals): void
  /** Sends a message; one that cannot be sent any more is lost. */
  tell(message: object): void
  /** Told of every message after the first. */
  onMessage(listener: (message: unknown) => void): void
  /** Asks it to end, and ends it when it has not in time. */
  close(): Promise<void>
}

interface Failed {
  readonly kind: 'failed'
  readonly code: ErrorCode
  readonly message: string
}

/** kafkajs sets timers for instants that have been; they go off at once, as it wants them to. */
const execArgv = ['--disable-warning=TimeoutNegativeWarning']

/** ms that a process may take to close of itself. */
const closeMs = 10_000

/**
 * Starts a process that answers a first message with `ready` or `failed`. It ends with this one: it sees that its channel
 * is gone. Its stdout is our stderr, since stdout is for reports.
 * @throws PlumblineError what it failed with, or `infrastructure` where it ended, or was given up, before it was ready
 */
export async function startChild<Ready extends { readonly kind: 'ready' }>(
  path: URL,
  message: object,
  env: NodeJS.ProcessEnv,
  giveUp: AbortSignal,
): Promise<Child<Ready>> {
  const child = fork(fileURLToPath(path), { stdio: ['ignore', 2, 2, 'ipc'], env, execArgv })
  const kill = () => void child.kill('SIGKILL')
  giveUp.addEventListener('abort', kill)
  const ended = new Promise<string>(resolve => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
    child.once('error', error => resolve(error.message))
  })
  const answer = await new Promise<Ready | Failed>(resolve => {
    child.once('message', given => resolve(given as Ready | Failed))
    child.send(message, error => {
      if (error !== null) resolve(gone(error.message))
    })
    void ended.then(how => resolve(gone(how)))
  })
  giveUp.removeEventListener('abort', kill)
  if (answer.kind === 'failed') {
    await closeChild(child, ended)
    throw new PlumblineError(answer.code, answer.message)
  }
  return {
    pid: child.pid!,
    ready: answer,
    ended,
    signal: name => void child.kill(name),
    tell: message => tell(child, message),
    onMessage: listener => void child.on('message', listener),
    close: () => closeChild(child, ended),
  }
}

function gone(how: string): Failed {
  const mend = 'see what it printed, and whether the machine has memory left'
  return {
    kind: 'failed',
    code: 'infrastructure',
    message: `a process of the store ended early (${how}): ${mend}`,
  }
}

function tell(child: ChildProcess, message: object): void {
  if (child.connected) child.send(message, () => {})
}

async function closeChild(child: ChildProcess, ended: Promise<string>): Promise<void> {
  // One that was paused could not hear.
  child.kill('SIGCONT')
  tell(child, { kind: 'close' })
  const late = setTimeout(() => child.kill('SIGKILL'), closeMs)
  await ended
  clearTimeout(late)
}
