// A photo that may go along and never has to: shown only where the office takes photos. `choose` says which.
Component({
  properties: { photo: String, hint: String },
  methods: {
    pick() {
      return wx
        .chooseMedia({ count: 1, mediaType: ["image"], sourceType: ["album", "camera"], sizeType: ["compressed"] })
        .then(({ tempFiles }) => this.triggerEvent("choose", { value: tempFiles[0].tempFilePath }), () => {});
    },
    drop() {
      this.triggerEvent("choose", { value: "" });
    },
  },
});
