// Every wx.* the mini-program may call, and what of the person it touches: that is declared in 《用户隐私保护指引》.
// A call that is not here fails the check, and so does one that is here and not used.
const NOTHING = ''

export const CALLS = {
  chooseMedia: '选中的照片或视频信息',
  env: NOTHING,
  getAccountInfoSync: NOTHING,
  getFileSystemManager: NOTHING,
  getPrivacySetting: NOTHING,
  getStorageSync: NOTHING,
  login: NOTHING,
  navigateTo: NOTHING,
  onNetworkStatusChange: NOTHING,
  openPrivacyContract: NOTHING,
  qy: NOTHING, // WeCom's own app only: its guide is the office's
  reLaunch: NOTHING,
  removeStorageSync: NOTHING,
  request: NOTHING,
  requestSubscribeMessage: NOTHING,
  scanCode: NOTHING,
  setStorageSync: NOTHING,
  shareFileMessage: NOTHING,
  showModal: NOTHING,
  showToast: NOTHING,
  stopPullDownRefresh: NOTHING,
  switchTab: NOTHING,
  uploadFile: NOTHING
}

// Buttons that open something of WeChat's own.
export const OPEN_TYPES = { agreePrivacyAuthorization: NOTHING, getPhoneNumber: '手机号' }
