import { PlumblineError } from '../../features/plumbline-error.ts'
import { Interrupted, signalExitCode } from './interruption.ts'

/** What a user is told of a failure, and the exit code that goes with it. */
export interface Failure {
  readonly sentence: string
  readonly exitCode: number
}

/** Failures of files and sockets, by the code of the system. */
const systemMends: Readonly<Record<string, string>> = {
  EACCES: 'permission denied; choose another place, or change its permissions',
  EPERM: 'permission denied; choose another place, or change its permissions',
  EROFS: 'the file system is read-only; choose another place',
  ENOSPC: 'the disk is full; make room',
  EDQUOT: 'the disk quota is used up; make room',
  ENOENT: 'it does not exist; check the path',
  ENOTDIR: 'a part of the path is no folder; check the path',
  EISDIR: 'it is a folder; give a file',
  EMFILE: 'too many files are open; raise ulimit -n',
}

/** Null for an error that nobody foresaw. */
export function failureSentence(error: unknown): Failure | null {
  if (error instanceof Interrupted) return { sentence: error.message, exitCode: signalExitCode(error.signal) }
  if (error instanceof PlumblineError) return { sentence: error.message, exitCode: error.exitCode }
  return ofSystem(error) ?? ofDuckDb(error)
}

function ofSystem(error: unknown): Failure | null {
  if (!(error instanceof Error)) return null
  const { code, path, syscall } = error as NodeJS.ErrnoException
  const mend = code === undefined ? undefined : systemMends[code]
  if (mend === undefined || syscall === undefined) return null
  return { sentence: `${path ?? syscall} cannot be used (${syscall}): ${mend}`, exitCode: 70 }
}

/** DuckDB names the kind of its errors first. */
function ofDuckDb(error: unknown): Failure | null {
  if (!(error instanceof Error)) return null
  if (error.message.startsWith('Out of Memory Error')) {
    return { sentence: 'DuckDB has too little memory for this: give it more, --memory 8GB', exitCode: 70 }
  }
  const found = /^IO Error: ([^\n]*)/.exec(error.message)
  return found === null
    ? null
    : { sentence: `DuckDB could not read or write: ${found[1]}; see to the disk and run again`, exitCode: 70 }
}
