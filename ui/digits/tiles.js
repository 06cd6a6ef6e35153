// What ui/digits/tiles.py describes: tiles to choose from. One of them is reached by Tab, the others by the arrow keys.
const kept = new WeakMap()

const tile = (cell, place) => {
  const button = document.createElement("button")
  button.type = "button"
  button.setAttribute("aria-label", cell.said)
  button.title = cell.said
  const digit = document.createElement("i")
  digit.style.setProperty("--place", place)
  const marks = document.createElement("b")
  for (const mark of cell.marks) {
    const told = document.createElement("span")
    told.textContent = mark.text
    told.style.setProperty("--light", mark.light)
    told.style.setProperty("--dark", mark.dark)
    marks.append(told, " ")
  }
  button.append(digit, marks)
  return button
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const tiles = parentElement.querySelector(".tiles")
  const own = kept.get(parentElement) ?? { of: null }
  kept.set(parentElement, own)
  tiles.setAttribute("aria-label", data.name)
  if (own.of !== data.of) {
    own.of = data.of
    tiles.style.setProperty("--ink", `url("${data.ink}")`)
    tiles.replaceChildren(...data.cells.map(tile))
  }
  const buttons = [...tiles.children]
  const reach = (place) => buttons.forEach((button, other) => { button.tabIndex = other === place ? 0 : -1 })
  const press = (place) => buttons.forEach((button, other) => button.setAttribute("aria-pressed", String(other === place)))
  press(data.chosen)
  if (buttons[data.chosen] && tiles.scrollWidth > tiles.clientWidth) {
    tiles.scrollLeft = buttons[data.chosen].offsetLeft - tiles.offsetLeft - tiles.clientWidth / 2
  }
  reach(Math.max(0, data.chosen))
  buttons.forEach((button, place) => {
    button.onclick = () => {
      press(place)
      reach(place)
      setTriggerValue("chosen", data.places[place])
    }
  })
  tiles.onkeydown = (event) => {
    const at = buttons.indexOf(event.target)
    const first = buttons[0]
    const across = buttons.filter((button) => button.offsetTop === first.offsetTop).length
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across, Home: -at, End: buttons.length - 1 - at }[event.key]
    const next = buttons[at + (step ?? 0)]
    if (step === undefined || at < 0) return
    event.preventDefault()
    if (!next) return
    reach(at + step)
    next.focus()
  }
}
