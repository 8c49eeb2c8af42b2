#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "core/config/config_tree.hpp"

namespace basis {
namespace {

/// Configuration files have a few kilobytes; a larger file is rejected.
constexpr std::uintmax_t kLargestFile = 1 << 20;

/// Traverses a parsed document and collects leaves and faults.
class Flattener {
 public:
  explicit Flattener(std::string file) { tree_.file = std::move(file); }

  void document(const YAML::Node& root) {
    if (!root.IsMap()) return fault(root, "the file must hold `key: value` lines");
    map(root, "");
  }

  Result<ConfigTree> take() {
    if (!faults_.empty()) return Error(ErrorKind::usage, std::move(faults_));
    return std::move(tree_);
  }

 private:
  static int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

  void fault(const YAML::Node& node, const std::string& what) {
    faults_.push_back(fmt::format("{}:{}: {}", tree_.file, line_of(node), what));
  }

  void map(const YAML::Node& node, const std::string& prefix) {
    std::map<std::string, int> seen;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar() || entry.first.Scalar().empty()) {
        fault(entry.first, fmt::format("a key under '{}' is not a plain name", prefix));
        continue;
      }
      const std::string& name = entry.first.Scalar();
      const std::string path = prefix.empty() ? name : prefix + "." + name;
      const auto [first, fresh] = seen.emplace(name, line_of(entry.first));
      if (!fresh) {
        fault(entry.first, fmt::format("duplicate key '{}', first on line {}", path, first->second));
      } else if (name.find('.') != std::string::npos) {
        fault(entry.first, fmt::format("key '{}' has a dot in it; write nested keys", path));
      } else {
        value(entry.first, entry.second, path);
      }
    }
  }

  void value(const YAML::Node& key, const YAML::Node& node, const std::string& path) {
    if (node.IsMap() && node.size() > 0) return map(node, path);
    ConfigValue leaf;
    leaf.origin = {tree_.file, line_of(key)};
    if (node.IsScalar()) {
      leaf.text = node.Scalar();
    } else if (node.IsSequence()) {
      leaf.is_list = true;
      for (const auto& item : node) {
        if (!item.IsScalar()) return fault(item, fmt::format("list '{}' may hold plain values only", path));
        leaf.items.push_back(item.Scalar());
      }
    } else {
      return fault(key, fmt::format("key '{}' has no value", path));
    }
    tree_.values.emplace(path, std::move(leaf));
  }

  ConfigTree tree_;
  Faults faults_;
};

}  // namespace

Result<ConfigTree> parse_config_tree(std::string_view text, const std::string& file) {
  // yaml-cpp reports malformed text by exceptions; they are converted to errors here.
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.empty()) return Error(ErrorKind::usage, fmt::format("{}:1: the file is empty", file));
    if (documents.size() > 1)
      return Error(ErrorKind::usage,
                   fmt::format("{}:{}: a second YAML document; one is allowed", file, documents[1].Mark().line + 1));
    Flattener flattener(file);
    flattener.document(documents.front());
    return flattener.take();
  } catch (const YAML::Exception& problem) {
    return Error(ErrorKind::usage, fmt::format("{}:{}: malformed YAML: {}", file, problem.mark.line + 1, problem.msg));
  }
}

Result<ConfigTree> read_config_tree(const std::filesystem::path& path) {
  const auto cannot = [&](const char* why) {
    return Error(ErrorKind::usage, fmt::format("{}: cannot be read: {}", path.string(), why));
  };
  errno = 0;
  // Not a stream of C++: it would go on waiting for a pipe after a signal.
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) return cannot(std::strerror(errno));
  std::string text(kLargestFile + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0) return cannot(std::strerror(errno));
  if (text.size() > kLargestFile)
    return Error(ErrorKind::usage,
                 fmt::format("{}: too large; a configuration file has at most {} bytes", path.string(), kLargestFile));
  return parse_config_tree(text, path.string());
}

}  // namespace basis
