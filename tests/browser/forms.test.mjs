// A form with faults: the summary first and focused, each of its links reaches its field, and what was typed is kept.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { launch, open, openFileWith, signIn } from './lib/browser.mjs'

let browser
before(async () => { browser = await launch() })
after(() => browser.close())

/** Sends the form past the browser's own checks, as an old browser or a script would. */
async function send(page, form) {
  await page.locator(form).evaluate((form) => { form.noValidate = true })
  const [response] = await Promise.all([page.waitForResponse((response) => response.request().isNavigationRequest()), page.locator(`${form} button.fr-btn`).click()])
  await page.waitForLoadState()
  return response
}

async function faultsSaid(page, response) {
  assert.ok(response.status() >= 400 && response.status() < 500, `answered ${response.status()}`)
  const order = await page.evaluate(() => {
    const summary = document.querySelector('#erreurs')
    const heading = document.querySelector('h1')
    return {
      focused: document.activeElement === summary,
      first: summary !== null && Boolean(summary.compareDocumentPosition(heading) & Node.DOCUMENT_POSITION_FOLLOWING),
    }
  })
  assert.deepEqual(order, { focused: true, first: true }, 'the summary of the faults comes first and has the focus')
  const links = await page.locator('#erreurs a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  assert.ok(links.length > 0)
  for (const href of links) {
    await page.locator(`#erreurs a[href="${href}"]`).click()
    const reached = await page.evaluate(() => `#${document.activeElement?.id}`)
    assert.equal(reached, href, 'the link reaches its field')
    const described = await page.evaluate((href) => {
      const field = document.querySelector(href)
      const ids = `${field.getAttribute('aria-describedby') ?? ''} ${field.closest('fieldset')?.getAttribute('aria-describedby') ?? ''}`
      return ids.split(/\s+/).some((id) => id !== '' && document.getElementById(id)?.textContent.trim() !== '')
    }, href)
    assert.ok(described, `${href} is described by its fault`)
  }
}

async function withFile(slug, kind, task) {
  const { context, page, faults } = await open(browser)
  await signIn(page, slug)
  const href = await openFileWith(page, kind)
  assert.ok(href, `${slug} has a file that offers ${kind}`)
  await task(page, href)
  assert.deepEqual(faults, [])
  await context.close()
}

describe('faults of', () => {
  test('an observation: a day to come and no theme', () =>
    withFile('surveillant', '/observations/nouvelle', async (page, href) => {
      await page.goto(`${href}/observations/nouvelle`)
      const text = 'Il s’est présenté à l’heure ; « tout va bien », a-t-il dit.\nDeux lignes & <des signes>.'
      await page.locator('#observed_on').fill('2999-12-31')
      await page.locator('#observation_text').fill(text)
      await faultsSaid(page, await send(page, 'form[action*="/observations"]'))
      assert.equal(await page.locator('#observation_text').inputValue(), text, 'the text is kept as typed')
      assert.equal(await page.locator('#observed_on').inputValue(), '2999-12-31', 'the day is kept as typed')
    }))

  test('an observation: nothing but blanks', () =>
    withFile('surveillant', '/observations/nouvelle', async (page, href) => {
      await page.goto(`${href}/observations/nouvelle`)
      await page.locator('#observation_text').fill('   \n ')
      await faultsSaid(page, await send(page, 'form[action*="/observations"]'))
    }))

  test('a correction: no reason', () =>
    withFile('greffe', '/corrections/', async (page, href) => {
      await page.goto(href)
      await page.locator('a[href*="/corrections/"]').first().click()
      const form = 'form[action*="/corrections/"]'
      const line = page.locator('input#value:not([type="radio"]), textarea#value')
      const typed = (await line.count()) > 0 ? await line.inputValue() : null
      await faultsSaid(page, await send(page, form))
      if (typed !== null) assert.equal(await line.inputValue(), typed, 'the value is kept as typed')
    }))

  test('a purpose: no reason', () =>
    withFile('cpip', '/motif', async (page, href) => {
      await page.goto(`${href}/motif`)
      await page.locator('#behalf_name').fill('MARTIN Paul, greffier')
      await faultsSaid(page, await send(page, 'main form[method="post"]'))
      assert.equal(await page.locator('#behalf_name').inputValue(), 'MARTIN Paul, greffier', 'the name is kept as typed')
    }))
})
