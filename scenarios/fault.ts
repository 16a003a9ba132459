/** What may go wrong around a store, and what each name does to it. What comes of it must be as if it had not. */
export const faults = {
  'kill-worker': 'a worker is killed in the middle of a batch',
  'pause-worker': 'a worker stands still for longer than its partitions stay with it, then goes on writing',
  'add-worker': 'a worker more takes part',
  'remove-worker': 'a worker leaves, and its partitions go to the others',
  'kill-server': 'the server is killed and started again',
  'restart-online': 'the online store is killed and started again, with what it kept',
  'lose-online': 'the online store loses everything, and is built again from the log',
  'pause-online': 'the online store stands still for a while',
  'slow-online': 'the network to the online store is slow for a while',
  'cut-online': 'connections to the online store break in the middle of a message',
  'restart-log': 'the log is stopped and started again',
  resend: 'the producer sends its last records once more',
  'fill-offline': 'the disk of the offline side is full for a while',
  'pause-region': 'the workers of the last region stand still for a while, then go on',
  'stop-region': 'the online store of the home region is away for a while, and the others answer for it',
} as const satisfies Readonly<Record<string, string>>

export type FaultKind = keyof typeof faults

/** One thing that goes wrong. */
export interface Fault {
  readonly kind: FaultKind
}
