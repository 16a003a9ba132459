import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import { openEmbeddedStore } from '../../processes/embedded-store.ts'
import { wallClock } from '../../processes/wall-clock.ts'
import { storeSeams } from '../../store-seams.ts'
import type { Documents } from '../../wire-documents.ts'
import { type HttpLimits, httpLimits } from '../http/http-limits.ts'
import type { Tokens } from '../http/http-routes.ts'

/** An HTTP answer as a test looks at it. */
export interface Got {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of many shapes.
  readonly body: any
}

export interface TestStore {
  readonly url: string
  readonly reported: string[]
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Got>
  get(path: string, headers?: Record<string, string>): Promise<Got>
  /** Appends records and waits until they are visible. */
  append(source: string, records: readonly object[]): Promise<void>
  close(): Promise<void>
}

/** One features file of one document. */
export function fileOf(document: object): Documents {
  return { definitions: [definitionsOrThrow(document)], services: [] }
}

export function paymentsDocument(version = 3, features: object = {}): object {
  return {
    schema: 'plumbline.definitions/1',
    name: 'fraud',
    version,
    entity: { account: 'string' },
    sources: {
      payments: { key: { account: 'payer' }, fields: { payer: 'string', amount: 'float', units: 'int' } },
    },
    features: {
      payments: { source: 'payments', aggregate: { kind: 'count' } },
      spend: { source: 'payments', aggregate: { kind: 'sum', of: { field: 'amount' } } },
      units: { source: 'payments', aggregate: { kind: 'max', of: { field: 'units' } } },
      ratio: {
        request: { amount: 'float' },
        onDemand: { call: 'div', args: [{ request: 'amount' }, { feature: 'spend' }] },
      },
      ...features,
    },
  }
}

/** An embedded store on a free port of 127.0.0.1. */
export async function openTestStore(
  files: readonly Documents[],
  options: { limits?: Partial<HttpLimits>; tokens?: Tokens; lookEveryMs?: number } = {},
): Promise<TestStore> {
  const reported: string[] = []
  const store = await openEmbeddedStore({
    files,
    partitions: 4,
    seams: storeSeams,
    // A busy machine is neither slow nor stale.
    limits: { ...httpLimits, readTimeoutMs: 30_000, staleAfter: 600_000_000, ...options.limits },
    tokens: options.tokens ?? { read: null, admin: null },
    listen: { port: 0 },
    lookEveryMs: options.lookEveryMs ?? 20,
    now: wallClock,
    report: sentence => reported.push(sentence),
  })
  const url = `http://127.0.0.1:${store.server.port}`
  const send = async (path: string, init: RequestInit): Promise<Got> => {
    const response = await fetch(url + path, init)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }
  const post: TestStore['post'] = (path, body, headers = {}) => {
    const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
    return send(path, {
      method: 'POST',
      body: text as string,
      headers: { 'content-type': 'application/json', ...headers },
    })
  }
  return {
    url,
    reported,
    post,
    get: (path, headers = {}) => send(path, { headers }),
    append: async (source, records) => {
      const { status, body } = await post(`/v1/events/${source}`, { records })
      if (status !== 200) throw new Error(JSON.stringify(body))
      const applied: Record<string, number> = {}
      for (const placement of body.placements) {
        if (placement === null) continue
        const { partition, offset } = placement
        applied[partition] = Math.max(applied[partition] ?? 0, offset + 1)
      }
      await post('/v1/admin/await-applied', { applied: { [source]: applied } })
    },
    close: () => store.close(),
  }
}
