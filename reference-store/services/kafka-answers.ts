import { kafkaClient } from '../ingest/kafka-link.ts'
import type { KafkaSettings } from '../ingest/kafka-settings.ts'

/** Whether a Kafka tells of itself; null, or why it did not, without credentials. */
export async function whyKafkaIsSilent(settings: KafkaSettings): Promise<string | null> {
  const impatient = { connectionTimeout: 2_000, requestTimeout: 5_000, retry: { retries: 0 } }
  const kafka = kafkaClient(settings, 'plumbline-services', impatient)
  const admin = kafka.admin()
  try {
    await admin.connect()
    await admin.describeCluster()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await admin.disconnect().catch(() => {})
  }
}
