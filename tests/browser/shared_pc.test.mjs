// The next person on a shared computer learns nothing of the one before.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { fileLinks, launch, open, openFile, signIn } from './lib/browser.mjs'

let browser
before(async () => { browser = await launch() })
after(() => browser.close())

test('after signing out, Back shows nothing', async () => {
  const { context, page } = await open(browser)
  await signIn(page, 'cpip')
  await page.goto('/dossiers')
  const [href] = await fileLinks(page)
  await openFile(page, href)
  const name = (await page.locator('h1').innerText()).trim()
  const observed = await page.locator('main').innerText()
  assert.ok(observed.includes(name))
  await page.locator('form[action="/deconnexion"] button').click()
  // A click doesn't wait for the page that it leads to, and going back during a navigation hits a page that is being replaced.
  await page.waitForURL('**/connexion', { waitUntil: 'load' })
  for (let steps = 0; steps < 3; steps += 1) {
    await page.goBack()
    const text = await page.locator('body').innerText()
    assert.ok(!text.includes(name), `${page.url()} still shows ${name}`)
  }
  const response = await page.goto(href)
  assert.ok(response.status() === 401 || page.url().includes('/connexion'), `${response.status()} at ${page.url()}`)
  await context.close()
})

test('a cookie kept from before signing out opens nothing', async () => {
  const { context, page } = await open(browser)
  await signIn(page, 'cpip')
  const kept = await context.cookies()
  assert.ok(kept.some((cookie) => cookie.httpOnly && cookie.sameSite !== 'None'), 'the session is beyond the reach of scripts and other sites')
  await page.locator('form[action="/deconnexion"] button').click()
  await context.addCookies(kept)
  const response = await page.goto('/dossiers')
  assert.ok(response.status() === 401 || page.url().includes('/connexion'), `${response.status()} at ${page.url()}`)
  await context.close()
})

test('nothing personal is stored in the browser', async () => {
  const { context, page } = await open(browser)
  await signIn(page, 'cpip')
  await page.goto('/dossiers')
  const [href] = await fileLinks(page)
  await openFile(page, href)
  await page.goto(`${href}/observations/nouvelle`)
  const stored = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    readable: document.cookie,
  }))
  assert.deepEqual(stored, { local: 0, session: 0, databases: 0, workers: 0, readable: '' })
  await context.close()
})
