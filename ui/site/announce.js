// What ui/site/announce.py describes: write into a region that is read aloud, and lead the focus along.
const REGION = "announcer"
const OURS = ".st-key-train, .st-key-stop"
let last = null

const region = () => {
  const found = document.getElementById(REGION)
  if (found) return found
  const made = document.createElement("div")
  made.id = REGION
  made.setAttribute("role", "status")
  made.style.cssText = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap"
  document.body.append(made)
  return made
}

const lead = (selector, until) => {
  const active = document.activeElement
  if (active && active !== document.body && !active.closest(OURS)) return
  const target = document.querySelector(selector)
  if (target && !target.disabled) {
    if (target.tabIndex < 0) target.tabIndex = -1
    target.focus({ preventScroll: true })
  } else if (performance.now() < until) requestAnimationFrame(() => lead(selector, until))
}

export default function (component) {
  const { data } = component
  const place = region()
  if (place.textContent !== data.said) place.textContent = data.said
  if (last in data.focus && last !== data.state && data.focus[data.state]) lead(data.focus[data.state], performance.now() + data.limit)
  last = data.state
}
