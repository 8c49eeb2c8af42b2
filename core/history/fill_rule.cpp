#include "core/history/fill_rule.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/history/series_schema.hpp"

namespace basis {
namespace {

bool is_word(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Follows the fill rules from a target to its sources, checks them and determines the kind of the target.
class RuleWalk {
 public:
  RuleWalk(Dataset& dataset, const std::string& file, FaultList& faults)
      : dataset_(dataset), file_(file), faults_(faults) {}

  /// Checks the rule of a series, if it has one, and returns the kind of the series; absent after a fault. `asked_at`
  /// is the line of the rule that names the series.
  std::optional<SeriesKind> kind_of(const std::string& name, std::size_t asked_at) {
    const auto rule = dataset_.fills.find(name);
    const auto series = dataset_.series.find(name);
    const bool listed = series != dataset_.series.end();
    if (rule == dataset_.fills.end()) {
      if (listed) return series->second.kind;
      faults_.add(file_, asked_at, fmt::format("fill: '{}' is neither a series nor filled itself", name));
      return std::nullopt;
    }
    if (std::ranges::find(path_, name) != path_.end()) {
      tell_cycle(name, rule->second.line);
      return std::nullopt;
    }
    if (!done_.insert(name).second) return listed ? std::optional(series->second.kind) : std::nullopt;
    return settle(name, rule->second);
  }

 private:
  std::optional<SeriesKind> settle(const std::string& name, const FillRule& rule) {
    path_.push_back(name);
    std::optional<SeriesKind> kind;
    if (const auto own = dataset_.series.find(name); own != dataset_.series.end()) kind = own->second.kind;
    bool good = true;
    for (const std::string& source : rule.sources) {
      const auto other = kind_of(source, rule.line);
      good &= other.has_value();
      if (!other) continue;
      if (!kind) kind = other;
      good &= check_kind(name, *kind, source, *other, rule.line);
    }
    path_.pop_back();
    if (!good) return std::nullopt;
    dataset_.series.try_emplace(name, DatasetSeries{*kind, false, rule.line});
    return kind;
  }

  bool check_kind(const std::string& name, SeriesKind kind, const std::string& source, SeriesKind other,
                  std::size_t line) {
    const bool alike = kind == other && is_token_ratio(name) == is_token_ratio(source);
    if (!alike)
      faults_.add(file_, line,
                  fmt::format("fill: {} ({}) cannot be filled from {} ({})", name, kind_spec(kind).name, source,
                              kind_spec(other).name));
    else if (!is_time_series(kind))
      faults_.add(file_, line, fmt::format("fill: {} is a {}, which has no rows to fill", name, kind_spec(kind).name));
    return alike && is_time_series(kind);
  }

  void tell_cycle(const std::string& name, std::size_t line) {
    std::vector<std::string> circle(std::ranges::find(path_, name), path_.end());
    circle.push_back(name);
    faults_.add(file_, line, fmt::format("fill: the rules go round in a circle: {}", fmt::join(circle, " <- ")));
  }

  Dataset& dataset_;
  const std::string& file_;
  FaultList& faults_;
  std::vector<std::string> path_;
  std::set<std::string> done_;
};

}  // namespace

std::string FillRule::text() const {
  return mean ? fmt::format("mean({})", fmt::join(sources, ", ")) : sources.front();
}

bool is_series_name(std::string_view name) {
  const std::size_t slash = name.find('/');
  return slash != std::string_view::npos && is_word(name.substr(0, slash)) && is_word(name.substr(slash + 1));
}

std::optional<FillRule> parse_fill_rule(std::string_view text, std::size_t line) {
  constexpr std::string_view kMean = "mean(";
  std::string_view rest = trimmed(text);
  FillRule rule;
  rule.line = line;
  rule.mean = rest.starts_with(kMean) && rest.ends_with(')');
  if (rule.mean) rest = rest.substr(kMean.size(), rest.size() - kMean.size() - 1);
  for (;;) {
    const std::size_t comma = rest.find(',');
    const std::string_view name = trimmed(rest.substr(0, comma));
    if (!is_series_name(name)) return std::nullopt;
    rule.sources.emplace_back(name);
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  if (rule.mean == (rule.sources.size() == 1)) return std::nullopt;
  return rule;
}

void settle_fill_rules(Dataset& dataset, const std::string& file, FaultList& faults) {
  RuleWalk walk(dataset, file, faults);
  for (const auto& [target, rule] : dataset.fills) walk.kind_of(target, rule.line);
}

}  // namespace basis
