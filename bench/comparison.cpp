#include "bench/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace basis::bench {
namespace {

constexpr Target kTargets[] = {
    {"top-of-book frame to both orders, one thread", "hot_path", "top of book, one thread", false, 1'000, false, 1e3,
     "us"},
    {"top-of-book frame to both orders, across lanes", "hot_path", "top of book, across lanes", false, 1'600, false,
     1e3, "us"},
    {"depth frame to both orders, one thread", "hot_path", "depth, 68 levels, one thread", false, 2'500, false, 1e3,
     "us"},
    {"recorded top-of-book frame to both orders over RapidJSON in situ", "hot_path",
     "recorded top of book, one thread, no stamps", true, 1.5, false, 1, "x"},
    {"recorded depth frame to both orders over RapidJSON in situ", "hot_path", "recorded depth, one thread, no stamps",
     true, 0.6, false, 1, "x"},
    {"frames replayed a second, one core", "hot_path", "replay, mixed frames", false, 1e6, true, 1e6, "M/s"},
    {"decoding over RapidJSON in situ, worst message", "codec", "decoder, *", true, 1 / 2.5, false, 1, "x"},
    {"a level of the order book", "book", "near the top, OrderBook: a level", false, 12, false, 1, "ns"},
    {"CAF actor on a lane over the raw ping-pong", "hops", "CAF actor on a polled lane", true, 3, false, 1, "x"},
    {"a report to the order tracker, worst kind", "tracker", "report: *", false, 50, false, 1, "ns"},
    {"hot socket over OpenSSL alone, there and back", "wire", "hot socket", true, 1.1, false, 1, "x"},
    {"wire to wire to the first leg, over an echo by OpenSSL", "wire", "wire to wire, first leg, hot sockets", true,
     1.1, false, 1, "x"},
    {"a fill's bytes to live risk, worst product", "wire", "fill to live risk, *", false, 2'000, false, 1e3, "us"},
    {"orders placed and cancelled a second, one session", "wire", "order rounds a second", false, 5'000, true, 1e3,
     "k/s"},
    {"orders taken a second by the simulated exchange, one core", "wire", "orders a second, simulated exchange", false,
     20'000, true, 1e3, "k/s"},
    {"loss of all sockets to ready again", "wire", "reconnect to ready", false, 500, false, 1, "ms"},
    {"requests answered a second, one core", "wire", "requests a second, 16 connections", false, 20'000, true, 1e3,
     "k/s"},
    {"Keccak-256 of 200 bytes over OpenSSL's SHA3-256", "chain", "keccak256, 200 bytes", true, 1.5, false, 1, "x"},
    {"a call of Aave's supply, encoded", "chain", "supply call", false, 1'000, false, 1e3, "us"},
    {"signing 200 bytes", "signing", "HmacSha256, 200 bytes", false, 350, false, 1, "ns"},
};

bool means(const Target& target, const ResultRow& row) {
  const std::string_view names = target.rows;
  if (row.bench != target.bench) return false;
  return names.ends_with('*') ? row.name.starts_with(names.substr(0, names.size() - 1)) : row.name == names;
}

/// The worst figure of the rows of a target.
std::optional<double> figure_of(const Target& target, const Figures& figures) {
  std::optional<double> worst;
  for (const ResultRow& row : figures.rows) {
    if (!means(target, row)) continue;
    const double value = target.ratio ? row.ratio : row.p50;
    if (!worst) worst = value;
    worst = target.at_least ? std::min(*worst, value) : std::max(*worst, value);
  }
  return worst;
}

struct Change {
  const ResultRow* now;
  double before, ratio;  ///< ratio over one: worse
};

}  // namespace

std::span<const Target> targets() { return kTargets; }

std::string targets_section(const Figures& figures) {
  std::string out = "## Targets, at p50\n\n| | target | measured | |\n|---|---:|---:|---|\n";
  for (const Target& target : kTargets) {
    const std::optional<double> figure = figure_of(target, figures);
    if (!figure) continue;
    const bool reached = target.at_least ? *figure >= target.limit : *figure <= target.limit;
    out += fmt::format("| {} | {} {:.3g} {} | {:.3g} {} | {} |\n", target.what, target.at_least ? "≥" : "≤",
                       target.limit / target.unit, target.shown, *figure / target.unit, target.shown,
                       reached ? "reached" : "NOT reached");
  }
  return out;
}

std::string comparison_section(const Figures& now, const Figures& before) {
  std::map<std::pair<std::string, std::string>, const ResultRow*> old;
  for (const ResultRow& row : before.rows) old.emplace(std::pair(row.bench, row.name), &row);
  std::vector<Change> changes;
  std::size_t fresh = 0;
  for (const ResultRow& row : now.rows) {
    const auto found = old.find({row.bench, row.name});
    if (found == old.end() || found->second->unit != row.unit || found->second->p50 <= 0 || row.p50 <= 0) {
      ++fresh;
      continue;
    }
    const double ratio = row.p50 / found->second->p50;
    changes.push_back({&row, found->second->p50, row.unit == "1/s" ? 1 / ratio : ratio});
    old.erase(found);
  }
  std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.ratio > b.ratio; });
  std::string out = "| new / old | benchmark | figure | old p50 | new p50 |\n|---:|---|---|---:|---:|\n";
  for (const Change& change : changes)
    out += fmt::format("| {:.2f} | {} | {} | {:.4g} {} | {:.4g} {} |\n", change.ratio, change.now->bench,
                       change.now->name, change.before, change.now->unit, change.now->p50, change.now->unit);
  return out + fmt::format("\n{} figures are new, {} are gone.\n", fresh, old.size());
}

}  // namespace basis::bench
