const sizeMin = 1_024

/** Texts up to here, as ids mostly are, take longer to hand over to native code than to copy. */
const shortMax = 32

/** Bytes written one after the other into a buffer that grows. Whole numbers are written least byte first. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(sizeMin)
  #at = 0
  /** Where objects were written: first byte and length. */
  readonly #places = new Map<object, readonly [from: number, length: number]>()

  clear(): void {
    this.#at = 0
    if (this.#places.size > 0) this.#places.clear()
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#at
  }

  byte(byte: number): void {
    this.#room(1)
    this.#bytes[this.#at++] = byte
  }

  /** Writes once more what was written of an object, where it was; an object must not change meanwhile. */
  again(object: object): boolean {
    const place = this.#places.get(object)
    if (place === undefined) return false
    const [from, length] = place
    this.#room(length)
    this.#bytes.copyWithin(this.#at, from, from + length)
    this.#at += length
    return true
  }

  /** Remembers that all from `from` on is what an object is written as. */
  wrote(object: object, from: number): void {
    this.#places.set(object, [from, this.#at - from])
  }

  /** Writes a text where it is short and all of it ASCII; else nothing, and gives false. */
  shortAscii(text: string): boolean {
    const { length } = text
    if (length > shortMax) return false
    this.#room(length)
    const bytes = this.#bytes
    let at = this.#at
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i)
      if (unit >= 0x80) return false
      bytes[at++] = unit
    }
    this.#at = at
    return true
  }

  /** Takes back what was written from `from` on. */
  back(from: number): void {
    this.#at = from
  }

  /** What was written from `from` on, one letter a byte. */
  lettersFrom(from: number): string {
    return this.#bytes.toString('latin1', from, this.#at)
  }

  /** A whole number in `size` bytes, most significant byte first; of 6 bytes at most. */
  bigEndian(number: number, size: number): void {
    this.#room(size)
    let rest = number
    for (let at = this.#at + size - 1; at >= this.#at; at--) {
      this.#bytes[at] = rest & 0xff
      rest = Math.floor(rest / 0x100)
    }
    this.#at += size
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
    this.clear()
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
