// Draws the chart whose options the page carries as JSON. Without script the table beside it says the same.
"use strict";

(function () {
  var place = document.getElementById("chart");
  var given = JSON.parse(document.getElementById("chart-options").textContent);
  var reduced = function (value) { return Number(value.toFixed(2)).toLocaleString("zh-CN"); };
  var written = given.unit === "percent"
    ? function (value) { return (value * 100).toFixed(1) + "%"; }
    : reduced;

  given.option.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily };
  given.option.tooltip.valueFormatter = written;
  given.option.xAxis.axisLabel = {
    hideOverlap: true,
    formatter: given.unit === "percent" ? function (value) { return value * 100 + "%"; } : reduced
  };
  given.option.series[0].label.formatter = function (bar) { return written(bar.value); };

  place.hidden = false;
  var chart = echarts.init(place, null, { renderer: "svg" });
  chart.setOption(given.option);
  place.setAttribute("aria-hidden", "true"); // the table is the text alternative
  window.addEventListener("resize", function () { chart.resize(); });
})();
