#include <set>
#include <string_view>

#include "core/data/history.hpp"

namespace basis {
namespace {

/// A liquid staking token: how the configuration and how the files name it.
struct Lst {
  LstType type;
  std::string_view token;
};
constexpr Lst kLsts[] = {{LstType::weeth, "weETH"}, {LstType::wsteth, "wstETH"}};

std::string_view token_of(LstType type) {
  for (const Lst& lst : kLsts)
    if (lst.type == type) return lst.token;
  broken_invariant("unknown liquid staking token");
}

/// An instrument key taken apart: `venue:type:symbol`.
struct Key {
  std::string_view venue;
  std::string_view type;
  std::string_view symbol;
};

Key split_key(std::string_view key) {
  const std::size_t first = key.find(':');
  const std::size_t second = key.find(':', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return {};
  return {key.substr(0, first), key.substr(first + 1, second - first - 1), key.substr(second + 1)};
}

/// Tokens of Aave: how the position type prefixes the reserve's name.
constexpr std::pair<std::string_view, std::string_view> kReservePrefixes[] = {{"aToken", "a"}, {"debtToken", "debt"}};

/// The reserve behind an Aave position (`aweETH` -> `weETH`); empty for any other.
std::string_view reserve_of(const Key& key) {
  for (const auto& [type, prefix] : kReservePrefixes)
    if (key.type == type && key.symbol.starts_with(prefix)) return key.symbol.substr(prefix.size());
  return {};
}

/// Gathers the needs of one effective configuration.
class NeedList {
 public:
  explicit NeedList(const Settings& settings) : mode_(settings.mode), lst_(token_of(settings.mode.lst_type)) {}

  std::vector<SeriesNeed> gather() {
    for (const std::string& instrument : mode_.instruments) add_instrument(split_key(instrument));
    add_asset();
    if (holds_lst_) add_lst();
    if (mode_.execution.costs == CostModel::model) add_costs();
    std::vector<SeriesNeed> needs;
    for (const auto& [name, kind] : needs_) needs.push_back({kind, name});
    return needs;
  }

 private:
  void add(SeriesKind kind, std::string name) { needs_.emplace(std::move(name), kind); }

  /// A mode lists the tokens of both staking protocols; only the chosen one is held.
  bool is_other_lst(std::string_view token) const {
    for (const Lst& lst : kLsts)
      if (lst.token == token) return token != lst_;
    return false;
  }

  void add_instrument(const Key& key) {
    if (key.type == "Perp") return add_perp(key);
    const std::string_view reserve = reserve_of(key);
    const std::string_view token = reserve.empty() ? key.symbol : reserve;
    if (is_other_lst(token)) return;
    if (!reserve.empty()) add(SeriesKind::aave_index_1d, "aave_v3/" + std::string(reserve));
    holds_dollars_ |= token == "USDT";
    holds_lst_ |= token == lst_;
    trades_lst_ |= key.type == "LST";
  }

  void add_perp(const Key& key) {
    const auto share = mode_.hedge_allocation.find(std::string(key.venue));
    if (share == mode_.hedge_allocation.end() || share->second.sign() <= 0) return;
    const std::string market = std::string(key.venue) + "_" + std::string(key.symbol);
    add(SeriesKind::ohlcv_1h, "perp/" + market);
    add(SeriesKind::funding_8h, "funding/" + market);
  }

  void add_asset() {
    if (mode_.share_class == "USDT" && (mode_.asset == "BTC" || mode_.asset == "ETH"))
      add(SeriesKind::ohlcv_1h, "spot/binance_" + mode_.asset + "USDT");
    // A dollar in an ETH share class is worth what ETH's price says.
    if (mode_.share_class == "ETH" && holds_dollars_) add(SeriesKind::ohlcv_1h, "spot/binance_ETHUSDT");
  }

  void add_lst() {
    const std::string token(lst_);
    add(SeriesKind::rate_1h, "lst/" + token + "_oracle");
    if (trades_lst_ || mode_.routing.contains("swap")) add(SeriesKind::rate_1h, "lst/" + token + "_market");
    if (mode_.rewards_mode == RewardsMode::base_only || mode_.lst_type != LstType::weeth) return;
    add(SeriesKind::reward_events, "rewards/etherfi");
    add(SeriesKind::ohlcv_1h, "spot/uniswap_v3_EIGENWETH");
    add(SeriesKind::ohlcv_1h, "spot/uniswap_v3_ETHFIWETH");
  }

  void add_costs() {
    add(SeriesKind::gas_1h, "gas/ethereum");
    add(SeriesKind::ohlcv_1h, "spot/binance_ETHUSDT");
    add(SeriesKind::cost_table, "costs/execution_bps");
  }

  const ModeSettings& mode_;
  const std::string_view lst_;
  bool holds_lst_ = false;
  bool holds_dollars_ = false;
  bool trades_lst_ = false;
  std::map<std::string, SeriesKind> needs_;
};

}  // namespace

std::vector<SeriesNeed> series_needed(const Settings& settings) { return NeedList(settings).gather(); }

}  // namespace basis
