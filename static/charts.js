// Draws the charts whose options the page carries as JSON. Without script the tables beside them say the same.
"use strict";

(function () {
  var reduced = function (value) { return Number(value.toFixed(2)).toLocaleString("zh-CN"); };
  var percent = function (value) { return (value * 100).toFixed(1) + "%"; };

  Array.prototype.forEach.call(document.querySelectorAll(".chart"), function (place) {
    var given = JSON.parse(document.getElementById(place.id + "-options").textContent);
    var option = given.option;
    var written = given.unit === "percent" ? percent : reduced;
    var axis = option[given.values + "Axis"];

    option.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily };
    option.tooltip.valueFormatter = written;
    if (axis) {
      axis.axisLabel = {
        hideOverlap: true,
        formatter: given.unit === "percent" ? function (value) { return Math.round(value * 100) + "%"; } : reduced
      };
    }
    if (given.values === "x") {
      option.series[0].label.formatter = function (bar) { return written(bar.value); };
    }

    place.hidden = false;
    var chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption(option);
    place.setAttribute("aria-hidden", "true"); // the table is the text alternative
    window.addEventListener("resize", function () { chart.resize(); });
  });
})();
