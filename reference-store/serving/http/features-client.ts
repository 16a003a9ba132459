import type { Target } from '../../../features/target.ts'
import { targetName } from '../../../features/target.ts'
import type { Answer } from '../../../harness/store.ts'
import { type ErrorBody, HttpError, httpErrorStatus } from './http-error.ts'
import { httpLimits } from './http-limits.ts'
import type { Tokens } from './http-routes.ts'
import { type AnswerFrame, type Question, type SetExchange, setExchange } from './set-exchange.ts'

export interface ClientOptions {
  /** Where the server is, `http://127.0.0.1:7070`. */
  readonly url: string
  readonly tokens: Tokens
  /** ms for which a question that cannot be answered for now is asked again. */
  readonly patienceMs: number
  /** ms that one request may take. */
  readonly timeoutMs: number
  /** ms, from any fixed point. */
  readonly now: () => number
}

/** All answers to one question. */
export interface ClientAnswers {
  readonly frame: AnswerFrame
  readonly answers: readonly Answer[]
}

/** ms before a question is asked again. */
const againMs = 25

/** Asks a server for features, in the encoding that the server has from the same file. Connections are kept alive. */
export class FeaturesClient {
  readonly #options: ClientOptions
  readonly #exchanges = new Map<Target, SetExchange>()

  constructor(options: ClientOptions) {
    this.#options = options
  }

  /** @throws HttpError with the server’s code, or `online-store-unavailable` where no server answers */
  async ask(target: Target, question: Question, version: number | null): Promise<ClientAnswers> {
    let exchange = this.#exchanges.get(target)
    if (exchange === undefined) {
      exchange = setExchange(target, httpLimits)
      this.#exchanges.set(target, exchange)
    }
    const path = `/v1/features/${encodeURIComponent(targetName(target))}`
    const body = exchange.encodeQuestion(question, version)
    const until = this.#options.now() + this.#options.patienceMs
    for (;;) {
      try {
        return exchange.decodeAnswers(await this.#post(path, body, this.#options.tokens.read))
      } catch (error) {
        if (!(error instanceof HttpError) || !error.isTransient || this.#options.now() >= until) throw error
        await new Promise(resolve => setTimeout(resolve, againMs))
      }
    }
  }

  /**
   * Returns once the server shows so much of the log, in the region or in each: by source, by partition, the next offset.
   * @throws HttpError `not-applied`, which names what lags, `unknown-region`, or `online-store-unavailable`
   */
  async awaitApplied(applied: Answer['applied'] & object, timeoutMs: number, region?: string): Promise<void> {
    const path = '/v1/admin/await-applied'
    await this.#post(
      path,
      { applied, timeoutMs, region },
      this.#options.tokens.admin,
      timeoutMs + this.#options.timeoutMs,
    )
  }

  async #post(
    path: string,
    body: unknown,
    token: string | null,
    timeoutMs = this.#options.timeoutMs,
  ): Promise<unknown> {
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (token !== null) headers.authorization = `Bearer ${token}`
    const signal = AbortSignal.timeout(timeoutMs)
    let response: Response
    let text: string
    try {
      response = await fetch(this.#options.url + path, {
        method: 'POST',
        headers,
        signal,
        body: JSON.stringify(body),
      })
      text = await response.text()
    } catch (cause) {
      throw new HttpError('online-store-unavailable', 'the server does not answer: see that it runs', {
        cause,
      })
    }
    const parsed = parse(text)
    if (response.ok) return parsed
    throw errorOf(parsed) ?? new HttpError('internal', `the server answered ${response.status}: see its log`)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function errorOf(body: unknown): HttpError | null {
  const { error } = (body ?? {}) as Partial<ErrorBody>
  if (error === undefined || !Object.hasOwn(httpErrorStatus, error.code)) return null
  return new HttpError(error.code, error.message)
}
