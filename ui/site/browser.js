// What ui/site/browser.py describes: fetch the chart library, send the page's width, wake a page that has stopped.
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
    touches.forEach((touch) => document.removeEventListener(touch, touched, true))
  }
}
