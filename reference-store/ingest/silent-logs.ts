import type { logCreator } from 'kafkajs'

/** kafkajs logs rebalances as errors, and whole responses; what matters reaches callers as errors and events. */
export const silentLogs: logCreator = () => () => {}
