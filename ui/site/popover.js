// What ui/site/popover.py describes: lead the keyboard into a popover, and out of it, and tell which one is opened.
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

const keyOf = (opener) => opener.closest('[class*="st-key-"]')?.className.match(/st-key-([\w-]+)/)?.[1]

let opener = null

export default function (component) {
  let told = component.data.unfolded
  const pressed = (event) => {
    const button = event.target.closest?.("[data-testid=stPopover] button")
    const key = button && keyOf(button)
    if (!key || key === told || !component.data.folds.includes(key)) return
    told = key
    component.setStateValue("unfolded", key)
  }
  const opened = (event) => {
    const pressed = event.detail === 0 && event.target.closest?.("[data-testid=stPopover] button")
    if (!pressed) return
    opener = pressed
    if (pressed.getAttribute("aria-expanded") !== "true") enter(pressed, performance.now() + component.data.patience)
  }
  const shut = (event) => {
    const body = event.target.closest?.("[data-testid=stPopoverBody]")
    if (!body) return
    if (event.key === "Escape") requestAnimationFrame(() => opener?.focus())
    if (event.key === "Tab") leave(event, body)
  }
  document.addEventListener("pointerdown", pressed, true)
  document.addEventListener("click", pressed, true)
  document.addEventListener("click", opened, true)
  document.addEventListener("keydown", shut, true)
  return () => {
    document.removeEventListener("pointerdown", pressed, true)
    document.removeEventListener("click", pressed, true)
    document.removeEventListener("click", opened, true)
    document.removeEventListener("keydown", shut, true)
  }
}
