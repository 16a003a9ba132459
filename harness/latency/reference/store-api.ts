import { Agent, request } from 'undici'
import { z } from 'zod'
import type { LogRecord, Placement } from '../../../features/log-record.ts'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import { parseJson } from '../parse-json.ts'
import { wireRecord } from './wire.ts'

/** The routes of the reference store that measuring needs. */
export interface StoreApi {
  /** Returns where the records are when the log holds them; null for one that was refused. */
  append(source: string, records: readonly LogRecord[]): Promise<readonly (Placement | null)[]>
  /** As `append`, of records as JSON texts. */
  appendTexts(source: string, records: readonly string[]): Promise<readonly (Placement | null)[]>
  /** Returns when everything that was appended through this is visible. */
  settle(timeoutMs: number): Promise<void>
  /** The text of an answer, whatever its status. */
  ask(set: string, body: string): Promise<{ readonly status: number; readonly text: string }>
  /** The stamps of the batches that workers took in since the page before; 0: all. */
  batches(after: number): Promise<BatchPage>
  close(): Promise<void>
}

const pageSchema = z.object({
  stamps: z.array(
    z.object({
      source: z.string(),
      partition: z.number(),
      from: z.number(),
      next: z.number(),
      consumedAt: z.number(),
      writtenAt: z.number(),
    }),
  ),
  next: z.number(),
  isCut: z.boolean(),
})

export type BatchPage = z.infer<typeof pageSchema>
export type BatchStamp = BatchPage['stamps'][number]

const takenSchema = z.object({
  placements: z.array(z.object({ partition: z.number(), offset: z.number() }).nullable()),
})

/** Talks to a store over connections of its own, so that it waits for no request under load. */
export function storeApi(origin: string): StoreApi {
  const dispatcher = new Agent({ connections: 16 })
  const next: Record<string, Record<string, number>> = {}
  const send = async (method: 'GET' | 'POST', path: string, body: string | null, late = 0) => {
    const answer = await request(origin + path, {
      dispatcher,
      method,
      headers: body === null ? {} : { 'content-type': 'application/json' },
      body,
      ...(late === 0 ? {} : { headersTimeout: late, bodyTimeout: late }),
    })
    return { status: answer.statusCode, text: await answer.body.text() }
  }
  const given = async (
    method: 'GET' | 'POST',
    path: string,
    body: string | null,
    late = 0,
  ): Promise<unknown> => {
    const { status, text } = await send(method, path, body, late)
    if (status === 200) return parseJson(text)
    throw new PlumblineError(
      'store-failed',
      `the reference store answers ${path} with status ${status} (${text.slice(0, 200)}): see its output`,
    )
  }
  const appendTexts: StoreApi['appendTexts'] = async (source, records) => {
    const path = `/v1/events/${encodeURIComponent(source)}`
    const { placements } = takenSchema.parse(await given('POST', path, `{"records":[${records.join()}]}`))
    const ofSource = next[source] ?? {}
    next[source] = ofSource
    for (const placement of placements) {
      if (placement === null) continue
      const partition = String(placement.partition)
      ofSource[partition] = Math.max(ofSource[partition] ?? 0, placement.offset + 1)
    }
    return placements
  }
  return {
    append: (source, records) =>
      appendTexts(
        source,
        records.map(each => JSON.stringify(wireRecord(each))),
      ),
    appendTexts,
    settle: async timeoutMs => {
      const body = JSON.stringify({ applied: next, timeoutMs })
      await given('POST', '/v1/admin/await-applied', body, timeoutMs + 10_000)
    },
    ask: (set, body) => send('POST', `/v1/features/${encodeURIComponent(set)}`, body),
    batches: async after => pageSchema.parse(await given('GET', `/v1/admin/batches?after=${after}`, null)),
    close: () => dispatcher.close(),
  }
}
