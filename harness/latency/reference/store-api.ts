import { Agent, request } from 'undici'
import type { LogRecord } from '../../../features/log-record.ts'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import type { Instant, Value } from '../../../features/value.ts'

/** The routes of the reference store that measuring needs. */
export interface StoreApi {
  /** Returns when the log holds the records. */
  append(records: readonly LogRecord[]): Promise<void>
  /** Returns when everything that was appended through this is visible. */
  settle(): Promise<void>
  /** Whether an account's payments are visible now. */
  sees(account: string): Promise<boolean>
  close(): Promise<void>
}

/** Talks to a store over connections of its own, so that it waits for no request under load. */
export function storeApi(origin: string, set: string): StoreApi {
  const dispatcher = new Agent({ connections: 16 })
  const next: Record<string, number> = {}
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const answer = await request(origin + path, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await answer.body.text()
    if (answer.statusCode === 200) return JSON.parse(text)
    throw new PlumblineError(
      'store-failed',
      `the reference store answers ${path} with status ${answer.statusCode} (${text.slice(0, 200)}): see its output`,
    )
  }
  return {
    append: async records => {
      const { placements } = (await post('/v1/events/payments', { records: records.map(wireRecord) })) as {
        placements: ({ partition: number; offset: number } | null)[]
      }
      for (const placement of placements) {
        if (placement === null) continue
        const key = String(placement.partition)
        next[key] = Math.max(next[key] ?? 0, placement.offset + 1)
      }
    },
    settle: async () => {
      await post('/v1/admin/await-applied', { applied: { payments: next }, timeoutMs: 60_000 })
    },
    sees: async account => {
      const body = { entities: [{ key: { account } }], asOf: String(farFuture()) }
      const { answers } = (await post(`/v1/features/${set}`, body)) as {
        answers: { values: { payments_ever: string | null } }[]
      }
      const seen = answers[0]?.values.payments_ever ?? '0'
      return seen !== '0'
    },
    close: () => dispatcher.close(),
  }
}

/** µs; later than any event of now, whatever the clocks. */
function farFuture(): Instant {
  return Date.UTC(2100, 0) * 1_000
}

function wireRecord({ id, eventTime, arrivalTime, fields }: LogRecord) {
  return {
    id,
    eventTime: eventTime === null ? null : String(eventTime),
    arrivalTime: String(arrivalTime),
    fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, wireValue(value)])),
  }
}

/** 64-bit integers travel as decimal text. */
function wireValue(value: Value): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
