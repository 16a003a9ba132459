import { execFile, spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { z } from 'zod'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { cacheFolder } from './cache-folder.ts'
import { containerEngine } from './container-engine.ts'
import { startContainer } from './container-service.ts'
import { type Bringers, bringUp, type ServiceSearch } from './find-service.ts'
import { untilAnswering } from './is-answering.ts'
import { type LocalRecipe, lastOutput } from './local-service.ts'
import { outputFile } from './program.ts'
import type { ServiceName } from './service.ts'
import type { ServiceRequest } from './service-request.ts'

const run = promisify(execFile)

const keptSchema = z.object({
  origin: z.enum(['environment', 'container', 'local']),
  /** Without credentials: one of the environment keeps its own. */
  address: z.string().nullable(),
  sentence: z.string(),
  pid: z.number().nullable(),
  /** When that process was started, as the system tells it: the number may be another one's later. */
  since: z.string().nullable(),
  folder: z.string().nullable(),
  container: z.string().nullable(),
})

const stateSchema = z.object({
  schema: z.literal('plumbline.services/1'),
  kafka: keptSchema.optional(),
  redis: keptSchema.optional(),
})

/** A service that is left running, or one of the environment, whose address is null. */
export type KeptService = z.infer<typeof keptSchema>
export type KeptState = z.infer<typeof stateSchema>

/** Services that outlive the process that started them, remembered in the cache folder. */
export class KeptServices {
  readonly #folder: string
  readonly #file: string

  constructor(env: NodeJS.ProcessEnv) {
    this.#folder = join(cacheFolder(env), 'services')
    this.#file = join(cacheFolder(env), 'services.json')
  }

  /** @throws PlumblineError `corrupt-file` where the file is not one of ours. */
  read(): KeptState {
    if (!existsSync(this.#file)) return { schema: 'plumbline.services/1' }
    try {
      return stateSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')))
    } catch (cause) {
      throw new PlumblineError(
        'corrupt-file',
        `${this.#file} does not say which services are up: end redis-server and Kafka by hand, and delete it`,
        { cause },
      )
    }
  }

  /** Brings one up and remembers it; see `findService`. */
  async up(search: ServiceSearch, request: ServiceRequest): Promise<KeptService> {
    const kept = await bringUp(search, request, this.#bringers(search.name))
    this.#remember(search.name, kept)
    return kept
  }

  /** Ends one that is ours, removes what it wrote, and forgets it. */
  async down(name: ServiceName): Promise<void> {
    const kept = this.read()[name]
    if (kept === undefined) return
    if (kept.pid !== null && kept.since !== null) await endProgram(kept.pid, kept.since)
    if (kept.folder !== null) rmSync(kept.folder, { recursive: true, force: true, maxRetries: 5 })
    if (kept.container !== null) await removeContainer(kept.container)
    this.#remember(name, undefined)
  }

  #bringers(name: ServiceName): Bringers<KeptService> {
    const nothing = { address: null, pid: null, since: null, folder: null, container: null }
    return {
      connect: async search => {
        const { sentence } = await search.connect!()
        return { ...nothing, origin: 'environment', sentence }
      },
      container: async (recipe, sentence) => {
        const { id, service } = await startContainer(recipe, sentence, true)
        return { ...nothing, origin: 'container', address: service.address, sentence, container: id }
      },
      local: (recipe, sentence) => this.#startLocal(name, recipe, sentence),
    }
  }

  async #startLocal(name: ServiceName, recipe: LocalRecipe, sentence: string): Promise<KeptService> {
    const folder = join(this.#folder, name)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    const { program, address, isAnswering } = await recipe.prepare(folder)
    const output = openSync(join(folder, outputFile), 'a')
    const child = spawn(program.command, program.args, {
      cwd: folder,
      detached: true,
      stdio: ['ignore', output, output],
    })
    closeSync(output)
    let ended = false
    child.once('exit', () => (ended = true))
    child.once('error', () => (ended = true))
    child.unref()
    const kept: KeptService = {
      origin: 'local',
      address,
      sentence,
      pid: child.pid ?? null,
      since: child.pid === undefined ? null : await startOf(child.pid),
      folder,
      container: null,
    }
    // Before it answers: whoever stops waiting can still take it down.
    this.#remember(name, kept)
    const failure = await untilAnswering(isAnswering, async () => (ended ? lastOutput(folder) : null))
    if (failure === null) return kept
    await this.down(name)
    throw new PlumblineError('infrastructure', `a local ${name} did not start: ${failure}`)
  }

  #remember(name: ServiceName, kept: KeptService | undefined): void {
    const state = { ...this.read(), [name]: kept }
    if (state.kafka === undefined && state.redis === undefined) {
      rmSync(this.#file, { force: true })
      return
    }
    mkdirSync(dirname(this.#file), { recursive: true })
    const whole = `${this.#file}.${process.pid}`
    writeFileSync(whole, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
    renameSync(whole, this.#file)
  }
}

const endTries = 100

async function endProgram(pid: number, since: string): Promise<void> {
  if ((await startOf(pid)) !== since) return
  process.kill(pid, 'SIGTERM')
  for (let tries = 0; tries < endTries; tries++) {
    await sleep(100)
    if ((await startOf(pid)) !== since) return
  }
  process.kill(pid, 'SIGKILL')
}

/** Null where there is no such process. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C' },
    })
    return stdout.trim() === '' ? null : stdout.trim()
  } catch {
    return null
  }
}

async function removeContainer(id: string): Promise<void> {
  const engine = await containerEngine()
  if (engine === null)
    throw new PlumblineError(
      'infrastructure',
      `no container engine answers, so that the container ${id.slice(0, 12)} cannot be removed: start the engine, or set DOCKER_HOST`,
    )
  await engine.container
    .getById(id)
    .remove({ force: true, v: true })
    .catch((error: { statusCode?: number }) => {
      // It is gone already.
      if (error.statusCode !== 404) throw error
    })
}
