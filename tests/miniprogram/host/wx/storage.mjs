import { storageKey } from '../phone.mjs'

export default {
  getStorageSync (name) {
    const kept = localStorage.getItem(storageKey(name))
    return kept === null ? '' : JSON.parse(kept)
  },
  setStorageSync: (name, value) => localStorage.setItem(storageKey(name), JSON.stringify(value)),
  removeStorageSync: (name) => localStorage.removeItem(storageKey(name))
}
