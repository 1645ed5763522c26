// A phone 320 pixels wide, and text twice as large: nothing overflows, nothing is cut.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { launch, open } from './lib/browser.mjs'
import { PUBLIC, pagesOf } from './lib/pages.mjs'

let browser
before(async () => { browser = await launch() })
after(() => browser.close())

/** What sticks out of the window, and text cut by its own box. */
async function cut(page) {
  return page.evaluate(() => {
    const found = []
    const root = document.documentElement
    const name = (element) => `<${element.localName} class="${element.className}"> « ${element.textContent.trim().slice(0, 40)} »`
    // Hidden for the eye only: a pixel wide, on purpose.
    const forListeners = (element) => element.closest('.fr-sr-only, .fr-skiplinks') !== null
    if (root.scrollWidth > root.clientWidth) {
      const wide = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
      found.push(`${root.scrollWidth} pixels wide in a window of ${root.clientWidth}: ${wide.slice(-3).map(name).join(', ')}`)
    }
    for (const element of document.body.querySelectorAll('*')) {
      if (forListeners(element) || element.textContent.trim() === '') continue
      const style = getComputedStyle(element)
      const hidden = (overflow) => overflow === 'hidden' || overflow === 'clip'
      if (style.display === 'inline' || style.visibility === 'hidden') continue
      if (hidden(style.overflowX) && element.scrollWidth > element.clientWidth + 1) found.push(`cut at the side: ${name(element)}`)
      if (hidden(style.overflowY) && element.scrollHeight > element.clientHeight + 1) found.push(`cut below: ${name(element)}`)
    }
    return found
  })
}

async function everywhere(options, prepare) {
  const wrong = []
  for (const slug of [null, 'cpip', 'surveillant', 'procureur']) {
    const { context, page } = await open(browser, options)
    const addresses = slug === null ? PUBLIC : await pagesOf(page, slug)
    for (const address of addresses) {
      await page.goto(address)
      await prepare(page)
      wrong.push(...(await cut(page)).map((what) => `${slug ?? 'nobody'} ${address}: ${what}`))
    }
    await context.close()
  }
  assert.equal(wrong.length, 0, `\n${wrong.join('\n')}\n`)
}

describe('nothing is cut', () => {
  test('on a screen 320 pixels wide', () => everywhere({ viewport: { width: 320, height: 640 } }, async () => {}))

  test('when text is twice as large', () =>
    everywhere({ viewport: { width: 1280, height: 800 } }, async (page) => {
      const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('main') ?? document.body).fontSize))
      const before = await size()
      await page.evaluate(() => { document.documentElement.style.fontSize = '200%' })
      assert.ok((await size()) >= 1.9 * before, `${page.url()}: text doesn't follow the size that the reader chose`)
    }))
})
