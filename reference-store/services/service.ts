export type ServiceName = 'kafka' | 'redis'

/** Where a service came from. */
export type ServiceOrigin = 'environment' | 'container' | 'local'

/** What a fault does to a service. Each returns when it is done; a service that starts again answers before that. */
export interface ServiceControl {
  /** Starts again what was stopped or killed: same address, same data as far as the service kept them. */
  start(): Promise<void>
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>
  /** `kill -9`. */
  kill(): Promise<void>
  /** SIGSTOP, or what an engine has for it: connections stay open and nothing answers. */
  pause(): Promise<void>
  resume(): Promise<void>
}

/** A Kafka or a Redis that answers. */
export interface Service {
  readonly name: ServiceName
  readonly origin: ServiceOrigin
  /** `KAFKA_BROKERS` or `REDIS_URL` for whoever connects. A URL may hold a password: never print it, print `sentence`. */
  readonly address: string
  /** What was used and how to get another, for people; without credentials. */
  readonly sentence: string
  /** Null where the service is somebody else's, hence not ours to break. */
  readonly control: ServiceControl | null
  /** Ends it and removes what it wrote, where it is ours. May be called twice. */
  close(): Promise<void>
}
