import type { ContainerRecipe } from './container-service.ts'
import { whyKafkaIsSilent } from './kafka-answers.ts'
import { kafkaVersion } from './kafka-jars.ts'
import { brokerProperties, clusterId } from './local-kafka.ts'

const defaultImage = `apache/kafka:${kafkaVersion}`
const inside = 9092

/** Kafka in a container that takes its properties as the public image does, from variables such as `KAFKA_NODE_ID`. */
export function containerKafka(env: NodeJS.ProcessEnv): ContainerRecipe {
  const image = env.PLUMBLINE_KAFKA_IMAGE || defaultImage
  return {
    name: 'kafka',
    image,
    port: inside,
    configure: (container, port) => {
      const properties = {
        ...brokerProperties,
        'controller.quorum.voters': '1@127.0.0.1:9093',
        listeners: `PLAINTEXT://:${inside},CONTROLLER://127.0.0.1:9093`,
        'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
      }
      const variables = Object.entries(properties).map(([name, value]) => {
        return [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, value] as const
      })
      return container.withEnvironment({ CLUSTER_ID: clusterId, ...Object.fromEntries(variables) })
    },
    address: port => `127.0.0.1:${port}`,
    isAnswering: port => async () => (await whyKafkaIsSilent({ brokers: [`127.0.0.1:${port}`] })) === null,
  }
}
