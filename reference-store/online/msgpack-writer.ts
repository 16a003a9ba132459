import { ByteWriter } from './byte-writer.ts'

/** Writes nested lists of bytes and small whole numbers as MessagePack, which Lua in Redis reads in one call. */
export class MsgpackWriter {
  readonly #to = new ByteWriter()

  /** Begins bytes whose number is not known yet: write them to `to`, then `end` with what this gives. */
  begin(): number {
    this.#to.byte(0xdb)
    this.#to.bigEndian(0, 4)
    return this.#to.length
  }

  get to(): ByteWriter {
    return this.#to
  }

  end(from: number): void {
    this.#to.overwrite(from - 4, this.#to.length - from)
  }

  /** Begins a list whose length is not known yet: then `endList` with what this gives. */
  beginList(): number {
    this.#to.byte(0xdd)
    this.#to.bigEndian(0, 4)
    return this.#to.length
  }

  endList(from: number, length: number): void {
    this.#to.overwrite(from - 4, length)
  }

  /** Forgets what was begun and never taken. */
  clear(): void {
    this.#to.clear()
  }

  list(length: number): void {
    if (length < 16) {
      this.#to.byte(0x90 | length)
    } else if (length < 0x1_0000) {
      this.#to.byte(0xdc)
      this.#to.bigEndian(length, 2)
    } else {
      this.#to.byte(0xdd)
      this.#to.bigEndian(length, 4)
    }
  }

  bytes(bytes: Uint8Array): void {
    if (bytes.length < 32) {
      this.#to.byte(0xa0 | bytes.length)
    } else if (bytes.length < 0x1_0000) {
      this.#to.byte(0xda)
      this.#to.bigEndian(bytes.length, 2)
    } else {
      this.#to.byte(0xdb)
      this.#to.bigEndian(bytes.length, 4)
    }
    this.#to.bytes(bytes)
  }

  /** What was written; the writer is empty afterwards. */
  take(): Buffer {
    return this.#to.take()
  }
}
