import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import { freePorts } from '../../services/free-ports.ts'
import { type LocalRecipe, startLocalService } from '../../services/local-service.ts'
import { redisAnswers } from '../../services/redis-answers.ts'
import type { Service } from '../../services/service.ts'
import { redisProgram } from './start-redis.ts'

const slots = 16_384
const triesMax = 300

/** A Redis Cluster of a test's own. */
export interface RedisCluster {
  /** As `REDIS_URL` has it, with the first node only: clients find the others. */
  readonly address: string
  readonly nodes: readonly Service[]
  close(): Promise<void>
}

interface Node {
  readonly service: Service
  readonly busPort: number
  readonly client: Redis
}

/** Starts masters without replicas that share the slots evenly, and waits until each takes commands. */
export async function startRedisCluster(count = 3): Promise<RedisCluster> {
  const nodes = await Promise.all(Array.from({ length: count }, startNode))
  const close = async () => void (await Promise.all(nodes.map(({ service }) => service.close())))
  try {
    await join(nodes)
  } catch (error) {
    await close()
    throw error
  } finally {
    for (const { client } of nodes) client.disconnect()
  }
  return { address: nodes[0]!.service.address, nodes: nodes.map(({ service }) => service), close }
}

async function startNode(): Promise<Node> {
  let busPort = 0
  const recipe: LocalRecipe = {
    name: 'redis',
    prepare: async folder => {
      const [port, bus] = (await freePorts(2)) as [number, number]
      busPort = bus
      const place = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '']
      const cluster = ['--cluster-enabled', 'yes', '--cluster-port', String(bus)]
      return {
        program: { command: redisProgram(), args: [...place, ...cluster], folder },
        address: `redis://127.0.0.1:${port}`,
        isAnswering: () => redisAnswers('127.0.0.1', port),
      }
    },
  }
  const service = await startLocalService(recipe, 'a redis-server of this test')
  return { service, busPort, client: new Redis(service.address) }
}

async function join(nodes: readonly Node[]): Promise<void> {
  const share = Math.ceil(slots / nodes.length)
  for (const [i, { client }] of nodes.entries()) {
    await client.cluster('SET-CONFIG-EPOCH', i + 1)
    await client.cluster('ADDSLOTSRANGE', i * share, Math.min((i + 1) * share, slots) - 1)
  }
  for (const { service, busPort } of nodes.slice(1)) {
    await nodes[0]!.client.call('CLUSTER', 'MEET', '127.0.0.1', new URL(service.address).port, busPort)
  }
  for (const { client } of nodes) await untilOk(client, nodes.length)
}

async function untilOk(client: Redis, nodes: number): Promise<void> {
  for (let tries = 0; tries < triesMax; tries++) {
    const info = String(await client.cluster('INFO'))
    if (info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${nodes}\r`)) return
    await sleep(100)
  }
  throw new PlumblineError('infrastructure', 'three nodes of Redis did not become a cluster: run again')
}
