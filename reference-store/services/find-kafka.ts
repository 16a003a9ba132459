import { PlumblineError } from '../../features/plumbline-error.ts'
import { kafkaSettings } from '../ingest/kafka-settings.ts'
import { containerKafka } from './container-kafka.ts'
import { findService, type ServiceSearch } from './find-service.ts'
import { whyKafkaIsSilent } from './kafka-answers.ts'
import { kafkaOnThisMachine } from './kafka-jars.ts'
import { localKafka } from './local-kafka.ts'
import type { Service } from './service.ts'
import type { ServiceRequest } from './service-request.ts'

/** A Kafka from `KAFKA_BROKERS`, a container, or a local program; see `findService`. */
export function findKafka(request: ServiceRequest): Promise<Service> {
  return findService(kafkaSearch(request.env), request)
}

export function kafkaSearch(env: NodeJS.ProcessEnv): ServiceSearch {
  return {
    name: 'kafka',
    title: 'Kafka',
    variable: 'KAFKA_BROKERS',
    connect: (env.KAFKA_BROKERS ?? '') === '' ? null : () => connect(env),
    container: containerKafka(env),
    local: async () => {
      const kafka = await kafkaOnThisMachine(env)
      return kafka.found ? { recipe: localKafka(kafka), from: kafka.from } : kafka.missing
    },
    localName: 'KAFKA_HOME or Maven’s jars',
  }
}

async function connect(env: NodeJS.ProcessEnv): Promise<Service> {
  const settings = kafkaSettings(env)
  const brokers = settings.brokers.join(',')
  const silence = await whyKafkaIsSilent(settings)
  if (silence !== null)
    throw new PlumblineError(
      'infrastructure',
      `Kafka at ${brokers} does not answer (${silence}): start it, or unset KAFKA_BROKERS`,
    )
  return {
    name: 'kafka',
    origin: 'environment',
    address: brokers,
    sentence: `Kafka is the one at ${brokers}; unset KAFKA_BROKERS for a container or a local program`,
    control: null,
    close: async () => {},
  }
}
