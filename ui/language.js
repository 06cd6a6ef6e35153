// The document names the language that is read, for screen readers, hyphens and typefaces.
export default function ({ data }) {
  document.documentElement.lang = data.tag
}
