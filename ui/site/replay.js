// What ui/site/replay.py describes: tell the charts around it up to which epoch they are drawn, and which arm stands out.
const kept = new WeakMap()
let played = 0
const STEP = 500 // milliseconds from one epoch to the next, at least, where motion is to be reduced
const POINTING = ["pointerover", "focusin"]

const tell = (element, value, event) => {
  if (!element || element.value === value) return
  element.value = value
  element.dispatchEvent(new Event(event))
}

// Plays `own.at` from where it is to the end, through `show`.
const player = (own, data, show, changed) => {
  const still = matchMedia("(prefers-reduced-motion: reduce)")
  const stop = () => {
    cancelAnimationFrame(own.frame)
    own.frame = 0
    changed(false)
  }
  const start = () => {
    if (own.at >= data.epochs) show(0)
    let last = performance.now()
    let at = own.at
    const run = (now) => {
      const each = (data.seconds * 1000) / data.epochs / own.speed
      at += (now - last) / (still.matches ? Math.max(each, STEP) : each)
      last = now
      show(still.matches ? Math.floor(at) : at)
      if (at >= data.epochs) stop()
      else own.frame = requestAnimationFrame(run)
    }
    changed(true)
    own.frame = requestAnimationFrame(run)
  }
  return { stop, turn: () => (own.frame ? stop() : start()) }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const [bar, play, back, on, scrub, said, speed] = [".bar", "[data-part=play]", "[data-part=back]", "[data-part=on]",
    "[data-part=scrub]", "[data-part=said]", "[data-part=speed]"].map((part) => parentElement.querySelector(part))
  const around = (name) => (parentElement.host ?? parentElement).closest(`.st-key-${data[name].key}`)
  const [replayed, alone] = [around("replay"), around("alone")]
  const own = kept.get(parentElement) ?? { of: null, at: data.epochs, speed: 1, frame: 0, arm: null, listening: [] }
  kept.set(parentElement, own)

  const show = (at) => {
    own.at = Math.max(0, Math.min(data.epochs, at))
    const epoch = Math.floor(own.at + 1e-9).toLocaleString("en")
    scrub.value = own.at
    scrub.style.setProperty("--done", `${(100 * own.at) / data.epochs}%`)
    said.textContent = data.words.replace("{epoch}", epoch)
    scrub.setAttribute("aria-valuetext", said.textContent)
    const whole = own.at >= data.epochs
    tell(replayed, whole ? null : own.at, data.replay.event)
    partly(!whole)
  }
  const partly = (wanted) => {
    replayed?.toggleAttribute("data-partly", wanted)
    replayed?.style.setProperty("--later", JSON.stringify(data.later ?? ""))
  }
  bar.hidden = Boolean(data.silent)
  const called = [[bar, "bar"], [back, "back"], [on, "on"], [scrub, "scrub"], [speed, "speed"]]
  called.forEach(([element, name]) => element.setAttribute("aria-label", data.names?.[name] ?? ""))
  play.setAttribute("aria-label", (own.frame ? data.pause : data.play) ?? "")
  for (const option of speed.options) option.textContent = data.speeds?.[option.value] ?? ""
  const { stop, turn } = player(own, data, show, (playing) => {
    play.dataset.state = playing ? "playing" : "paused"
    play.setAttribute("aria-label", (playing ? data.pause : data.play) ?? "")
  })
  const step = (by) => {
    stop()
    show((by > 0 ? Math.floor(own.at + 1e-9) : Math.ceil(own.at - 1e-9)) + by)
  }

  scrub.max = data.epochs
  bar.classList.toggle("large", data.large)
  if (!data.silent && own.of !== data.of) {
    stop()
    own.of = data.of
    show(data.opens)
  } else if (!data.silent && own.words !== data.words) show(own.at)
  own.words = data.words
  if (data.plays > played) {
    stop()
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) show(data.epochs)
    else {
      show(0)
      turn()
    }
  }
  played = Math.max(played, data.plays ?? 0)
  play.onclick = turn
  back.onclick = () => step(-1)
  on.onclick = () => step(1)
  scrub.oninput = () => {
    stop()
    show(Number(scrub.value))
  }
  speed.onchange = () => { own.speed = Number(speed.value) }

  const point = (event) => {
    const chip = event.target.closest?.("[class*=st-key-chip-]")
    const arm = chip ? Number(/st-key-chip-(\d+)/.exec(chip.className)[1]) : null
    if (own.arm === arm) return
    own.arm = arm
    tell(alone, arm, data.alone.event)
  }
  const keys = (event) => {
    const field = event.composedPath()[0].closest?.("input, textarea, select, button, a, [role=dialog]")
    const act = { " ": data.silent ? null : turn, ArrowRight: () => setTriggerValue("turned", 1), ArrowLeft: () => setTriggerValue("turned", -1),
      Escape: () => setTriggerValue("left", true) }[event.key]
    if (!data.large || field || !act || event.defaultPrevented) return
    event.preventDefault()
    act()
  }
  const unlisten = () => own.listening.splice(0).forEach(([kind, act]) => document.removeEventListener(kind, act))
  unlisten()
  own.listening = [...(data.silent ? [] : POINTING).map((kind) => [kind, point]), ["keydown", keys]]
  own.listening.forEach(([kind, act]) => document.addEventListener(kind, act))
  return () => {
    stop()
    unlisten()
    tell(replayed, null, data.replay.event)
    partly(false)
  }
}
