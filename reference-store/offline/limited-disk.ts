import { execFileSync } from 'node:child_process'
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own, small enough to be filled without harm to anybody. */
export interface LimitedDisk {
  readonly folder: string
  /** Leaves room for so many bytes; the system gives it in pages of 4 KiB. */
  fill(bytesLeft?: number): void
  free(): void
  close(): void
}

const pageBytes = 4_096

/**
 * A tmpfs of so many bytes, which is gone with this process however that ends: nothing but an open folder keeps it.
 * Gives a sentence instead where the machine does not let one be mounted.
 */
export function openLimitedDisk(bytes: number): LimitedDisk | string {
  const place = mkdtempSync(join(tmpdir(), 'plumbline-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'plumbline', place], { stdio: 'pipe' })
  } catch (cause) {
    rmdirSync(place)
    const { stderr, message } = cause as { stderr?: Buffer; message: string }
    const said = (stderr?.toString() || message).trim().split('\n')[0]
    return `a small file system cannot be mounted here (${said}): run it where mount -t tmpfs is allowed`
  }
  const root = openSync(place, constants.O_RDONLY | constants.O_DIRECTORY)
  execFileSync('umount', ['-l', place], { stdio: 'pipe' })
  rmdirSync(place)
  const folder = `/proc/self/fd/${root}`
  const filler = join(folder, 'filler')
  return {
    folder,
    fill: (bytesLeft = 0) => takeRoom(filler, bytesLeft),
    free: () => rmSync(filler, { force: true }),
    close: () => closeSync(root),
  }
}

/** Takes all the room there is but so many bytes. */
function takeRoom(path: string, bytesLeft: number): void {
  const file = openSync(path, 'w')
  try {
    const chunk = Buffer.alloc(16 * pageBytes)
    while (writeSync(file, chunk) > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    ftruncateSync(file, Math.max(0, fstatSync(file).size - bytesLeft))
  } finally {
    closeSync(file)
  }
}
