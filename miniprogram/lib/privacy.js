// Nothing is asked of the server before the person has agreed to WeChat's privacy guide.

const KEY = "privacy";
let agreed = false;

/** @returns {Promise<{agreed: boolean, guide: string}>} */
function ask() {
  return new Promise((resolve) => {
    wx.getPrivacySetting({
      success({ needAuthorization, privacyContractName }) {
        agreed = !needAuthorization;
        resolve({ agreed, guide: privacyContractName });
      },
      // A WeChat too old to know: our own button's word counts.
      fail() {
        agreed = wx.getStorageSync(KEY) === true;
        resolve({ agreed, guide: "《隐私保护指引》" });
      },
    });
  });
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
