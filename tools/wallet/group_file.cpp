#include "tools/wallet/group_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <sstream>

namespace basis {
namespace {

/// Which keys an action has.
struct Row {
  ActionType action;
  std::vector<std::string_view> needed;
  std::vector<std::string_view> more;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows{
      {ActionType::flash_loan, {"token", "amount"}, {"venue"}},
      {ActionType::flash_repay, {"token"}, {"venue", "amount"}},
      {ActionType::wrap, {"amount"}, {}},
      {ActionType::unwrap, {"amount"}, {}},
      {ActionType::stake, {"venue", "amount"}, {}},
      {ActionType::supply, {"token", "amount"}, {"venue"}},
      {ActionType::withdraw, {"token", "amount"}, {"venue"}},
      {ActionType::borrow, {"token", "amount"}, {"venue"}},
      {ActionType::repay, {"token", "amount"}, {"venue"}},
      {ActionType::set_emode, {"category"}, {"venue"}},
      {ActionType::swap, {"token", "into", "amount", "fee_bps"}, {"venue", "minimum_out", "slippage_bps"}},
  };
  return kRows;
}

/// The venue that an action is of, where it is not told; that of `stake` is.
std::string_view usual_venue(ActionType action) {
  switch (action) {
    case ActionType::flash_loan:
    case ActionType::flash_repay: return "morpho";
    case ActionType::swap: return "uniswap";
    default: return "aave_v3";
  }
}

class GroupReader {
 public:
  explicit GroupReader(std::string name) : name_(std::move(name)) {}

  Result<GroupFile> read(const YAML::Node& root) {
    if (!root.IsSequence() || root.size() == 0)
      return fault(root, "is no list of actions (allowed: - {action: supply, token: USDT, amount: 5})");
    for (const YAML::Node& node : root) {
      BASIS_TRY(read_step(node));
    }
    return std::move(group_);
  }

 private:
  [[nodiscard]] Error fault(const YAML::Node& node, const std::string& what) const {
    return {ErrorKind::usage, fmt::format("{}:{}: {}", name_, std::max(node.Mark().line, 0) + 1, what)};
  }

  Result<void> read_step(const YAML::Node& node) {
    if (!node.IsMap()) return fault(node, "is no action (allowed: {action: NAME, ...})");
    const std::string name = text(node, "action");
    const auto row = std::ranges::find_if(rows(), [&name](const Row& one) { return action_name(one.action) == name; });
    if (row == rows().end()) {
      std::vector<std::string_view> names;
      for (const Row& one : rows()) names.push_back(action_name(one.action));
      return fault(node, fmt::format("action: '{}' is not a choice (allowed: {})", name, fmt::join(names, ", ")));
    }
    BASIS_TRY(check_keys(node, *row));
    GroupStep step;
    step.action = row->action;
    BASIS_TRY(read_venue(node, step));
    step.token = text(node, "token");
    step.into = text(node, "into");
    // What comes of a stake; the venue says which.
    if (step.action == ActionType::stake) step.token = step.venue == "lido" ? "wstETH" : "weETH";
    BASIS_TRY(step.amount,
              amount_of(node, "amount", step.action != ActionType::flash_loan && step.action != ActionType::borrow));
    BASIS_TRY(step.minimum_out, amount_of(node, "minimum_out", false));
    BASIS_TRY(const auto category, whole(node, "category", 0, 255));
    step.category = static_cast<std::uint8_t>(category.value_or(0));
    BASIS_TRY(const auto fee, whole(node, "fee_bps", 1, 100));
    step.fee_hundredths_bps = static_cast<std::uint32_t>(fee.value_or(0) * 100);
    BASIS_TRY(const auto slippage, whole(node, "slippage_bps", 0, 10'000));
    if (step.action == ActionType::swap && slippage.has_value() == step.minimum_out.has_value())
      return fault(node, "a swap has one of minimum_out and slippage_bps");
    group_.slippage_bps.push_back(slippage ? std::optional(static_cast<std::uint32_t>(*slippage)) : std::nullopt);
    group_.steps.push_back(std::move(step));
    return ok();
  }

  Result<void> check_keys(const YAML::Node& node, const Row& row) const {
    for (const auto& pair : node) {
      const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "";
      const bool known = key == "action" || std::ranges::find(row.needed, key) != row.needed.end() ||
                         std::ranges::find(row.more, key) != row.more.end();
      if (!known)
        return fault(pair.first,
                     fmt::format("{}: is no key of {} (allowed: {}{}{})", key, action_name(row.action),
                                 fmt::join(row.needed, ", "), row.more.empty() ? "" : ", ", fmt::join(row.more, ", ")));
      if (!pair.second.IsScalar()) return fault(pair.second, fmt::format("{}: is no single value", key));
    }
    for (const std::string_view key : row.needed)
      if (text(node, key).empty())
        return fault(node, fmt::format("{}: missing, {} needs it", key, action_name(row.action)));
    return ok();
  }

  Result<void> read_venue(const YAML::Node& node, GroupStep& step) const {
    step.venue = text(node, "venue");
    if (step.action == ActionType::stake) {
      if (step.venue != "etherfi" && step.venue != "lido")
        return fault(node, fmt::format("venue: '{}' is not a choice (allowed: etherfi, lido)", step.venue));
      return ok();
    }
    if (!step.venue.empty() && step.venue != usual_venue(step.action))
      return fault(node,
                   fmt::format("venue: '{}' is not a choice (allowed: {})", step.venue, usual_venue(step.action)));
    step.venue = usual_venue(step.action);
    return ok();
  }

  static std::string text(const YAML::Node& node, std::string_view key) {
    const YAML::Node found = node[std::string(key)];
    return found.IsDefined() && found.IsScalar() ? found.Scalar() : "";
  }

  /// "all" is absent.
  Result<std::optional<Amount>> amount_of(const YAML::Node& node, std::string_view key, bool may_be_all) const {
    const std::string given = text(node, key);
    if (given.empty() || (may_be_all && given == "all")) return std::optional<Amount>();
    const auto amount = Amount::parse(given);
    if (!amount || amount.value().sign() <= 0)
      return fault(node, fmt::format("{}: '{}' is no amount over 0 with at most 18 decimals{}", key, given,
                                     may_be_all ? " (or: all)" : ""));
    return std::optional(amount.value());
  }

  Result<std::optional<std::int64_t>> whole(const YAML::Node& node, std::string_view key, std::int64_t least,
                                            std::int64_t most) const {
    const std::string given = text(node, key);
    if (given.empty()) return std::optional<std::int64_t>();
    std::int64_t value = 0;
    const auto [end, wrong] = std::from_chars(given.data(), given.data() + given.size(), value);
    if (wrong != std::errc() || end != given.data() + given.size() || value < least || value > most)
      return fault(node, fmt::format("{}: '{}' is no whole number from {} to {}", key, given, least, most));
    return std::optional(value);
  }

  std::string name_;
  GroupFile group_;
};

}  // namespace

Result<GroupFile> parse_group(const std::string& yaml, const std::string& name) {
  YAML::Node root;
  try {
    root = YAML::Load(yaml);
  } catch (const YAML::Exception& wrong) {
    return Error(ErrorKind::usage, fmt::format("{}:{}: {}", name, wrong.mark.line + 1, wrong.msg));
  }
  return GroupReader(name).read(root);
}

Result<GroupFile> read_group_file(const std::filesystem::path& file) {
  constexpr std::uintmax_t kMost = 1 << 20;
  std::error_code code;
  if (!std::filesystem::is_regular_file(file, code) || std::filesystem::file_size(file, code) > kMost)
    return Error(ErrorKind::usage, fmt::format("{} cannot be read", file.string()));
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return parse_group(text.str(), file.string());
}

}  // namespace basis
