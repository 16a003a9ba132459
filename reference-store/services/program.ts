/** A program to run as a service; plain data, so that a guardian or a state file can hold it. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
  /** Everything it writes is in here; it exists, and goes with the service. */
  readonly folder: string
}

/** Where a program's output goes. */
export const outputFile = 'output.log'
