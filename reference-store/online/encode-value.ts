import type { ByteWriter } from './byte-writer.ts'
import { knownShapes } from './known-shapes.ts'
import { largestSmallInt, smallestInt, tags } from './value-tags.ts'

/** Known shapes by their names, one after the other. */
interface ShapeNode {
  readonly next: Map<string, ShapeNode>
  shape: number | null
}

/** Position of facts in the known shapes. */
const factShape = 0

const shapes: ShapeNode = { next: new Map(), shape: null }
for (const [shape, names] of knownShapes.entries()) {
  let node = shapes
  for (const name of names) {
    const known = node.next.get(name) ?? { next: new Map(), shape: null }
    node.next.set(name, known)
    node = known
  }
  node.shape = shape
}

function shapeOf(object: PlainObject): number | null {
  let node = shapes
  for (const name in object) {
    const next = node.next.get(name)
    if (next === undefined) return null
    node = next
  }
  return node.shape
}

/**
 * Writes plain data (numbers, bigints, strings, booleans, null, undefined, arrays and objects of these) such that
 * `decodeValue` gives back exactly it: −0, NaN, ±∞, bigints of any size and texts of any UTF-16 units included.
 * @throws TypeError for anything else, as a cell never holds it.
 */
export function encodeValue(to: ByteWriter, value: unknown): void {
  if (typeof value === 'number') encodeNumber(to, value)
  else if (typeof value === 'string') encodeText(to, value)
  else if (typeof value === 'bigint') encodeBig(to, value)
  else if (typeof value === 'boolean') to.byte(value ? tags.true : tags.false)
  else if (value === undefined) to.byte(tags.undefined)
  else if (value === null) to.byte(tags.null)
  else if (Array.isArray(value)) encodeList(to, value)
  else if (typeof value === 'object') encodeObject(to, value as PlainObject)
  else throw new TypeError(`a ${typeof value} is not plain data and cannot be stored`)
}

type PlainObject = Readonly<Record<string, unknown>>

function encodeNumber(to: ByteWriter, number: number): void {
  if (!Number.isSafeInteger(number) || Object.is(number, -0)) {
    to.byte(tags.float)
    to.float(number)
  } else if (number >= smallestInt && number <= largestSmallInt) {
    to.byte(tags.smallInts + number - smallestInt)
  } else if (number < 0) {
    encodeMagnitude(to, -number, tags.minus1)
  } else {
    encodeMagnitude(to, number, tags.int1)
  }
}

/** `tag` is that of one byte; those of four and seven follow it. */
function encodeMagnitude(to: ByteWriter, magnitude: number, tag: number): void {
  if (magnitude < 0x100) {
    to.byte(tag)
    to.byte(magnitude)
  } else if (magnitude < 0x1_0000_0000) {
    to.byte(tag + 1)
    to.whole(magnitude, 4)
  } else {
    to.byte(tag + 2)
    to.whole(magnitude % 0x1_0000_0000, 4)
    to.whole(Math.floor(magnitude / 0x1_0000_0000), 3)
  }
}

function encodeBig(to: ByteWriter, big: bigint): void {
  const number = Number(big)
  if (Number.isSafeInteger(number)) {
    to.byte(tags.bigAsInt)
    encodeNumber(to, number)
  } else if (BigInt.asIntN(64, big) === big) {
    to.byte(tags.big64)
    to.int64(big)
  } else {
    to.byte(tags.bigLong)
    encodeText(to, String(big))
  }
}

function encodeText(to: ByteWriter, text: string): void {
  const from = to.length
  to.byte(tags.utf8)
  to.count(text.length)
  if (to.shortAscii(text)) return
  to.back(from)
  const whole = text.isWellFormed()
  const encoding = whole ? 'utf8' : 'utf16le'
  const bytes = Buffer.byteLength(text, encoding)
  to.byte(whole ? tags.utf8 : tags.utf16)
  to.count(bytes)
  to.text(text, encoding, bytes)
}

function encodeList(to: ByteWriter, list: readonly unknown[]): void {
  to.byte(tags.list)
  to.count(list.length)
  for (let i = 0; i < list.length; i++) encodeValue(to, list[i])
}

function encodeObject(to: ByteWriter, object: PlainObject): void {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError('an object of a class is not plain data and cannot be stored')
  const shape = shapeOf(object)
  if (shape !== null) {
    // Tiles of every size hold the fact that is new to all of them.
    if (shape === factShape && to.again(object)) return
    const from = to.length
    to.byte(tags.shapes + shape)
    for (const name of knownShapes[shape]!) encodeValue(to, object[name])
    if (shape === factShape) to.wrote(object, from)
    return
  }
  const names = Object.keys(object)
  to.byte(tags.object)
  to.count(names.length)
  for (const name of names) {
    encodeText(to, name)
    encodeValue(to, object[name])
  }
}
