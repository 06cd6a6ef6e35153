// What ui/compare/lead.py describes: a tab that is chosen comes to the top of the window, and its contents with it.
const BUSY = ["wheel", "touchmove", "keydown", "pointerdown"]
const MOVES = ["ArrowLeft", "ArrowRight", "Home", "End"]

export default function (component) {
  const { data } = component
  let frame = 0
  const stop = () => {
    cancelAnimationFrame(frame)
    frame = 0
  }
  const chosen = (event) => {
    const list = event.target.closest?.(`${data.within} [role=tablist]`)
    if (!list || !event.target.closest("[role=tab]") || list.getBoundingClientRect().top < data.below * innerHeight) return
    stop()
    list.style.scrollMarginTop = `${data.margin}px`
    const until = performance.now() + data.limit
    const follow = () => {
      if (list.getBoundingClientRect().top > data.margin + 1) list.scrollIntoView({ block: "start" })
      frame = performance.now() < until ? requestAnimationFrame(follow) : 0
    }
    follow()
  }
  const moved = (event) => { // an arrow key chooses the tab that it leads to
    if (MOVES.includes(event.key) && event.target.closest?.("[role=tab]")) {
      requestAnimationFrame(() => {
        document.activeElement.scrollIntoView({ block: "nearest", inline: "nearest" })
        chosen({ target: document.activeElement })
      })
    }
  }
  document.addEventListener("click", chosen, true)
  document.addEventListener("keydown", moved, true)
  BUSY.forEach((kind) => document.addEventListener(kind, stop, { passive: true }))
  return () => {
    stop()
    document.removeEventListener("click", chosen, true)
    document.removeEventListener("keydown", moved, true)
    BUSY.forEach((kind) => document.removeEventListener(kind, stop))
  }
}
