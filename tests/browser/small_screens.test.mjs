// A phone 320 pixels wide, and text twice as large: nothing overflows, nothing is cut.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { launch, open } from './lib/browser.mjs'
import { cut, letters } from './lib/cut.mjs'
import { PUBLIC, pagesOf } from './lib/pages.mjs'

let browser
before(async () => { browser = await launch() })
after(() => browser.close())

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
      await letters(page, 1)
      const before = await size()
      await letters(page, 2)
      assert.ok((await size()) >= 1.9 * before, `${page.url()}: text doesn't follow the size that the reader chose`)
    }))
})
