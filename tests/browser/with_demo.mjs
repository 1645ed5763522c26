// Starts the demo, runs a command against it, ends the demo. With QUADRIGE_BROWSER_ADDRESS set, uses the demo that runs there.

import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { ADDRESS, start } from './lib/world.mjs'

const [command, ...words] = process.argv.slice(2)
const world = ADDRESS ? { address: ADDRESS, stop: async () => {} } : await start(60)
try {
  const child = spawn(command, words, { stdio: 'inherit', env: { ...process.env, QUADRIGE_BROWSER_ADDRESS: world.address } })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  const [status] = await once(child, 'exit')
  process.exitCode = status ?? 1
} finally {
  await world.stop()
}
