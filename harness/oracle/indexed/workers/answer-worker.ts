import { type MessagePort, parentPort } from 'node:worker_threads'
import { BatchAnswerer } from '../core/answer-batch.ts'
import type { AnswerBlock } from '../core/answer-block.ts'
import type { IndexPlan } from '../core/index-plan.ts'
import { columnsOver } from '../core/record-batch.ts'
import type { WorkerReply, WorkerTask } from './messages.ts'

/** One core's share of the work: answers batches as they come, each by the plan that came before it. */
function serve(port: MessagePort): void {
  let plan: IndexPlan | null = null
  let answerer: BatchAnswerer | null = null
  port.on('message', (task: WorkerTask) => {
    if (task.kind === 'plan') {
      plan = task.plan
      answerer = new BatchAnswerer(plan)
      return
    }
    try {
      if (plan === null || answerer === null) throw new Error('a batch came before its plan')
      const { memory, capacity, rows, marks } = task.batch
      const columns = columnsOver(memory, plan.columns.types, capacity)
      reply(port, task.id, answerer.answer({ rows, columns, marks }, task.share))
    } catch (error) {
      port.postMessage({ kind: 'failed', id: task.id, error } satisfies WorkerReply)
    }
  })
}

function reply(port: MessagePort, id: number, block: AnswerBlock): void {
  const elements = block.lists.map(list => (list === null ? null : list.elements.slice(0, list.used)))
  const message: WorkerReply = { kind: 'block', id, points: block.points, memory: block.memory, elements }
  port.postMessage(message, [block.memory, ...elements.flatMap(own => (own === null ? [] : [own.buffer]))])
}

if (parentPort !== null) serve(parentPort)
