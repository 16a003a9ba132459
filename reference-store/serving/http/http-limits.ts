/** What a server bounds; each may be set by whoever starts it. */
export interface HttpLimits {
  /** Entities in one question. */
  readonly entitiesMax: number
  /** Records in one append. */
  readonly recordsMax: number
  /** Bytes of a body. */
  readonly bodyBytesMax: number
  /** UTF-16 units of one part of a key. */
  readonly keyUnitsMax: number
  /** Questions under way at once, those that the online store has not answered yet among them. */
  readonly readsMax: number
  /** Appends that wait for the log at once. */
  readonly appendsMax: number
  /** ms that the online store may take for one question. */
  readonly readTimeoutMs: number
  /** ms that the log may take for one append. */
  readonly appendTimeoutMs: number
  /** ms in which a request must have arrived whole. */
  readonly requestTimeoutMs: number
  /** µs: an answer that lacks what has been in the log for longer says that it is stale. */
  readonly staleAfter: number
  /** µs: how old an as-of time may be, where state that only older ones could see is forgotten; null: any. */
  readonly asOfAgeMax: number | null
}

export const httpLimits: HttpLimits = {
  entitiesMax: 10_000,
  recordsMax: 10_000,
  bodyBytesMax: 8 * 1024 * 1024,
  keyUnitsMax: 4_096,
  readsMax: 256,
  appendsMax: 1_024,
  readTimeoutMs: 2_000,
  appendTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  staleAfter: 5_000_000,
  asOfAgeMax: null,
}
