#include "tools/sweep/grid.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>

#include "core/history/csv_file.hpp"

namespace basis {
namespace {

constexpr std::size_t kLargestFile = 1 << 20;

int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

/// Collects the axes of a document and all its faults.
class GridReader {
 public:
  explicit GridReader(const std::string& file) { grid_.file = file; }

  void document(const YAML::Node& root) {
    if (!root.IsMap() || root.size() == 0) return fault(1, "the file must hold `key: [value, value]` lines");
    for (const auto& entry : root) axis(entry.first, entry.second);
    if (faults_.empty()) check_size();
  }

  Result<Grid> take() {
    if (!faults_.empty()) return Error(ErrorKind::usage, std::move(faults_));
    return std::move(grid_);
  }

 private:
  void fault(int line, const std::string& what) { faults_.push_back(fmt::format("{}:{}: {}", grid_.file, line, what)); }

  void axis(const YAML::Node& key, const YAML::Node& list) {
    if (!key.IsScalar() || key.Scalar().empty() || key.Scalar().find('=') != std::string::npos)
      return fault(line_of(key), "a key is not a plain name");
    const std::string& name = key.Scalar();
    const auto [first, fresh] = lines_.emplace(name, line_of(key));
    if (!fresh) return fault(line_of(key), fmt::format("duplicate key '{}', first on line {}", name, first->second));
    if (!list.IsSequence())
      return fault(line_of(key), fmt::format("{}: a list of values is expected: {}: [value, value]", name, name));
    if (list.size() == 0)
      return fault(line_of(key), fmt::format("{}: the list is empty (allowed: 1 value or more)", name));
    GridAxis axis{name, {}};
    for (const YAML::Node& item : list) value(axis, item);
    grid_.axes.push_back(std::move(axis));
  }

  void value(GridAxis& axis, const YAML::Node& item) {
    if (!item.IsScalar())
      return fault(line_of(item), fmt::format("{}: a value is no plain value; a list is written \"a, b\"", axis.key));
    const auto same = [&](const GridValue& other) { return other.text == item.Scalar(); };
    if (std::any_of(axis.values.begin(), axis.values.end(), same))
      return fault(line_of(item), fmt::format("{}: '{}' stands twice in its list", axis.key, item.Scalar()));
    axis.values.push_back({item.Scalar(), line_of(item)});
  }

  void check_size() {
    std::size_t runs = 1;
    for (const GridAxis& axis : grid_.axes) {
      runs *= axis.values.size();
      if (runs > kMostSweepRuns)
        return fault(lines_.at(axis.key), fmt::format("{}: with it the grid has {} runs or more (allowed: at most {})",
                                                      axis.key, runs, kMostSweepRuns));
    }
  }

  Grid grid_;
  std::map<std::string, int> lines_;
  Faults faults_;
};

}  // namespace

std::size_t Grid::runs() const {
  std::size_t runs = 1;
  for (const GridAxis& axis : axes) runs *= axis.values.size();
  return runs;
}

std::vector<std::size_t> Grid::choice(std::size_t run) const {
  require(run < runs(), "a run is one of the grid's");
  std::vector<std::size_t> chosen(axes.size());
  for (std::size_t i = axes.size(); i-- > 0;) {
    chosen[i] = run % axes[i].values.size();
    run /= axes[i].values.size();
  }
  return chosen;
}

std::vector<std::string> Grid::values(std::size_t run) const {
  std::vector<std::string> texts;
  const std::vector<std::size_t> chosen = choice(run);
  for (std::size_t i = 0; i < axes.size(); ++i) texts.push_back(axes[i].values[chosen[i]].text);
  return texts;
}

std::vector<Override> Grid::overrides(std::size_t run) const {
  std::vector<Override> all;
  const std::vector<std::size_t> chosen = choice(run);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const GridValue& value = axes[i].values[chosen[i]];
    all.push_back({axes[i].key + "=" + value.text, {file, value.line, true}});
  }
  return all;
}

Result<Grid> parse_grid(std::string_view text, const std::string& file) {
  // yaml-cpp reports malformed text by an exception, which is caught here.
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.empty()) return Error(ErrorKind::usage, fmt::format("{}:1: the file is empty", file));
    if (documents.size() > 1)
      return Error(ErrorKind::usage,
                   fmt::format("{}:{}: a second YAML document; one is allowed", file, line_of(documents[1])));
    GridReader reader(file);
    reader.document(documents.front());
    return reader.take();
  } catch (const YAML::Exception& problem) {
    return Error(ErrorKind::usage, fmt::format("{}:{}: malformed YAML: {}", file, problem.mark.line + 1, problem.msg));
  }
}

Result<Grid> read_grid(const std::filesystem::path& path) {
  const auto text = read_whole_file(path);
  if (!text) return Error(ErrorKind::usage, fmt::format("{}: {}", path.string(), text.error().text()));
  if (text.value().size() > kLargestFile)
    return Error(ErrorKind::usage, fmt::format("{}: {} bytes; a grid file has at most {}", path.string(),
                                               text.value().size(), kLargestFile));
  return parse_grid(text.value(), path.string());
}

}  // namespace basis
