// What a small screen or large letters would hide.

/** What sticks out of the window, and text cut by its own box. */
export async function cut(page) {
  return page.evaluate(() => {
    const found = []
    const root = document.documentElement
    const name = (element) => `<${element.localName} class="${element.className}"> « ${element.textContent.trim().slice(0, 40)} »`
    // Hidden for the eye only: a pixel wide, or clipped away, on purpose.
    const forListeners = (element) => {
      for (let here = element; here !== null; here = here.parentElement) {
        const { width, height } = here.getBoundingClientRect()
        if (width <= 1 || height <= 1 || getComputedStyle(here).clipPath !== 'none') return true
      }
      return false
    }
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

/** Text of that share of the usual size, as the reader's own settings would have it. */
export async function letters(page, share) {
  const session = await page.context().newCDPSession(page)
  await session.send('Page.setFontSizes', { fontSizes: { standard: 16 * share, fixed: 13 * share } })
}
