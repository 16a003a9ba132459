import { knownShapes } from './known-shapes.ts'
import { smallestInt, tags } from './value-tags.ts'

/** Reads the values that `encodeValue` wrote, one after the other. */
export class ValueReader {
  readonly #bytes: Buffer
  #at: number

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes
    this.#at = at
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  byte(): number {
    if (this.#at >= this.#bytes.length) throw new RangeError('the bytes end in the middle of a value')
    return this.#bytes[this.#at++]!
  }

  /** @throws RangeError where the bytes are none that `encodeValue` writes. */
  value(): unknown {
    const tag = this.byte()
    if (tag >= tags.smallInts) return tag - tags.smallInts + smallestInt
    if (tag >= tags.shapes) return this.#known(tag - tags.shapes)
    switch (tag) {
      case tags.null:
        return null
      case tags.undefined:
        return undefined
      case tags.false:
        return false
      case tags.true:
        return true
      case tags.list:
        return this.#list()
      case tags.object:
        return this.#object()
      case tags.utf8:
        return this.#text('utf8')
      case tags.utf16:
        return this.#text('utf16le')
      default:
        return this.#number(tag)
    }
  }

  #number(tag: number): number | bigint {
    switch (tag) {
      case tags.float:
        this.#at += 8
        return this.#bytes.readDoubleLE(this.#at - 8)
      case tags.int1:
        return this.byte()
      case tags.int4:
        return this.#four()
      case tags.int7:
        return this.#seven()
      case tags.minus1:
        return -this.byte()
      case tags.minus4:
        return -this.#four()
      case tags.minus7:
        return -this.#seven()
      case tags.bigAsInt:
        return BigInt(this.value() as number)
      case tags.big64:
        this.#at += 8
        return this.#bytes.readBigInt64LE(this.#at - 8)
      case tags.bigLong:
        return BigInt(this.value() as string)
      default:
        throw new RangeError(`no value begins with the byte ${tag}`)
    }
  }

  #four(): number {
    this.#at += 4
    return this.#bytes.readUInt32LE(this.#at - 4)
  }

  #seven(): number {
    const low = this.#four()
    this.#at += 3
    return this.#bytes.readUIntLE(this.#at - 3, 3) * 0x1_0000_0000 + low
  }

  #count(): number {
    let count = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte()
      count |= (byte & 0x7f) << shift
      if (byte < 0x80) return count >>> 0
    }
  }

  #text(encoding: 'utf8' | 'utf16le'): string {
    const bytes = this.#count()
    const start = this.#at
    this.#at += bytes
    if (this.#at > this.#bytes.length) throw new RangeError('a text is longer than the bytes')
    return this.#bytes.toString(encoding, start, this.#at)
  }

  #list(): unknown[] {
    const length = this.#count()
    const list: unknown[] = []
    for (let i = 0; i < length; i++) list.push(this.value())
    return list
  }

  #known(shape: number): unknown {
    const names = knownShapes[shape]
    if (names === undefined) throw new RangeError(`there is no shape ${shape}`)
    const object: Record<string, unknown> = {}
    for (let i = 0; i < names.length; i++) object[names[i]!] = this.value()
    return object
  }

  #object(): unknown {
    const length = this.#count()
    const object: Record<string, unknown> = {}
    for (let i = 0; i < length; i++) {
      const name = this.value() as string
      const value = this.value()
      // An assignment to this name would set the prototype.
      if (name === '__proto__') Object.defineProperty(object, name, { ...own, value })
      else object[name] = value
    }
    return object
  }
}

const own = { enumerable: true, configurable: true, writable: true }
