#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/settings.hpp"
#include "core/instruments/ids.hpp"
#include "core/instruments/market.hpp"

namespace basis {

/// The type of a position; `position_type_name` gives the text that is used in instrument keys.
enum class PositionType { base_token, a_token, debt_token, lst, perp };

/// One instrument that the mode may hold, and how it is valued.
struct Instrument {
  InstrumentId id;
  std::string key;  ///< "binance_usdm:Perp:BTCUSDT"
  AccountId account;
  PositionType type = PositionType::base_token;
  std::string symbol;      ///< "BTCUSDT", "aweETH"
  std::string token;       ///< the unit of amounts: "BTC", "weETH"; for aTokens and debts the reserve
  AssetId asset;           ///< the asset whose price values it: ETH for weETH
  bool has_index = false;  ///< aToken and debt: amounts are scaled by an Aave index
  bool has_rate = false;   ///< a liquid staking token: ETH per token
  bool on_chain = false;   ///< held by the wallet or a protocol, not by an exchange
};

/// The accounts of one exchange that hold instruments of the mode. A unified account is both.
struct ExchangeAccounts {
  std::string venue;              ///< name of its configuration
  std::optional<AccountId> spot;  ///< holds coins; money from outside arrives in it and leaves from it
  std::optional<AccountId> perp;  ///< holds perps and their margin
};

/// All assets, accounts, instruments and markets of a run, interned once. Ids are dense;
/// instrument ids are in the order of the mode's `instruments`.
class Universe {
 public:
  /// Builds it from the mode's instrument keys, and the kinds and accounts of its venues. Errors
  /// (usage): a malformed or repeated key, an unknown type or token.
  static Result<Universe> build(const Settings& settings);

  /// Adds a market that is followed. `rules` is its configuration and `venue` that of its venue, null where there is
  /// none. What a fill of a configured market changes is added to the instruments, where the mode does not name it. A
  /// market that is known already keeps its id. `market.id` and what a fill changes are not read.
  MarketId follow(Market market, const MarketSettings* rules, const VenueSettings* venue);

  [[nodiscard]] const std::vector<Instrument>& instruments() const { return instruments_; }
  [[nodiscard]] const std::vector<std::string>& assets() const { return assets_; }
  [[nodiscard]] const std::vector<std::string>& accounts() const { return accounts_; }
  [[nodiscard]] const std::vector<Market>& markets() const { return markets_; }
  [[nodiscard]] const Instrument& operator[](InstrumentId id) const { return instruments_[id.index()]; }
  [[nodiscard]] const Market& operator[](MarketId id) const { return markets_[id.index()]; }
  [[nodiscard]] const std::string& name(AssetId id) const { return assets_[id.index()]; }
  [[nodiscard]] const std::string& name(AccountId id) const { return accounts_[id.index()]; }

  /// The name of the configuration of the venue that an account belongs to.
  [[nodiscard]] const std::string& venue_of(AccountId id) const { return venues_[id.index()]; }
  /// Every exchange that holds instruments of the mode, in the order of its first one.
  [[nodiscard]] const std::vector<ExchangeAccounts>& exchanges() const { return exchanges_; }
  /// The exchange of this name; null when there is none.
  [[nodiscard]] const ExchangeAccounts* exchange(std::string_view venue) const;
  /// Whether both accounts belong to one exchange, which moves money between them at once and for nothing.
  [[nodiscard]] bool same_exchange(AccountId a, AccountId b) const;

  [[nodiscard]] std::optional<InstrumentId> find(std::string_view key) const;
  /// The market of a venue with this product and native symbol.
  [[nodiscard]] std::optional<MarketId> find(std::string_view venue, Product product, std::string_view native) const;
  /// The market whose fills change this instrument.
  [[nodiscard]] std::optional<MarketId> market_of(InstrumentId instrument) const;
  [[nodiscard]] std::optional<AccountId> find_account(std::string_view name) const;
  [[nodiscard]] std::optional<AssetId> find_asset(std::string_view name) const;
  /// The instrument of `account` with this type and token; absent when the mode has none.
  [[nodiscard]] std::optional<InstrumentId> find(AccountId account, PositionType type, std::string_view token) const;
  /// As `find`, but absence is a broken invariant, because the configuration was checked.
  [[nodiscard]] InstrumentId get(AccountId account, PositionType type, std::string_view token) const;

  /// Whether an instrument is a token in the wallet itself: a wallet balance or a liquid
  /// staking token, not a balance at a protocol or an exchange.
  [[nodiscard]] bool is_held(const Instrument& instrument) const;
  /// The instrument in which the wallet itself holds a token: `wallet:BaseToken:WETH`,
  /// `etherfi:LST:weETH`. Absence is a broken invariant.
  [[nodiscard]] InstrumentId held_token(std::string_view token) const;

  /// Whether the account is the wallet or a protocol, not an exchange.
  [[nodiscard]] bool is_on_chain(AccountId account) const;
  /// The currency of equity and P&L.
  [[nodiscard]] AssetId share_asset() const { return share_asset_; }
  /// The asset whose delta is monitored.
  [[nodiscard]] AssetId delta_asset() const { return delta_asset_; }
  /// The dollar (USDT) that all prices are quoted in.
  [[nodiscard]] AssetId quote_asset() const { return quote_asset_; }

 private:
  AssetId intern_asset(std::string_view name);
  AccountId intern_account(std::string_view name, const Settings& settings);
  AccountId intern_account(std::string_view name, const std::string& venue, const VenueSettings* settings);
  void note_exchange(AccountId account, const VenueSettings& settings);
  Result<void> add(const std::string& key, const Settings& settings);
  Result<void> add_markets(const VenueSettings& venue);
  InstrumentId hold(AccountId account, PositionType type, std::string_view symbol, std::string_view token);
  void settle_in(Market& market, const MarketSettings& rules, AccountId account);

  std::vector<Instrument> instruments_;
  std::vector<Market> markets_;
  std::vector<std::string> assets_;
  std::vector<std::string> accounts_;
  std::vector<std::string> venues_;  ///< by account
  std::vector<ExchangeAccounts> exchanges_;
  AssetId share_asset_;
  AssetId delta_asset_;
  AssetId quote_asset_;
};

/// The account of the wallet; no venue has this name.
inline constexpr std::string_view kWalletAccount = "wallet";
/// The dollar that all prices are quoted in.
inline constexpr std::string_view kQuoteAsset = "USDT";

/// All assets that value an instrument in any mode, except the dollar, in alphabetical order.
std::vector<std::string> priced_assets();

/// "BaseToken", "aToken", "debtToken", "LST", "Perp".
std::string_view position_type_name(PositionType type);

}  // namespace basis
