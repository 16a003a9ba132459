import type { Command } from 'commander'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { kafkaSettings } from '../ingest/kafka-settings.ts'
import { kafkaSearch } from '../services/find-kafka.ts'
import { redisSearch, redisUrlOf } from '../services/find-redis.ts'
import type { ServiceSearch } from '../services/find-service.ts'
import { whyKafkaIsSilent } from '../services/kafka-answers.ts'
import { type KeptService, KeptServices } from '../services/kept-services.ts'
import { whyRedisIsSilent } from '../services/redis-answers.ts'
import type { ServiceName } from '../services/service.ts'

/** What a kept Redis is for: its data outlives a restart. */
const redisSettings = { appendOnly: true }

const names: readonly ServiceName[] = ['kafka', 'redis']

/** `services`: Kafka and Redis that are left running, for people who start a store again and again. */
export function addServicesCommands(program: Command, env: NodeJS.ProcessEnv): void {
  const kept = new KeptServices(env)
  const searches: Readonly<Record<ServiceName, ServiceSearch>> = {
    kafka: kafkaSearch(env),
    redis: redisSearch(env, redisSettings),
  }
  program.description('start Kafka and Redis and leave them running, look at them, or end them')
  program
    .command('up')
    .description('start what does not run yet, in containers or as local programs, and print its address')
    .action(async () => {
      const tell = (sentence: string) => void process.stderr.write(`${sentence}\n`)
      const silent = async (name: ServiceName) => {
        const found = kept.read()[name]
        return found === undefined || (await whySilent(name, found, env)) !== null
      }
      for (const name of names) {
        if (!(await silent(name))) continue
        await kept.down(name)
        await kept.up(searches[name], { env, tell })
      }
      for (const name of names) {
        const { sentence, address } = kept.read()[name]!
        process.stderr.write(`${sentence}\n`)
        if (address !== null) process.stdout.write(`${searches[name].variable}=${address}\n`)
      }
    })
  program
    .command('status')
    .description('say what runs and whether it answers; exit code 70 where something does not')
    .action(async () => {
      const complaints: string[] = []
      for (const name of names) {
        const found = kept.read()[name]
        const { title, variable } = searches[name]
        const reason = found === undefined ? 'is not up' : await whySilent(name, found, env)
        if (reason !== null) complaints.push(`${title} ${reason}`)
        else {
          process.stderr.write(`${found!.sentence}\n`)
          if (found!.address !== null) process.stdout.write(`${variable}=${found!.address}\n`)
        }
      }
      if (complaints.length > 0)
        throw new PlumblineError('infrastructure', `${complaints.join(', ')}: npm run services -- up`)
    })
  program
    .command('down')
    .description('end what `up` started, and remove what it wrote')
    .action(async () => {
      for (const name of names) {
        const { title } = searches[name]
        const found = kept.read()[name]
        await kept.down(name)
        if (found === undefined) process.stderr.write(`${title} is not up\n`)
        else if (found.origin === 'environment')
          process.stderr.write(`${title} is not ours, and was left alone\n`)
        else process.stderr.write(`${title} was ended\n`)
      }
    })
  program.addHelpText('after', help)
}

/** Null where it answers. */
async function whySilent(
  name: ServiceName,
  { address }: KeptService,
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  if (name === 'redis') {
    const url = address ?? redisUrlOf(env, 'REDIS_URL')
    return url === '' ? 'is not up' : silence(await whyRedisIsSilent(url))
  }
  if (address !== null) return silence(await whyKafkaIsSilent({ brokers: [address] }))
  return (env.KAFKA_BROKERS ?? '') === '' ? 'is not up' : silence(await whyKafkaIsSilent(kafkaSettings(env)))
}

function silence(reason: string | null): string | null {
  return reason === null ? null : `does not answer (${reason})`
}

const help = `
Environment:
  KAFKA_BROKERS, REDIS_URL   use these instead of starting any
  PLUMBLINE_SERVICES         containers or local: start them in this way only
  PLUMBLINE_KAFKA_IMAGE, PLUMBLINE_REDIS_IMAGE
                             other images than the public ones
  KAFKA_HOME, JAVA_HOME      a Kafka and a Java of your own for a local program
  XDG_CACHE_HOME             where downloads and what runs are kept, in plumbline/

Exit codes: 0 done, 64 a wrong command, 70 a failure of a service or the machine.

Examples:
  # start both, and let a shell know
  $ export $(npm run --silent services -- up)
  # end both
  $ npm run services -- down`
