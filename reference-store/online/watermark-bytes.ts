import type { Watermark } from './online-store.ts'
import { decodeStored, encodeStored } from './stored-bytes.ts'

/** A partition that was never written has no watermark in Redis. */
export const unwritten: Watermark = { next: 0, documents: {} }

export function watermarkBytes(watermark: Watermark): Buffer {
  return encodeStored(watermark)
}

export function watermarkOf(bytes: Buffer | null): Watermark {
  return bytes === null ? unwritten : (decodeStored(bytes) as Watermark)
}

/** Decodes watermarks, which most reads meet unchanged, once each. */
export class WatermarkCache {
  readonly #known = new Map<string, { readonly bytes: Buffer; readonly watermark: Watermark }>()

  /** `name` is that of the watermark's key. */
  decode(name: string, bytes: Buffer | null): Watermark {
    if (bytes === null) return unwritten
    const known = this.#known.get(name)
    if (known?.bytes.equals(bytes)) return known.watermark
    const watermark = watermarkOf(bytes)
    this.#known.set(name, { bytes, watermark })
    return watermark
  }
}
