import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePorts } from './free-ports.ts'
import { whyKafkaIsSilent } from './kafka-answers.ts'
import type { KafkaOnThisMachine } from './kafka-jars.ts'
import type { LocalRecipe } from './local-service.ts'

const run = promisify(execFile)

/** One process as broker and controller, with the smallest number of internal partitions; the same in a container. */
export const brokerProperties: Readonly<Record<string, string>> = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.listener.names': 'CONTROLLER',
  'inter.broker.listener.name': 'PLAINTEXT',
  'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '4',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.num.partitions': '4',
  'transaction.state.log.min.isr': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'auto.create.topics.enable': 'false',
  'group.initial.rebalance.delay.ms': '0',
  // Tests of workers that were paused too long shall not take the default of 6 s.
  'group.min.session.timeout.ms': '1000',
}

/** Names a storage of Kafka; any 16 bytes do, where a cluster has one node. */
export const clusterId = 'cGx1bWJsaW5lLWxvY2FsMQ'

/** One tier of compilation halves what a start costs, and is fast enough for one machine. */
const jvmOptions = ['-Xms128m', '-Xmx512m', '-XX:TieredStopAtLevel=1']

export function localKafka({
  java,
  classPath,
}: Extract<KafkaOnThisMachine, { readonly found: true }>): LocalRecipe {
  return {
    name: 'kafka',
    prepare: async folder => {
      const [port, controllerPort] = (await freePorts(2)) as [number, number]
      const file = join(folder, 'server.properties')
      const data = join(folder, 'data')
      mkdirSync(data)
      const properties = {
        ...brokerProperties,
        'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
        listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
        'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
        'log.dirs': data,
      }
      writeFileSync(
        file,
        Object.entries(properties)
          .map(pair => `${pair.join('=')}\n`)
          .join(''),
      )
      const jvm = [...jvmOptions, '-cp', classPath]
      await run(java, [...jvm, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', file])
      const address = `127.0.0.1:${port}`
      return {
        program: { command: java, args: [...jvm, 'kafka.Kafka', file], folder },
        address,
        isAnswering: async () => (await whyKafkaIsSilent({ brokers: [address] })) === null,
      }
    },
  }
}
