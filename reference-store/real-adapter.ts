import { randomBytes } from 'node:crypto'
import type { Definitions } from '../features/definitions.ts'
import type { LogRecord, Placement } from '../features/log-record.ts'
import { ownMember } from '../features/own-member.ts'
import { PlumblineError } from '../features/plumbline-error.ts'
import { type Target, targetColumns } from '../features/target.ts'
import type { Instant } from '../features/value.ts'
import type { Answer, Capabilities, Fault, Opening, Probe, Store } from '../harness/store.ts'
import { FrontDoor } from './ingest/front-door.ts'
import type { KafkaEventLog } from './ingest/kafka-event-log.ts'
import { OfflineSide, offlineGroup, offlineSeams } from './offline/offline-side.ts'
import { trainingSet } from './offline/training-set.ts'
import { diskOf, environmentOf, openStack, type Stack } from './processes/real-stack.ts'
import { makeFault, possibleFaults, withheldFaults } from './processes/stack-faults.ts'
import { openLog, openOnline, regionsOf, type StackAddress } from './processes/stack-parts.ts'
import { StackProcesses } from './processes/stack-processes.ts'
import { wallClock } from './processes/wall-clock.ts'
import type { Service } from './services/service.ts'
import { FeaturesClient } from './serving/http/features-client.ts'
import { HttpError } from './serving/http/http-error.ts'
import { httpLimits } from './serving/http/http-limits.ts'
import { groupOf, replicaId } from './serving/open-deployment.ts'
import type { ServedTargets } from './serving/served-targets.ts'
import { storeSeams } from './store-seams.ts'
import { targetsByName } from './targets-by-name.ts'
import { wireDocuments } from './wire-documents.ts'

const partitions = 4

/** ms that everything in the log may take to become visible. */
const settleMs = 45_000

/** ms for which a question that cannot be answered for now is asked again; then its answer is `error`. */
const patienceMs = 30_000

/** Records that wait for the offline side at most: few, so that it writes files while a run goes on. */
const offlineWaiting = 256

/** Entities in one question. */
const entitiesTogether = 1_000

interface Running {
  readonly log: KafkaEventLog
  readonly processes: StackProcesses
  readonly frontDoor: FrontDoor
  readonly offline: OfflineSide
  readonly client: FeaturesClient
  readonly targets: ServedTargets
  readonly byName: ReadonlyMap<string, Target>
  /** By source, by partition: the next offset of the log. */
  readonly ends: Record<string, Record<string, number>>
  /** The records that were appended last. */
  last: readonly LogRecord[]
  readonly regions: readonly string[]
  /** Faults that are still to end by themselves. */
  readonly unended: Set<Promise<void>>
  /** Removes what the store left in Kafka and Redis. */
  readonly drop: () => Promise<void>
}

/**
 * The reference store on real parts: this process is the producer, and follows the log offline; workers and the server are
 * processes of their own, and answers come over HTTP. Topics, groups and keys have a namespace of their own each time.
 */
class RealReferenceStore implements Store {
  readonly capabilities: Capabilities
  readonly #stack: Stack
  #running: Running | null = null

  constructor(stack: Stack) {
    this.#stack = stack
    const { services, disk } = stack
    this.capabilities = {
      name: 'reference',
      stack: `kafka+redis: Kafka ${originTexts[services.kafka.origin]}, Redis ${originTexts[services.redis.origin]}`,
      asOfReads: true,
      states: true,
      onDemand: true,
      services: true,
      refresh: true,
      partitions: 0,
      faults: possibleFaults(services, disk),
      withheld: withheldFaults(services, disk),
      // The second one is a Redis of ours, as the first.
      regions: services.redis.control === null ? 1 : 2,
      offsets: true,
    }
  }

  async open(opening: Opening): Promise<void> {
    const { documents, sources, targets } = wireDocuments(opening, storeSeams)
    const { regions = [] } = opening
    const namespace = `plumbline-${randomBytes(6).toString('hex')}`
    const address: StackAddress = { namespace, partitions, regions }
    const tokens = { read: randomBytes(24).toString('hex'), admin: randomBytes(24).toString('hex') }
    const env = await environmentOf(this.#stack, regions, tokens)
    const log = await openLog(address, [opening], env)
    try {
      const processes = await StackProcesses.start({
        address,
        files: [opening],
        workers: 2,
        limits: httpLimits,
        listen: { port: 0 },
        lookEveryMs: 200,
        takesRecords: false,
        env,
        report,
      })
      const url = `http://127.0.0.1:${processes.port}`
      const now = () => wallClock() / 1_000
      this.#running = {
        log,
        processes,
        frontDoor: new FrontDoor(log, sources),
        offline: this.#offlineSide(log, documents),
        client: new FeaturesClient({ url, tokens, patienceMs, timeoutMs: 20_000, now }),
        targets,
        byName: targetsByName(opening),
        ends: {},
        last: [],
        regions,
        unended: new Set(),
        drop: async () => {
          const all = regionsOf(address)
          await log.drop([...all.map(region => groupOf(replicaId(opening, region))), offlineGroup])
          for (const region of all) {
            const online = await openOnline(address, opening, env, region)
            await online.drop()
            online.close()
          }
        },
      }
    } catch (error) {
      await log.close()
      throw error
    }
  }

  async ingest(records: readonly LogRecord[]): Promise<readonly (Placement | null)[]> {
    const running = this.#open()
    const placements = await append(running, records)
    running.last = records
    await running.offline.follow(records.length)
    return placements
  }

  async fault(fault: Fault): Promise<void> {
    const running = this.#open()
    const resend = async () => {
      await append(running, running.last)
      await running.offline.follow(running.last.length)
    }
    const { client, ends, processes, offline, regions, unended } = running
    const homeApplied = () => client.awaitApplied(ends, settleMs, regions[0])
    const later = (end: Promise<void>) => {
      const ended = end.catch((error: Error) => report(error.message)).finally(() => unended.delete(ended))
      unended.add(ended)
    }
    const { services, proxy } = this.#stack
    const disk = diskOf(this.#stack)
    await makeFault(fault, {
      processes,
      services,
      proxy,
      resend,
      disk,
      offline,
      regions,
      homeApplied,
      later,
    })
  }

  /** @throws PlumblineError `store-failed`, which names what lags */
  async settle(): Promise<void> {
    const { client, ends } = this.#open()
    try {
      await client.awaitApplied(ends, settleMs)
    } catch (cause) {
      if (!(cause instanceof HttpError)) throw cause
      throw new PlumblineError('store-failed', cause.message, { cause })
    }
  }

  async read(probes: readonly Probe[]): Promise<readonly Answer[]> {
    const answers: Answer[] = new Array(probes.length)
    const groups = Map.groupBy(
      probes.keys(),
      i => `${probes[i]!.target} ${probes[i]!.askedVersion} ${probes[i]!.asOf} ${probes[i]!.region}`,
    )
    for (const places of groups.values()) {
      for (let from = 0; from < places.length; from += entitiesTogether) {
        const some = places.slice(from, from + entitiesTogether)
        const answered = await this.#ask(some.map(i => probes[i]!))
        for (const [at, i] of some.entries()) answers[i] = answered[at]!
      }
    }
    return answers
  }

  async train(probes: readonly Probe[], cut: Instant): Promise<Answer[]> {
    const { offline, targets, unended } = this.#open()
    // Whoever trains waits for room on the disk.
    await Promise.all(unended)
    return trainingSet(offline, targets, probes, cut, storeSeams.trainedAt, storeSeams.trainedTransform)
  }

  async close(): Promise<void> {
    const running = this.#running
    this.#running = null
    if (running === null) return
    await Promise.all(running.unended)
    running.offline.close()
    await running.processes.close()
    await running.log.close()
    await running.drop()
  }

  #offlineSide(log: KafkaEventLog, documents: readonly Definitions[]): OfflineSide {
    const disk = diskOf(this.#stack)
    const parent = disk === null ? {} : { parent: disk.folder }
    return new OfflineSide(log, documents, offlineWaiting, offlineSeams, { report, ...parent })
  }

  /** Probes of one target, version, region and instant. */
  async #ask(probes: readonly Probe[]): Promise<Answer[]> {
    const { client, byName } = this.#open()
    const { target: name, askedVersion, asOf, region = null } = probes[0]!
    const target = byName.get(name)
    if (target === undefined) {
      throw new PlumblineError(
        'store-failed',
        `${name} is not served here: open the store with its definitions`,
      )
    }
    try {
      const { frame, answers } = await client.ask(target, { entities: probes, asOf, region }, askedVersion)
      const version = frame.version === null ? {} : { version: frame.version }
      const by = frame.region === null ? {} : { region: frame.region }
      return answers.map(answer => ({ ...answer, ...version, ...by, applied: frame.applied }))
    } catch (error) {
      // Not answered is not a value: it makes the verdict inconclusive at best, and is never passed over.
      if (error instanceof HttpError && (error.isTransient || error.code === 'unknown-version')) {
        return probes.map(() => notAnswered(target))
      }
      throw error
    }
  }

  #open(): Running {
    if (this.#running !== null) return this.#running
    throw new PlumblineError('bad-store', 'the reference store is not open: call open with definitions first')
  }
}

/** Appends, and notes how far the log goes. */
async function append({ frontDoor, ends }: Running, records: readonly LogRecord[]) {
  const placements = await frontDoor.ingest(records)
  for (const [i, placement] of placements.entries()) {
    if (placement === null) continue
    const { source } = records[i]!
    const ofSource = ownMember(ends, source) ?? {}
    ends[source] = ofSource
    const partition = String(placement.partition)
    ofSource[partition] = Math.max(ofSource[partition] ?? 0, placement.offset + 1)
  }
  return placements
}

function notAnswered(target: Target): Answer {
  const columns = targetColumns(target).map(({ column }) => column)
  return {
    values: Object.fromEntries(columns.map(column => [column, null])),
    states: Object.fromEntries(columns.map(column => [column, 'error'])),
  }
}

function report(sentence: string): void {
  process.stderr.write(`real store: ${sentence}\n`)
}

const originTexts: Readonly<Record<Service['origin'], string>> = {
  environment: 'of the environment',
  container: 'in a container',
  local: 'from a local program',
}

let stack: Promise<Stack> | null = null

/** Finds or starts Kafka and Redis once a process, and makes a store on them. */
export default async function realReferenceStore(): Promise<Store> {
  stack ??= openStack()
  return new RealReferenceStore(await stack)
}
