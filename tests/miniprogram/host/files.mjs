// The phone's own files: pictures that were chosen and texts that were written, by their path.
const files = new Map()

export function keep (content, path = `wxfile://tmp/${files.size + 1}`) {
  files.set(path, content instanceof Blob ? content : new Blob([content]))
  return path
}

export function at (path) {
  if (!files.has(path)) throw new Error(`no such file ${path}`)
  return files.get(path)
}

// What an <img> can show of it.
export function address (path) {
  return new Promise((resolve) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result)
    reader.readAsDataURL(at(path))
  })
}
