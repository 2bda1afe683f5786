// What the last tap came to, where the eye is.
Component({ properties: { text: String, bad: Boolean } });
