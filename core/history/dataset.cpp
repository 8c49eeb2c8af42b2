#include "core/history/dataset.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/history/fault_list.hpp"
#include "core/history/fill_rule.hpp"
#include "core/history/series_schema.hpp"

namespace basis {
namespace {

constexpr std::array<std::string_view, 4> kKeys = {"dataset", "timezone", "series", "fill"};

/// The line of a node, from 1.
std::size_t line_of(const YAML::Node& node) {
  return node.Mark().line < 0 ? 1 : static_cast<std::size_t>(node.Mark().line) + 1;
}

/// Reads the parts of `dataset.yaml` and collects their faults.
class DatasetReader {
 public:
  explicit DatasetReader(const std::string& file) : file_(file) {}

  Result<Dataset> read(const YAML::Node& root) {
    if (!root.IsMap()) return Error(ErrorKind::data, file_ + ":1: expected keys: dataset, timezone, series, fill");
    check_keys(root);
    read_name(root);
    read_timezone(root);
    read_series(root);
    if (const YAML::Node fill = root["fill"]; fill && !fill.IsNull()) read_fills(fill);
    settle_fill_rules(dataset_, file_, faults_);
    if (!faults_.empty()) return faults_.error();
    return std::move(dataset_);
  }

 private:
  void check_keys(const YAML::Node& root) {
    std::set<std::string> seen;
    for (const auto& entry : root) {
      const std::string key = entry.first.Scalar();
      if (std::ranges::find(kKeys, key) == kKeys.end())
        fault(entry.first, fmt::format("unknown key '{}', expected one of: {}", key, fmt::join(kKeys, ", ")));
      else if (!seen.insert(key).second)
        fault(entry.first, fmt::format("key '{}' stands here twice", key));
    }
  }

  void read_name(const YAML::Node& root) {
    const YAML::Node node = root["dataset"];
    if (!node || !node.IsScalar() || node.Scalar().empty())
      return fault(node ? node : root, "dataset: a name is required");
    dataset_.name = node.Scalar();
  }

  void read_timezone(const YAML::Node& root) {
    const YAML::Node node = root["timezone"];
    if (!node || !node.IsScalar() || node.Scalar() != "UTC")
      fault(node ? node : root,
            fmt::format("timezone: is '{}', must be UTC", node && node.IsScalar() ? node.Scalar() : std::string()));
  }

  void read_series(const YAML::Node& root) {
    const YAML::Node node = root["series"];
    if (!node || !node.IsMap()) return fault(node ? node : root, "series: a map of kind to list of names is required");
    for (const auto& entry : node) {
      const auto kind = entry.first.IsScalar() ? kind_named(entry.first.Scalar()) : std::nullopt;
      if (!kind) {
        fault(entry.first, fmt::format("series: unknown kind '{}', expected one of: {}",
                                       entry.first.IsScalar() ? entry.first.Scalar() : "", kind_names()));
      } else if (!entry.second.IsSequence()) {
        fault(entry.first, fmt::format("series.{}: expected a list of names", entry.first.Scalar()));
      } else {
        for (const YAML::Node& name : entry.second) add_series(*kind, name);
      }
    }
  }

  void add_series(SeriesKind kind, const YAML::Node& node) {
    if (!node.IsScalar() || !is_series_name(node.Scalar()))
      return fault(node, fmt::format("series.{}: '{}' is not a name like spot/binance_BTCUSDT", kind_spec(kind).name,
                                     node.IsScalar() ? node.Scalar() : ""));
    const auto [first, is_new] = dataset_.series.try_emplace(node.Scalar(), DatasetSeries{kind, true, line_of(node)});
    if (!is_new) fault(node, fmt::format("series: '{}' stands in line {} too", node.Scalar(), first->second.line));
  }

  void read_fills(const YAML::Node& node) {
    if (!node.IsMap()) return fault(node, "fill: expected a map of series to what fills it");
    for (const auto& entry : node) {
      if (!entry.first.IsScalar() || !is_series_name(entry.first.Scalar())) {
        fault(entry.first, "fill: expected a name like perp/okx_BTCUSDT");
        continue;
      }
      const std::string target = entry.first.Scalar();
      const auto rule =
          entry.second.IsScalar() ? parse_fill_rule(entry.second.Scalar(), line_of(entry.first)) : std::nullopt;
      if (!rule)
        fault(entry.first, fmt::format("fill.{}: is '{}', expected a series name or mean(name, name)", target,
                                       entry.second.IsScalar() ? entry.second.Scalar() : ""));
      else if (!dataset_.fills.try_emplace(target, *rule).second)
        fault(entry.first, fmt::format("fill: '{}' has two rules", target));
    }
  }

  static std::string kind_names() {
    std::vector<std::string_view> names;
    for (const KindSpec& spec : all_kinds()) names.push_back(spec.name);
    return fmt::format("{}", fmt::join(names, ", "));
  }

  void fault(const YAML::Node& node, std::string what) { faults_.add(file_, line_of(node), std::move(what)); }

  const std::string& file_;
  Dataset dataset_;
  FaultList faults_;
};

}  // namespace

Result<Dataset> parse_dataset(const std::string& text, const std::string& file) {
  try {
    return DatasetReader(file).read(YAML::Load(text));
  } catch (const YAML::Exception& bad) {
    return Error(ErrorKind::data, fmt::format("{}:{}: {}", file, std::max(bad.mark.line, 0) + 1, bad.msg));
  }
}

}  // namespace basis
