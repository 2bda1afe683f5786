// theme.json: a value that begins with @ is looked up for light or dark.
const { theme } = window.PROGRAM
const dark = matchMedia('(prefers-color-scheme: dark)')

export const isDark = () => dark.matches
export const onTheme = (listener) => dark.addEventListener('change', listener)

export function themed (value = '') {
  return value.startsWith('@') ? theme[isDark() ? 'dark' : 'light'][value.slice(1)] : value
}
