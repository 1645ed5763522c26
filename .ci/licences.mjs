#!/usr/bin/env node
// The licences of everything linked into the binary, against the list of deny.toml: what `cargo deny` checks, in a second and
// without building it first.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const rules = readFileSync('deny.toml', 'utf8')
const allowed = new Set([...rules.match(/^allow = \[([^\]]*)\]/m)[1].matchAll(/"([^"]+)"/g)].map((found) => found[1]))
const banned = [...rules.matchAll(/crate = "([^":]+)(?::<([\d.]+))?"/g)].map(([, name, below]) => ({ name, below }))

const metadata = JSON.parse(execFileSync('cargo', ['metadata', '--locked', '--all-features', '--format-version', '1'], { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] }))
const packages = new Map(metadata.packages.map((found) => [found.id, found]))
const edges = new Map(metadata.resolve.nodes.map((node) => [node.id, node.deps]))

// From our own crate along normal and build dependencies; what only tests use is never delivered.
const linked = new Set()
const queue = [...metadata.workspace_members]
while (queue.length > 0) {
  const id = queue.pop()
  if (linked.has(id)) continue
  linked.add(id)
  for (const { pkg, dep_kinds: kinds } of edges.get(id)) if (kinds.some(({ kind }) => kind !== 'dev')) queue.push(pkg)
}

/** Whether a licence expression can be satisfied from the list. `/` is the old way of writing OR. */
function satisfied(expression) {
  const words = expression.replaceAll('/', ' OR ').match(/\(|\)|[^\s()]+/g) ?? []
  const one = () => {
    const word = words.shift()
    if (word === '(') {
      const inside = any()
      words.shift()
      return inside
    }
    if (words[0] === 'WITH') return words.splice(0, 2) && false
    return allowed.has(word)
  }
  const all = () => {
    let value = one()
    while (words[0] === 'AND') value = (words.shift(), one()) && value
    return value
  }
  const any = () => {
    let value = all()
    while (words[0] === 'OR') value = (words.shift(), all()) || value
    return value
  }
  return any()
}

const before = (version, limit) => version.localeCompare(limit, undefined, { numeric: true }) < 0

const wrong = []
for (const id of linked) {
  const { name, version, license, source } = packages.get(id)
  if (!satisfied(license ?? '')) wrong.push(`${name} ${version}: licence « ${license} » isn't in deny.toml`)
  if (source && !source.startsWith('registry+')) wrong.push(`${name} ${version}: from ${source}`)
  const ban = banned.find((ban) => ban.name === name && (!ban.below || before(version, ban.below)))
  if (ban) wrong.push(`${name} ${version}: banned in deny.toml`)
}
for (const what of wrong) console.error(what)
console.log(`${linked.size} packages are linked, ${wrong.length} faults`)
process.exitCode = wrong.length > 0 ? 1 : 0
