import { dirname } from 'node:path'
import { kafkaOnThisMachine } from '../../reference-store/services/kafka-jars.ts'

// Prints the folder of Kafka's jars, which are brought where they are not there yet.
const kafka = await kafkaOnThisMachine(process.env)
if (kafka.found) process.stdout.write(dirname(kafka.classPath))
else {
  process.stderr.write(`${kafka.missing}\n`)
  process.exitCode = 70
}
