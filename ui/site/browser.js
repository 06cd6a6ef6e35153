// What ui/site/browser.py describes: fetch the chart library, send the page's width, wake a page that has stopped, lead
// the keyboard into a popover and back.
const REACHED = "a[href], input, button, select, textarea, summary, [tabindex]"
const reached = (within) => [...within.querySelectorAll(REACHED)].filter(
  (found) => found.tabIndex >= 0 && !found.disabled && found.checkVisibility({ visibilityProperty: true }))
const enter = (opener, until) => {
  const body = document.querySelector("[data-testid=stPopoverBody]")
  const first = body && reached(body)[0]
  if (first) first.focus()
  else if (document.activeElement === opener && performance.now() < until) requestAnimationFrame(() => enter(opener, until))
}

// Beyond its last field and before its first the keyboard goes on where the popover was opened.
const leave = (event, body) => {
  const opener = document.querySelector("[data-testid=stPopover] button[aria-expanded=true]")
  const inside = reached(body)
  const last = event.shiftKey ? inside[0] : inside.at(-1)
  if (!opener || event.target !== last) return
  event.preventDefault()
  const page = reached(document).filter((found) => !body.contains(found))
  const next = event.shiftKey ? opener : (page[page.indexOf(opener) + 1] ?? opener)
  opener.click()
  next.focus()
}

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const script = document.querySelector('script[src*="static/js/"]')
  for (const name of script ? data.library : []) {
    import(new URL(name, script.src).href)
      .then((module) => name.startsWith("load") && Object.values(module).forEach((load) => load()))
      .catch(() => {}) // it is fetched with the first chart instead
  }
  const host = parentElement.host ?? parentElement
  const app = document.querySelector("[data-testid=stApp]")
  const touches = ["pointerdown", "pointerup", "keydown", "keyup"]
  let sent = data.known
  let timer = null
  const wait = () => {
    clearTimeout(timer)
    timer = setTimeout(send, data.patience)
  }
  const touched = () => timer !== null && wait()
  const send = () => {
    if (app?.dataset.testScriptState === "running") return wait()
    timer = null
    const width = Math.floor(host.getBoundingClientRect().width / data.step) * data.step
    if (width > 0 && width !== sent) {
      sent = width
      setStateValue("width", width)
    }
  }
  let opener = null
  const opened = (event) => {
    const pressed = event.detail === 0 && event.target.closest?.("[data-testid=stPopover] button")
    if (!pressed) return
    opener = pressed
    if (pressed.getAttribute("aria-expanded") !== "true") enter(pressed, performance.now() + data.patience)
  }
  const shut = (event) => {
    const body = event.target.closest?.("[data-testid=stPopoverBody]")
    if (!body) return
    if (event.key === "Escape") requestAnimationFrame(() => opener?.focus())
    if (event.key === "Tab") leave(event, body)
  }
  document.addEventListener("click", opened, true)
  document.addEventListener("keydown", shut, true)
  const watcher = new ResizeObserver(wait)
  watcher.observe(host)
  let lastRun = Date.now()
  const runs = new MutationObserver(() => { lastRun = Date.now() })
  if (app) runs.observe(app, { attributeFilter: ["data-test-script-state"] })
  const watch = setInterval(() => {
    if (!document.querySelector(data.busy) || document.hidden) lastRun = Date.now()
    else if (Date.now() - lastRun > data.still) {
      lastRun = Date.now()
      setStateValue("woken", lastRun)
    }
  }, data.watch)
  touches.forEach((touch) => document.addEventListener(touch, touched, true))
  return () => {
    clearTimeout(timer)
    clearInterval(watch)
    runs.disconnect()
    watcher.disconnect()
    document.removeEventListener("click", opened, true)
    document.removeEventListener("keydown", shut, true)
    touches.forEach((touch) => document.removeEventListener(touch, touched, true))
  }
}
