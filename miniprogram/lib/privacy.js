// Nothing is asked of the server before the person has agreed to WeChat's privacy guide.

const KEY = "privacy";
let agreed = false;

/** @returns {Promise<{agreed: boolean, guide: string}>} */
async function ask() {
  try {
    const { needAuthorization, privacyContractName } = await wx.getPrivacySetting();
    agreed = !needAuthorization;
    return { agreed, guide: privacyContractName };
  } catch {
    // A WeChat too old to know: our own button's word counts.
    agreed = wx.getStorageSync(KEY) === true;
    return { agreed, guide: "《隐私保护指引》" };
  }
}

/** After the button with open-type agreePrivacyAuthorization. */
function agree() {
  agreed = true;
  wx.setStorageSync(KEY, true);
}

/** @returns {Promise<boolean>} */
async function isAgreed() {
  return agreed || (await ask()).agreed;
}

module.exports = { ask, agree, isAgreed };
