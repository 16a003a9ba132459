import { PlumblineError } from '../../features/plumbline-error.ts'
import type { IdState, Revision } from '../../features/streaming-plan/id-state.ts'
import type { Instant } from '../../features/value.ts'
import { ByteWriter } from './byte-writer.ts'
import { ValueReader } from './decode-value.ts'
import { encodeValue } from './encode-value.ts'

/** The first byte of all that is stored: the version of the encoding. */
export const encodingVersion = 1

const writer = new ByteWriter()

/** Writes a cell as it is stored. */
export function writeStored(to: ByteWriter, value: unknown): void {
  to.byte(encodingVersion)
  encodeValue(to, value)
}

export function encodeStored(value: unknown): Buffer {
  writer.clear()
  writeStored(writer, value)
  return writer.take()
}

/**
 * What was stored, from byte `at` on.
 * @throws PlumblineError `unknown-schema` for another version of the encoding, `store-failed` for damaged bytes.
 */
export function decodeStored(bytes: Buffer, at = 0): unknown {
  return readStored(bytes, at, reader => reader.value())
}

/** The τ of a fact mostly follows from its arrival and lateness: then it takes no byte. */
export function writeIdState(to: ByteWriter, state: IdState): void {
  const { revision, firstArrival, lateness, eventTime, deletes } = state
  const follows = firstArrival !== null && eventTime === firstArrival - lateness
  to.byte(encodingVersion)
  to.byte((follows ? 1 : 0) + (deletes.length > 0 ? 2 : 0))
  encodeValue(to, revision)
  encodeValue(to, firstArrival)
  encodeValue(to, lateness)
  if (!follows) encodeValue(to, eventTime)
  if (deletes.length > 0) encodeValue(to, deletes)
}

export function encodeIdState(state: IdState): Buffer {
  writer.clear()
  writeIdState(writer, state)
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
