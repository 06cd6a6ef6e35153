// What ui/site/downloads/popover.py describes: a press fetches a file and hands it to the browser, or says why not.
const made = (kind, text, ...within) => {
  const element = document.createElement(kind)
  element.append(text, ...within)
  return element
}

const save = (content, name) => {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60000)
}

const kept = new WeakMap()

export default function (component) {
  const { data, parentElement } = component
  const [files, said] = [".files", ".said"].map((part) => parentElement.querySelector(part))
  const drawn = JSON.stringify(data)
  if (kept.get(parentElement) === drawn) return
  kept.set(parentElement, drawn)

  const say = (text, wrong = false) => {
    said.textContent = text
    said.toggleAttribute("data-wrong", wrong)
  }
  const fetched = async (way, button) => {
    if (button.ariaBusy === "true") return
    button.ariaBusy = "true"
    say(data.making.replace("{file}", way.name))
    try {
      const answer = await fetch(`${data.folder}${way.key}?${data.query}`)
      if (answer.ok) {
        save(await answer.blob(), way.name)
        say(data.saved.replace("{file}", way.name))
      } else {
        const plain = answer.headers.get("content-type")?.startsWith("text/plain")
        say(plain ? await answer.text() : data.lost, true)
      }
    } catch {
      say(data.lost, true)
    }
    button.ariaBusy = "false"
  }
  const way = (found) => {
    const button = made("button", found.label)
    button.type = "button"
    button.disabled = !found.there
    button.dataset.file = found.key
    button.setAttribute("aria-label", found.said)
    button.onclick = () => fetched(found, button)
    return button
  }
  const rows = data.groups.flatMap((group) => {
    const ways = made("div", "", ...group.ways.map((found) => way(found)))
    ways.className = "ways"
    return [made("div", "", made("strong", group.title), made("small", group.words)), ways]
  })
  say("")
  files.replaceChildren(...rows)
}
