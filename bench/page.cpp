#include "bench/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "bench/comparison.hpp"

namespace basis::bench {
namespace {

constexpr double kWidth = 420;
constexpr double kHeight = 34;
constexpr int kBars = 140;

constexpr const char* kHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Benchmarks of basis</title><style>
:root{color-scheme:light dark}body{font:14px/1.5 system-ui,sans-serif;margin:2em auto;max-width:1150px;padding:0 1em}
table{border-collapse:collapse;width:100%}th,td{padding:.25em .6em;text-align:right;border-bottom:1px solid #8884}
td{font-variant-numeric:tabular-nums}th:first-child,td:first-child,.facts td{text-align:left}
svg{display:block}svg rect{fill:#3b7dd8}svg line{stroke:#8886}svg .p50{stroke:#d8593b}
svg text{font-size:9px;fill:#888}.small{color:#888}
</style></head><body>
<h1>Benchmarks</h1>
<p>Bars count readings on a logarithmic scale of time, their heights by the root of the count so that rare ones are
seen; the red line is p50. Rows of one benchmark and unit share a scale.</p>
)";

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else
      out += c;
  }
  return out;
}

/// Range of a histogram's axis, in decades.
struct Scale {
  double from = 1e9, to = -1e9;
  void span(const ResultRow& row) {
    if (row.buckets.empty()) return;
    from = std::min(from, std::log10(std::max(row.buckets.front().lower, 1e-3)));
    to = std::max(to, std::log10(row.buckets.back().upper));
  }
  [[nodiscard]] double at(double value) const {
    const double share = (std::log10(std::max(value, 1e-3)) - from) / std::max(to - from, 1e-9);
    return std::clamp(share, 0.0, 1.0) * kWidth;
  }
};

std::string histogram(const ResultRow& row, const Scale& scale) {
  std::string out = fmt::format(R"(<svg width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img">)", kWidth, kHeight);
  for (double decade = std::ceil(scale.from); decade <= scale.to; ++decade) {
    const double x = scale.at(std::pow(10, decade));
    out += fmt::format(R"(<line x1="{0:.1f}" x2="{0:.1f}" y1="0" y2="{1}"/><text x="{2:.1f}" y="8">{3:g}</text>)", x,
                       kHeight, x + 2, std::pow(10, decade));
  }
  std::vector<double> bars(kBars);
  for (const ResultRow::Bucket& bucket : row.buckets) {
    const double middle = std::sqrt(std::max(bucket.lower, 1e-3) * bucket.upper);
    const auto bar = static_cast<std::size_t>(scale.at(middle) / kWidth * (kBars - 1));
    bars[bar] += static_cast<double>(bucket.count);
  }
  const double most = *std::max_element(bars.begin(), bars.end());
  for (std::size_t i = 0; i < bars.size(); ++i) {
    if (bars[i] <= 0) continue;
    const double height = std::max(1.0, std::sqrt(bars[i] / most) * (kHeight - 2));
    out += fmt::format(R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)",
                       static_cast<double>(i) * kWidth / kBars, kHeight - height, kWidth / kBars - 0.4, height);
  }
  const double p50 = scale.at(row.p50);
  return out + fmt::format(R"(<line class="p50" x1="{0:.1f}" x2="{0:.1f}" y1="0" y2="{1}"/></svg>)", p50, kHeight);
}

std::string table_row(const ResultRow& row, const Scale& scale) {
  const std::string ratio = row.baseline.empty() ? std::string()
                                                 : fmt::format(R"({:.2f}<br><span class="small">of {}</span>)",
                                                               row.ratio, escaped(row.baseline));
  return fmt::format(
      "<tr><td>{}<br><span class=\"small\">{}, {} readings</span></td><td>{:.4g}</td><td>{:.4g}</td><td>{:.4g}</td>"
      "<td>{:.4g}</td><td>{:.4g}</td><td>{}</td><td>{}</td></tr>\n",
      escaped(row.name), row.unit, row.count, row.p50, row.p90, row.p99, row.p999, row.max, ratio,
      row.buckets.empty() ? std::string() : histogram(row, scale));
}

}  // namespace

std::string figures_page(const Figures& figures) {
  std::string out = std::string(kHead) + "<table class=\"facts\">\n";
  for (const auto& [name, value] : figures.facts)
    out += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", escaped(name), escaped(value));
  out += "</table>\n";
  std::map<std::pair<std::string, std::string>, Scale> scales;
  for (const ResultRow& row : figures.rows) scales[{row.bench, row.unit}].span(row);
  std::string bench;
  for (const ResultRow& row : figures.rows) {
    if (row.bench != bench) {
      out += fmt::format(
          "{}<h2>{}</h2>\n<table><tr><th></th><th>p50</th><th>p90</th><th>p99</th><th>p99.9</th><th>max</th>"
          "<th>ratio</th><th></th></tr>\n",
          bench.empty() ? "" : "</table>\n", escaped(row.bench));
      bench = row.bench;
    }
    out += table_row(row, scales[{row.bench, row.unit}]);
  }
  return out + (bench.empty() ? "" : "</table>\n") + "</body></html>\n";
}

}  // namespace basis::bench
