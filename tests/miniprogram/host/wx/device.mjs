import { at, keep } from '../files.mjs'
import { phone } from '../phone.mjs'
import { isDark } from '../theme.mjs'
import { element } from '../sheets.mjs'
import { answering } from './answers.mjs'

export default {
  env: { USER_DATA_PATH: 'wxfile://usr' },
  getAccountInfoSync: () => ({ miniProgram: { appId: 'host', envVersion: 'develop', version: '' }, plugin: {} }),
  getAppBaseInfo: () => ({ SDKVersion: '3.8.0', language: 'zh_CN', theme: isDark() ? 'dark' : 'light', fontSizeSetting: phone.fontSize }),
  getFileSystemManager: () => ({
    writeFile: answering('writeFile', ({ filePath, data }) => { keep(data, filePath) })
  }),
  // To a chat in WeChat; to the downloads here.
  shareFileMessage: answering('shareFileMessage', ({ filePath, fileName }) => {
    const href = URL.createObjectURL(at(filePath))
    element('a', '', undefined, { href, download: fileName }).click()
  })
}
