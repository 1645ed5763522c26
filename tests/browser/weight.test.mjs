// Slow lines: a first page weighs at most 60 KB compressed, with all that it asks for, and a repeat at most 20 KB.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { fileLinks, launch, open, openFile, releaseLinks, signIn } from './lib/browser.mjs'

const FIRST = 60 * 1024
const REPEAT = 20 * 1024

let browser
before(async () => { browser = await launch() })
after(() => browser.close())

/** Bytes that came over the line for one page. */
async function weigh(context, page, address) {
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  let bytes = 0
  session.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength })
  await page.goto(address, { waitUntil: 'networkidle' })
  await session.detach()
  return bytes
}

test('first pages and repeats', async () => {
  const { context, page } = await open(browser)
  await signIn(page, 'cpip')
  await page.goto('/dossiers')
  const [href] = await fileLinks(page)
  await openFile(page, href)
  await page.goto('/sorties?jours=90')
  const [release] = await releaseLinks(page)
  assert.ok(release, 'a release is on the board')
  const signedIn = await context.storageState()
  await context.close()
  const heavy = []
  for (const address of ['/demo/personnages', '/', '/dossiers', href, `${href}/chronologie`, `${href}/impression`, '/sorties?jours=90', release]) {
    const fresh = await open(browser, { storageState: signedIn })
    const first = await weigh(fresh.context, fresh.page, address)
    const repeat = await weigh(fresh.context, fresh.page, address)
    await fresh.context.close()
    console.log(`${address.replace(href, '/dossiers/{id}').replace(release, '/sorties/{id}')}: ${first} bytes, then ${repeat}`)
    if (first > FIRST) heavy.push(`${address}: ${first} bytes at first, at most ${FIRST}`)
    if (repeat > REPEAT) heavy.push(`${address}: ${repeat} bytes again, at most ${REPEAT}`)
  }
  assert.deepEqual(heavy, [])
})
