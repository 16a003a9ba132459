import type { LogRecord, Placement } from '../features/log-record.ts'
import { PlumblineError } from '../features/plumbline-error.ts'
import type { Instant } from '../features/value.ts'
import type { Answer, Capabilities, Opening, Probe, Step, Store } from '../harness/store.ts'
import type { Awaitable } from './awaitable.ts'
import { countRejects, type RejectCount } from './ingest/count-rejects.ts'
import type { EventLog } from './ingest/event-log.ts'
import { FrontDoor } from './ingest/front-door.ts'
import { type Consumers, IngestWorker } from './ingest/ingest-worker.ts'
import { OfflineSide } from './offline/offline-side.ts'
import { trainingSet } from './offline/training-set.ts'
import type { OnlineStore } from './online/online-store.ts'
import type { ServedTargets } from './serving/served-targets.ts'
import type { Serving } from './serving/serving.ts'
import type { StoreSeams } from './store-seams.ts'
import { wireDocuments } from './wire-documents.ts'

/** What a store runs on: the parts that differ between the simulation and the real stack. */
export interface StoreStack {
  readonly name: string
  /** Whether two stores on such a stack share nothing. */
  readonly isolated: boolean
  readonly partitions: number
  openLog(): Awaitable<EventLog>
  openOnlineStore(): Awaitable<OnlineStore>
}

/** Records that a worker takes at once when it is left to itself. */
const batchRecords = 2_048

interface Running {
  readonly log: EventLog
  readonly online: OnlineStore
  readonly frontDoor: FrontDoor
  readonly consumers: Consumers
  readonly targets: ServedTargets
  readonly serving: Serving
  readonly offline: OfflineSide
  /** Null when it died; the next that needs it brings it up again. */
  worker: IngestWorker | null
}

/** The reference feature store: what is here is the same on every stack. */
export class ReferenceStore implements Store {
  readonly capabilities: Capabilities
  readonly #stack: StoreStack
  readonly #seams: StoreSeams
  #running: Running | null = null

  constructor(stack: StoreStack, seams: StoreSeams) {
    this.#stack = stack
    this.#seams = seams
    this.capabilities = {
      name: 'reference',
      stack: stack.name,
      asOfReads: true,
      states: true,
      onDemand: true,
      services: true,
      refresh: true,
      partitions: stack.partitions,
      isolated: stack.isolated,
    }
  }

  async open(opening: Opening): Promise<void> {
    const log = await this.#stack.openLog()
    const online = await this.#stack.openOnlineStore()
    const { documents, sources, consumers, targets, serve } = wireDocuments(opening, this.#seams)
    const serving = serve(online, log.partitions)
    const frontDoor = new FrontDoor(log, sources)
    const offline = new OfflineSide(log, documents, undefined, this.#seams)
    this.#running = { log, online, frontDoor, consumers, targets, serving, offline, worker: null }
  }

  async ingest(records: readonly LogRecord[]): Promise<readonly (Placement | null)[]> {
    const { frontDoor, offline } = this.#open()
    const placements = await frontDoor.ingest(records)
    await offline.follow(records.length)
    return placements
  }

  async settle(): Promise<void> {
    const worker = await this.#worker()
    for (let partition = 0; partition < this.#stack.partitions; partition++) {
      for (;;) {
        const applied = await worker.apply(partition, batchRecords)
        if (applied.kind === 'died' || applied.records === 0) break
        await worker.commit(partition)
        // Fewer than a batch of all sources together: none of them had more.
        if (applied.records < batchRecords) break
      }
    }
  }

  async read(probes: readonly Probe[]): Promise<readonly Answer[]> {
    const { asked, answered, answeredAll } = this.#seams
    const answers = await this.#open().serving.read(probes.map(asked))
    return answeredAll(
      answers.map((answer, i) => answered(answer, probes[i]!)),
      probes,
    )
  }

  async train(probes: readonly Probe[], cut: Instant): Promise<readonly Answer[]> {
    const { offline, targets } = this.#open()
    const { trainedAt, trainedTransform, trainedAll } = this.#seams
    return trainedAll(await trainingSet(offline, targets, probes, cut, trainedAt, trainedTransform), probes)
  }

  async step(step: Step): Promise<void> {
    const running = this.#open()
    if (step.kind === 'restart') {
      running.worker = null
      await this.#worker()
      return
    }
    const worker = await this.#worker()
    if (step.kind === 'commit') return worker.commit(step.partition)
    const keysMax = step.kind === 'apply-and-crash' ? step.keys : null
    const applied = await worker.apply(step.partition, step.maxRecords, keysMax)
    if (applied.kind === 'died') running.worker = null
  }

  /** Records that were refused so far, by document (`name@version`), source and reason; semantics § 2. */
  async rejects(): Promise<readonly RejectCount[]> {
    const { online, frontDoor, consumers } = this.#open()
    const counts: RejectCount[] = []
    for (const [source, all] of consumers) {
      const watermarks = await online.watermarks(source)
      for (const { document } of all) {
        const progress = watermarks.map(watermark => watermark.documents[document]?.rejects ?? {})
        counts.push(...countRejects(document, source, progress, frontDoor.refused(source)))
      }
    }
    return counts
  }

  async close(): Promise<void> {
    const running = this.#running
    this.#running = null
    running?.offline.close()
    await running?.log.close()
    await running?.online.close()
  }

  #open(): Running {
    if (this.#running !== null) return this.#running
    throw new PlumblineError('bad-store', 'the reference store is not open: call open with definitions first')
  }

  async #worker(): Promise<IngestWorker> {
    const running = this.#open()
    running.worker ??= await IngestWorker.start(running.log, running.online, running.consumers, this.#seams)
    return running.worker
  }
}
