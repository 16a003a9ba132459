import { PlumblineError } from '../../features/plumbline-error.ts'
import { containerEngine } from './container-engine.ts'
import { type ContainerRecipe, startContainer } from './container-service.ts'
import { type LocalRecipe, startLocalService } from './local-service.ts'
import type { Service, ServiceName, ServiceOrigin } from './service.ts'
import { allowedOrigins, type ServiceRequest } from './service-request.ts'

/** A service and all the places that it may come from. */
export interface ServiceSearch {
  readonly name: ServiceName
  /** As people write it. */
  readonly title: string
  /** The variable that names one that runs already. */
  readonly variable: string
  /** Where the variable is set: uses what it names. */
  readonly connect: (() => Promise<Service>) | null
  readonly container: ContainerRecipe
  /** A recipe and what it is made from, or the sentence that says what is missing. */
  readonly local: () => Promise<{ readonly recipe: LocalRecipe; readonly from: string } | string>
  /** What a local program can be made from, for people. */
  readonly localName: string
}

/** What is tried to bring a service up; the second way of `npm run services` leaves it running. */
export interface Bringers<Brought> {
  connect(search: ServiceSearch): Promise<Brought>
  container(recipe: ContainerRecipe, sentence: string): Promise<Brought>
  local(recipe: LocalRecipe, sentence: string): Promise<Brought>
}

const untilClosed: Bringers<Service> = {
  connect: search => search.connect!(),
  container: async (recipe, sentence) => (await startContainer(recipe, sentence)).service,
  local: startLocalService,
}

/**
 * A Kafka or a Redis: what the environment names, else one in a container, else a local program.
 * @throws PlumblineError `infrastructure` where none can be had, saying of each way what is missing.
 */
export function findService(search: ServiceSearch, request: ServiceRequest): Promise<Service> {
  return bringUp(search, request, untilClosed)
}

export async function bringUp<Brought>(
  search: ServiceSearch,
  { env, tell }: ServiceRequest,
  bringers: Bringers<Brought>,
): Promise<Brought> {
  const missing: string[] = []
  const origins = allowedOrigins(env, search.connect !== null)
  for (const origin of origins) {
    const brought = await ways[origin](search, bringers, tell)
    if (typeof brought !== 'string') return brought.brought
    missing.push(brought)
  }
  throw new PlumblineError(
    'infrastructure',
    `there is no ${search.title}: ${missing.join('; ')}; or set ${search.variable} to one that runs`,
  )
}

type Way = <Brought>(
  search: ServiceSearch,
  bringers: Bringers<Brought>,
  tell: (sentence: string) => void,
) => Promise<{ readonly brought: Brought } | string>

const ways: Readonly<Record<ServiceOrigin, Way>> = {
  environment: async (search, bringers) => ({ brought: await bringers.connect(search) }),
  container: async ({ title, container, variable, localName }, bringers, tell) => {
    if ((await containerEngine()) === null) return 'no container engine answers (DOCKER_HOST)'
    tell(`starting ${title} in a container of ${container.image}`)
    const others = `PLUMBLINE_SERVICES=local takes ${localName}, ${variable} one that runs`
    try {
      return {
        brought: await bringers.container(
          container,
          `${title} runs in a container of ${container.image}; ${others}`,
        ),
      }
    } catch (error) {
      if (error instanceof PlumblineError) return error.message
      throw error
    }
  },
  local: async ({ title, local, variable }, bringers, tell) => {
    tell(`starting ${title} on this machine`)
    const found = await local()
    if (typeof found === 'string') return found
    const { recipe, from } = found
    const others = `${variable} takes one that runs, a container engine (DOCKER_HOST) a container`
    return {
      brought: await bringers.local(recipe, `${title} runs on this machine from ${from}; ${others}`),
    }
  },
}
