// The work gets done without JavaScript, and with the keys alone: sign in, search, open a file, write an observation, correct,
// acknowledge a release.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { launch, open } from './lib/browser.mjs'
import { acknowledge, announce, correct, findAndOpen, keys, observe, pointer } from './lib/tasks.mjs'

/** Who may write observations, and who may correct a line of text. Each way of working acknowledges for a service of its own. */
const OBSERVER = 'surveillant'
const CORRECTOR = 'greffe'

let browser
before(async () => { browser = await launch() })
after(() => browser.close())

for (const [means, options, handsOf, told, days] of [
  ['without JavaScript', { javaScriptEnabled: false }, pointer, 'cpip', 40],
  ['with the keys alone', {}, keys, 'jap', 50],
]) {
  describe(means, () => {
    test('sign in, search, open a file, write an observation', async () => {
      const { context, page, faults } = await open(browser, options)
      const hands = handsOf(page)
      await page.goto('/demo/personnages')
      await hands.press(`form[action="/demo/personnages/${OBSERVER}"] button`)
      await findAndOpen(page, hands, '/observations/nouvelle')
      await observe(page, hands, `Il a demandé une formation de soudeur, ${means}.`)
      assert.deepEqual(faults, [])
      await context.close()
    })

    test('correct a datum, its former value kept', async () => {
      const { context, page, faults } = await open(browser, options)
      const hands = handsOf(page)
      await page.goto('/demo/personnages')
      await hands.press(`form[action="/demo/personnages/${CORRECTOR}"] button`)
      const href = await findAndOpen(page, hands, '/declared_address')
      await correct(page, hands, href, `Corrigé ${means}`)
      assert.deepEqual(faults, [])
      await context.close()
    })

    test('acknowledge a release', async () => {
      await announce(browser, CORRECTOR, told, days)
      const { context, page, faults } = await open(browser, options)
      const hands = handsOf(page)
      await page.goto('/demo/personnages')
      await hands.press(`form[action="/demo/personnages/${told}"] button`)
      await acknowledge(page, hands)
      assert.deepEqual(faults, [])
      await context.close()
    })
  })
}

test('at most five stops of the Tab key stand before the content, and a link skips them all', async () => {
  const { context, page } = await open(browser)
  await page.goto('/demo/personnages')
  await page.locator('form[action="/demo/personnages/cpip"] button').click()
  // The demo's own way to another member of the cast isn't there in service.
  const ofTheDemo = () => page.evaluate(() => document.activeElement.matches('header a[href="/demo/personnages"]'))
  const inMain = () => page.evaluate(() => document.querySelector('main').contains(document.activeElement))
  for (const address of ['/', '/dossiers', '/sorties']) {
    await page.goto(address)
    let stops = 0
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press('Tab')
      if (await inMain()) break
      if (!(await ofTheDemo())) stops += 1
    }
    assert.ok(stops <= 5, `${address}: ${stops} stops before the content`)
    await page.goto(address)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    assert.ok(await inMain(), `${address}: the first link skips to the content`)
  }
  await context.close()
})
