import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { readWire, type Wire, writeWire } from './wire-json.ts'

type Members = { readonly [name: string]: Wire | undefined }

/** Characters that one line may have. */
const lineMax = 256 * 1_024 * 1_024

/** Characters of stderr that are remembered, for the sentence that tells of a failure. */
const tailMax = 8_192

/** ms that a process may take to end once nothing more is asked of it. */
const stopMs = 1_000

interface Waiting {
  readonly id: number
  readonly done: PromiseWithResolvers<Wire>
}

/** A child that answers each line of JSON on its stdin by one on its stdout. One question at a time. */
export class LineProcess {
  readonly #shown: string
  readonly #child: ChildProcessWithoutNullStreams
  readonly #ended: Promise<void>
  /** Pieces of a line that has not ended. */
  #pieces: string[] = []
  #length = 0
  #stderr = ''
  #waiting: Waiting | null = null
  #failure: Error | null = null
  #next = 1

  /** @param echo takes what the child writes to its stderr, as it comes */
  constructor(command: readonly string[], echo: ((text: string) => void) | null) {
    const [program = '', ...args] = command
    this.#shown = command.join(' ')
    this.#child = spawn(program, args, { stdio: 'pipe' })
    const { stdin, stdout, stderr } = this.#child
    const kill = () => this.#child.kill('SIGKILL')
    process.once('exit', kill)
    this.#ended = new Promise(resolve => {
      this.#child.once('close', (code, signal) => {
        process.off('exit', kill)
        this.#fail(new Error(`it ended with ${signal ?? `exit code ${code}`}${this.#lastWords()}`))
        resolve()
      })
    })
    this.#child.once('error', cause => this.#fail(cannotStart(program, cause)))
    // Whoever writes to a child that has ended hears of its end.
    stdin.on('error', () => undefined)
    stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text))
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-tailMax)
      echo?.(text)
    })
  }

  /**
   * Sends one call and gives the `ok` of its answer.
   * @throws Error what the store says of its failure, or how it ended
   * @throws PlumblineError bad-store where stdout holds what is no answer, infrastructure where nothing can be started
   */
  async ask(call: string, members: Members): Promise<Wire> {
    if (this.#failure !== null) throw this.#failure
    const waiting = { id: this.#next++, done: Promise.withResolvers<Wire>() }
    this.#waiting = waiting
    this.#child.stdin.write(`${writeWire({ id: BigInt(waiting.id), call, ...members })}\n`)
    return waiting.done.promise
  }

  /** Lets the child end by itself where it waits for a question, and ends it where it does not. */
  async close(): Promise<void> {
    const kill = () => this.#child.kill('SIGKILL')
    this.#child.stdin.end()
    if (this.#waiting !== null) kill()
    const late = setTimeout(kill, stopMs)
    if (this.#child.pid !== undefined) await this.#ended
    clearTimeout(late)
  }

  #read(text: string): void {
    const lines = text.split('\n')
    for (const [i, piece] of lines.entries()) {
      this.#pieces.push(piece)
      this.#length += piece.length
      if (this.#length > lineMax) {
        this.#fail(this.#bad('wrote a line of more than 256 MB: answer in fewer'))
        return
      }
      if (i === lines.length - 1) return
      const line = this.#pieces.join('')
      this.#pieces = []
      this.#length = 0
      this.#answer(line)
    }
  }

  #answer(line: string): void {
    const waiting = this.#waiting
    const answer = answerIn(line)
    const wrong = wrongWith(line, answer, waiting)
    if (wrong !== null) this.#fail(this.#bad(wrong))
    else if (typeof answer === 'object' && answer !== null && waiting !== null) {
      this.#waiting = null
      if (answer.error === undefined || answer.error === null) waiting.done.resolve(answer.ok ?? null)
      else waiting.done.reject(new Error(String(answer.error)))
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#waiting?.done.reject(this.#failure)
    this.#waiting = null
  }

  #bad(message: string): PlumblineError {
    return new PlumblineError('bad-store', `the store ${this.#shown} ${message}`)
  }

  /** What it wrote last to stderr: the name of an error, mostly. */
  #lastWords(): string {
    const last = this.#stderr.trimEnd().split('\n').at(-1)?.trim() ?? ''
    return last === '' ? '' : `, and said “${last.slice(0, 200)}”`
  }
}

function wrongWith(
  line: string,
  answer: ReturnType<typeof answerIn>,
  waiting: Waiting | null,
): string | null {
  if (answer === 'not-a-number') {
    const mend = 'write { "float": "NaN" } for it, or null'
    return `answered a NaN or an Infinity, for which JSON has no number: ${mend}`
  }
  if (answer === null || waiting === null) {
    const shown = JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line)
    return `wrote ${shown} to stdout, which is for answers alone: print it to stderr`
  }
  if (answer.id === waiting.id) return null
  const given = JSON.stringify(answer.id ?? null)
  return `answered call ${given} where ${waiting.id} was asked: answer in order, by id`
}

function answerIn(line: string): Members | 'not-a-number' | null {
  if (!line.startsWith('{')) return null
  try {
    return readWire(line) as Members
  } catch {
    return /[:,[]\s*-?(NaN|Infinity)\s*[,\]}]/.test(line) ? 'not-a-number' : null
  }
}

function cannotStart(program: string, cause: NodeJS.ErrnoException): PlumblineError {
  const why = cause.code === 'ENOENT' ? 'there is no such program' : cause.message
  const mend = 'install it, or name one that is there'
  return new PlumblineError('infrastructure', `${program} cannot be started, ${why}: ${mend}`, { cause })
}
