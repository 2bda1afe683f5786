// What stands in for a page's content: loading, not open here, or a trouble with a way to try again.
Component({
  properties: { view: String, trouble: String },
  methods: {
    again() {
      this.triggerEvent("again");
    },
  },
});
