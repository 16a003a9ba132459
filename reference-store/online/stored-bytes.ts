import { PlumblineError } from '../../features/plumbline-error.ts'
import type { IdState, Revision } from '../../features/streaming-plan/id-state.ts'
import type { Instant } from '../../features/value.ts'
import { ByteWriter } from './byte-writer.ts'
import { ValueReader } from './decode-value.ts'
import { encodeValue } from './encode-value.ts'

/** The first byte of all that is stored: the version of the encoding. */
export const encodingVersion = 1

const writer = new ByteWriter()

/** A cell or a watermark as it is stored. */
export function encodeStored(value: unknown): Buffer {
  writer.clear()
  writer.byte(encodingVersion)
  encodeValue(writer, value)
  return writer.take()
}

/**
 * What was stored, from byte `at` on.
 * @throws PlumblineError `unknown-schema` for another version of the encoding, `store-failed` for damaged bytes.
 */
export function decodeStored(bytes: Buffer, at = 0): unknown {
  return readStored(bytes, at, reader => reader.value())
}

/** The τ of an in-time fact follows from its arrival: then it takes one byte. */
export function encodeIdState({ revision, firstArrival, lateness, eventTime, deletes }: IdState): Buffer {
  const follows = firstArrival !== null && eventTime === firstArrival - lateness
  writer.clear()
  writer.byte(encodingVersion)
  writer.byte((follows ? 1 : 0) + (deletes.length > 0 ? 2 : 0))
  encodeValue(writer, revision)
  encodeValue(writer, firstArrival)
  encodeValue(writer, lateness)
  if (!follows) encodeValue(writer, eventTime)
  if (deletes.length > 0) encodeValue(writer, deletes)
  return writer.take()
}

/** @throws PlumblineError as `decodeStored` does. */
export function decodeIdState(bytes: Buffer): IdState {
  return readStored(bytes, 0, reader => {
    const flags = reader.byte()
    const revision = reader.value() as Revision
    const firstArrival = reader.value() as Instant | null
    const lateness = reader.value() as number
    const follows = (flags & 1) !== 0
    const eventTime = follows ? firstArrival! - lateness : (reader.value() as Instant | null)
    const deletes = (flags & 2) === 0 ? [] : (reader.value() as Revision[])
    return { revision, firstArrival, lateness, eventTime, deletes }
  })
}

function readStored<T>(bytes: Buffer, at: number, read: (reader: ValueReader) => T): T {
  if (bytes[at] !== encodingVersion) {
    throw new PlumblineError(
      'unknown-schema',
      `state in Redis has the encoding ${bytes[at]}, and this store reads ${encodingVersion}: rebuild it from the log under a new namespace`,
    )
  }
  const reader = new ValueReader(bytes, at + 1)
  let cause: unknown
  try {
    const value = read(reader)
    if (reader.atEnd) return value
  } catch (error) {
    cause = error
  }
  throw new PlumblineError(
    'store-failed',
    'state in Redis is damaged: rebuild it from the log under a new namespace',
    { cause },
  )
}
