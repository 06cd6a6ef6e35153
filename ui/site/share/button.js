// The link in its field, Copy, the words, and the code. Without a secure connection, as in a local network, a browser
// has no clipboard for scripts: there the field is selected and copied the old way.
const old = (field) => {
  field.select()
  return document.execCommand("copy")
}

export default function (component) {
  const { data, parentElement } = component
  const part = (selector) => parentElement.querySelector(selector)
  const [field, copy, said] = ["textarea", "button", "[role=status]"].map(part)
  if (field.value !== data.link) said.textContent = ""
  field.value = data.link
  field.setAttribute("aria-label", data.label)
  copy.textContent = data.copy
  part(".share-holds").textContent = data.holds
  part(".share-reach").textContent = data.reach
  part(".share-code").innerHTML = data.code
  field.onclick = () => field.select()
  copy.onclick = async () => {
    const done = await (navigator.clipboard?.writeText(data.link).then(() => true, () => old(field)) ?? old(field))
    if (!done) field.select()
    said.textContent = done ? data.copied : data.take
  }
}
