import { setTimeout as sleep } from 'node:timers/promises'
import type { GenericContainer, StartedTestContainer } from 'testcontainers'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { containerEngine } from './container-engine.ts'
import { guardContainer } from './container-guardian.ts'
import { freePorts } from './free-ports.ts'
import { type IsAnswering, untilAnswering } from './is-answering.ts'
import type { Service, ServiceName } from './service.ts'

/** A service that can be run in a container. */
export interface ContainerRecipe {
  readonly name: ServiceName
  readonly image: string
  /** The port that the service listens on inside. */
  readonly port: number
  /** `port` is the one on this machine. */
  configure(container: GenericContainer, port: number): GenericContainer
  readonly address: (port: number) => string
  readonly isAnswering: (port: number) => IsAnswering
}

/** What a container that outlives this process is found by; `npm run services` makes such. */
const keptLabel = 'org.plumbline.kept'

export interface StartedContainer {
  readonly id: string
  readonly service: Service
}

/**
 * Runs a service in a container, its port on 127.0.0.1 only. Unless it is to be `kept`, Testcontainers removes it when
 * this process dies.
 * @throws PlumblineError `infrastructure` where the engine has no such image or the service does not come up.
 */
export async function startContainer(
  recipe: ContainerRecipe,
  sentence: string,
  kept = false,
): Promise<StartedContainer> {
  const { name, image } = recipe
  const { GenericContainer, Wait } = await import('testcontainers')
  class LoopbackContainer extends GenericContainer {
    /** Containers listen on every interface of the machine unless their bindings say otherwise. */
    protected override async beforeContainerCreated(): Promise<void> {
      this.hostConfig.PortBindings = Object.fromEntries(
        Object.entries(this.hostConfig.PortBindings ?? {}).map(([inside, bindings]) => {
          return [inside, (bindings as object[]).map(each => ({ ...each, HostIp: '127.0.0.1' }))]
        }),
      )
    }
  }
  const [port] = (await freePorts(1)) as [number]
  let container = recipe.configure(new LoopbackContainer(image), port)
  // A port of our choice, since one of the engine's would be another after a restart.
  container = container.withExposedPorts({ container: recipe.port, host: port })
  // We ask the service itself; Testcontainers would look for a shell in the image.
  container = container.withWaitStrategy(Wait.forAll([]))
  if (kept) container = container.withReuse().withLabels({ [keptLabel]: `${name}-${port}` })
  let started: StartedTestContainer
  try {
    started = await container.start()
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new PlumblineError('infrastructure', `the image ${image} did not start: ${said}`, { cause })
  }
  const unguard = kept ? () => {} : guardContainer(started.getId())
  const isAnswering = recipe.isAnswering(port)
  const failure = await untilAnswering(isAnswering, () => whyEnded(started.getId()))
  if (failure !== null) {
    await started.stop()
    unguard()
    throw new PlumblineError('infrastructure', `the image ${image} started, but ${failure}`)
  }
  return { id: started.getId(), service: serviceOf(recipe, started, port, sentence, unguard) }
}

/** The container's last word; null while it runs. */
async function whyEnded(id: string): Promise<string | null> {
  const container = (await containerEngine())?.container.getById(id)
  if (container === undefined || (await container.inspect()).State.Running) return null
  const said = (await container.logs({ stdout: true, stderr: true, tail: 1 })).toString('latin1')
  const line = said.replace(/[^ -~]/g, '').trim()
  return line === '' ? 'it ended and said nothing' : `it ended with “${line}”`
}

function serviceOf(
  { name, address, isAnswering }: ContainerRecipe,
  started: StartedTestContainer,
  port: number,
  sentence: string,
  unguard: () => void,
): Service {
  const handle = async () => {
    const engine = await containerEngine()
    if (engine === null)
      throw new PlumblineError('infrastructure', 'the container engine no longer answers: start it again')
    return engine.container.getById(started.getId())
  }
  const untilEnded = async () => {
    while ((await (await handle()).inspect()).State.Running) await sleep(50)
  }
  let closed = false
  return {
    name,
    origin: 'container',
    address: address(port),
    sentence,
    control: {
      start: async () => {
        await (await handle()).start()
        const failure = await untilAnswering(isAnswering(port), () => whyEnded(started.getId()))
        if (failure !== null)
          throw new PlumblineError(
            'infrastructure',
            `${name} did not start again in its container: ${failure}`,
          )
      },
      stop: async () => void (await (await handle()).stop()),
      kill: async () => {
        await (await handle()).kill()
        await untilEnded()
      },
      pause: async () => void (await (await handle()).pause()),
      resume: async () => void (await (await handle()).unpause()),
    },
    close: async () => {
      if (closed) return
      closed = true
      await (await handle()).remove({ force: true, v: true })
      unguard()
    },
  }
}
