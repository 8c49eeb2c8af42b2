#include <algorithm>
#include <set>
#include <string_view>

#include "core/config/venue_accounts.hpp"
#include "core/history/history.hpp"
#include "core/history/reward_kinds.hpp"

namespace basis {
namespace {

/// A liquid staking token: its value in the configuration and its name in the files.
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

/// A parsed instrument key `account:type:symbol`.
struct Key {
  std::string_view account;
  std::string_view type;
  std::string_view symbol;
};

Key split_key(std::string_view key) {
  const std::size_t first = key.find(':');
  const std::size_t second = key.find(':', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return {};
  return {key.substr(0, first), key.substr(first + 1, second - first - 1), key.substr(second + 1)};
}

constexpr std::string_view kQuote = "USDT";
constexpr std::string_view kEth = "ETH";
constexpr std::string_view kRewardTokens[] = {"EIGEN", "ETHFI"};

bool is_reward_token(std::string_view token) {
  return std::ranges::find(kRewardTokens, token) != std::end(kRewardTokens);
}

/// The asset that values a token: WETH and staked tokens are valued in ETH.
std::string_view asset_of(std::string_view token) {
  const bool staked = std::ranges::find(kLsts, token, &Lst::token) != std::end(kLsts);
  return staked || token == "WETH" ? kEth : token;
}

/// Position types of Aave and the prefix that their symbols put before the reserve.
constexpr std::pair<std::string_view, std::string_view> kReservePrefixes[] = {{"aToken", "a"}, {"debtToken", "debt"}};

/// The reserve of an Aave position (`aweETH` -> `weETH`); empty for other positions.
std::string_view reserve_of(const Key& key) {
  for (const auto& [type, prefix] : kReservePrefixes)
    if (key.type == type && key.symbol.starts_with(prefix)) return key.symbol.substr(prefix.size());
  return {};
}

/// Collects the needs of one effective configuration.
class NeedList {
 public:
  explicit NeedList(const Settings& settings)
      : settings_(settings), mode_(settings.mode), lst_(token_of(settings.mode.lst_type)) {}

  std::vector<SeriesNeed> gather() {
    for (const std::string& instrument : mode_.instruments) add_instrument(split_key(instrument));
    held_.emplace(mode_.share_class);
    held_.emplace(mode_.asset);
    if (holds_lst_) add_lst();
    add_prices();
    if (mode_.execution.costs == CostModel::model) add_costs();
    std::vector<SeriesNeed> needs;
    for (const auto& [name, kind] : needs_)
      needs.push_back({kind, name, kind == SeriesKind::reward_events && mode_.rewards_mode == RewardsMode::base_eigen});
    return needs;
  }

 private:
  void add(SeriesKind kind, std::string name) { needs_.emplace(std::move(name), kind); }

  /// Whether the token is a liquid staking token other than the chosen one. A mode lists the tokens of both staking
  /// protocols, but holds only the chosen one.
  bool is_other_lst(std::string_view token) const {
    for (const Lst& lst : kLsts)
      if (lst.token == token) return token != lst_;
    return false;
  }

  void add_instrument(const Key& key) {
    if (key.type == "Perp") return add_perp(key);
    const std::string_view reserve = reserve_of(key);
    const std::string_view token = reserve.empty() ? key.symbol : reserve;
    // A mode declares reward tokens even when none are credited. `add_lst` adds them when they are.
    if (is_other_lst(token) || is_reward_token(token)) return;
    held_.emplace(asset_of(token));
    if (!reserve.empty()) add(SeriesKind::aave_index_1d, "aave_v3/" + std::string(reserve));
    holds_lst_ |= token == lst_;
    trades_lst_ |= key.type == "LST";
  }

  void add_perp(const Key& key) {
    const std::string venue = venue_of_account(settings_, key.account);
    const auto share = mode_.hedge_allocation.find(venue);
    if (share == mode_.hedge_allocation.end() || share->second.sign() <= 0) return;
    const std::string market = venue + "_" + std::string(key.symbol);
    add(SeriesKind::ohlcv_1h, "perp/" + market);
    add(SeriesKind::funding_8h, "funding/" + market);
    held_.emplace(key.symbol.substr(0, key.symbol.size() - kQuote.size()));
  }

  /// Assets are converted to the share class through USDT. So when anything except the share class can be held, every
  /// asset needs its price in USDT. For example, the ETH modes need the price of ETH even without costs, for the USDT
  /// in their wallet. Reward tokens are priced in ETH.
  void add_prices() {
    if (held_.size() < 2) return;
    for (const std::string& asset : held_) {
      if (is_reward_token(asset))
        add(SeriesKind::ohlcv_1h, reward_price_series(asset));
      else if (asset != kQuote)
        add(SeriesKind::ohlcv_1h, "spot/binance_" + asset + std::string(kQuote));
    }
  }

  void add_lst() {
    const std::string token(lst_);
    add(SeriesKind::rate_1h, "lst/" + token + "_oracle");
    if (trades_lst_ || mode_.routing.contains("swap")) add(SeriesKind::rate_1h, "lst/" + token + "_market");
    if (mode_.rewards_mode == RewardsMode::base_only || mode_.lst_type != LstType::weeth) return;
    add(SeriesKind::reward_events, "rewards/etherfi");
    for (const std::string_view reward : kRewardTokens) held_.emplace(reward);
  }

  void add_costs() {
    add(SeriesKind::gas_1h, "gas/ethereum");
    add(SeriesKind::ohlcv_1h, "spot/binance_ETHUSDT");
    add(SeriesKind::cost_table, "costs/execution_bps");
  }

  const Settings& settings_;
  const ModeSettings& mode_;
  const std::string_view lst_;
  bool holds_lst_ = false;
  bool trades_lst_ = false;
  std::set<std::string> held_;  ///< assets that value the possible holdings of the run
  std::map<std::string, SeriesKind> needs_;
};

}  // namespace

std::vector<SeriesNeed> series_needed(const Settings& settings) { return NeedList(settings).gather(); }

}  // namespace basis
