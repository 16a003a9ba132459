const sizeMin = 1_024

/** Bytes written one after the other into a buffer that grows. Whole numbers are written least byte first. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(sizeMin)
  #at = 0

  clear(): void {
    this.#at = 0
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#at
  }

  byte(byte: number): void {
    this.#room(1)
    this.#bytes[this.#at++] = byte
  }

  /** A whole number in `size` bytes, most significant byte first; of 6 bytes at most. */
  bigEndian(number: number, size: number): void {
    this.#room(size)
    this.#at = this.#bytes.writeUIntBE(number, this.#at, size)
  }

  /** A whole number in `size` bytes; of 6 bytes at most. */
  whole(number: number, size: number): void {
    this.#room(size)
    this.#at = this.#bytes.writeUIntLE(number, this.#at, size)
  }

  /** A count, seven bits a byte: most are one byte. Below 2³². */
  count(count: number): void {
    let rest = count
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.byte(rest)
  }

  float(number: number): void {
    this.#room(8)
    this.#at = this.#bytes.writeDoubleLE(number, this.#at)
  }

  int64(integer: bigint): void {
    this.#room(8)
    this.#at = this.#bytes.writeBigInt64LE(integer, this.#at)
  }

  text(text: string, encoding: 'utf8' | 'utf16le' | 'latin1', bytes: number): void {
    this.#room(bytes)
    this.#at += this.#bytes.write(text, this.#at, bytes, encoding)
  }

  bytes(bytes: Uint8Array): void {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
  }

  /** Writes a whole number of 4 bytes, most significant first, over what stands at a place. */
  overwrite(at: number, number: number): void {
    this.#bytes.writeUInt32BE(number, at)
  }

  /** A copy of what was written; the writer is empty afterwards. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#at))
    this.#at = 0
    return taken
  }

  #room(bytes: number): void {
    const needed = this.#at + bytes
    if (needed <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(grown, 0, 0, this.#at)
    this.#bytes = grown
  }
}
