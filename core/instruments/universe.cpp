#include "core/instruments/universe.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/config/venue_accounts.hpp"

namespace basis {
namespace {

struct TypeRow {
  std::string_view name;
  PositionType type;
  std::string_view prefix;  ///< of the symbol, before the token
  bool indexed;             ///< whether amounts are scaled by an Aave index
};

constexpr std::array<TypeRow, 5> kTypes{{
    {"BaseToken", PositionType::base_token, "", false},
    {"aToken", PositionType::a_token, "a", true},
    {"debtToken", PositionType::debt_token, "debt", true},
    {"LST", PositionType::lst, "", false},
    {"Perp", PositionType::perp, "", false},
}};

struct TokenRow {
  std::string_view token;
  std::string_view asset;
  bool staked;  ///< a liquid staking token: valued by its rate in the asset
};

constexpr std::array<TokenRow, 9> kTokens{{
    {"USDT", "USDT", false},
    {"BTC", "BTC", false},
    {"ETH", "ETH", false},
    {"WETH", "ETH", false},
    {"eETH", "ETH", false},
    {"weETH", "ETH", true},
    {"wstETH", "ETH", true},
    // Restaking rewards. Each is an asset with its own price.
    {"EIGEN", "EIGEN", false},
    {"ETHFI", "ETHFI", false},
}};

template <class Names>
std::optional<std::size_t> position_of(const Names& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

template <class IdType>
std::optional<IdType> to_id(std::optional<std::size_t> index) {
  if (!index) return std::nullopt;
  return IdType{static_cast<std::uint16_t>(*index)};
}

Error bad_key(const std::string& key, const std::string& why) {
  return Error(ErrorKind::usage, "instruments: '" + key + "' " + why);
}

/// The token of a symbol: "BTCUSDT" -> "BTC", "aweETH" -> "weETH". Empty when the symbol does not have the form of its
/// type.
std::string_view token_of(const TypeRow& row, std::string_view symbol) {
  if (row.type == PositionType::perp)
    return symbol.ends_with(kQuoteAsset) ? symbol.substr(0, symbol.size() - kQuoteAsset.size()) : std::string_view{};
  return symbol.starts_with(row.prefix) ? symbol.substr(row.prefix.size()) : std::string_view{};
}

}  // namespace

std::string_view position_type_name(PositionType type) {
  return std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& row) { return row.type == type; })->name;
}

std::vector<std::string> priced_assets() {
  std::set<std::string> names;
  for (const TokenRow& row : kTokens)
    if (row.asset != kQuoteAsset) names.emplace(row.asset);
  return {names.begin(), names.end()};
}

AssetId Universe::intern_asset(std::string_view name) {
  if (const auto known = find_asset(name)) return *known;
  assets_.emplace_back(name);
  return AssetId{static_cast<std::uint16_t>(assets_.size() - 1)};
}

AccountId Universe::intern_account(std::string_view name, const Settings& settings) {
  const std::string venue = venue_of_account(settings, name);
  const auto known = settings.venues.find(venue);
  return intern_account(name, venue, known == settings.venues.end() ? nullptr : &known->second);
}

AccountId Universe::intern_account(std::string_view name, const std::string& venue, const VenueSettings* settings) {
  if (const auto known = find_account(name)) return *known;
  accounts_.emplace_back(name);
  venues_.push_back(venue);
  const AccountId account{static_cast<std::uint16_t>(accounts_.size() - 1)};
  if (settings != nullptr && settings->kind == "cex") note_exchange(account, *settings);
  return account;
}

void Universe::note_exchange(AccountId account, const VenueSettings& settings) {
  const std::string& venue = venue_of(account);
  auto known = std::find_if(exchanges_.begin(), exchanges_.end(),
                            [&](const ExchangeAccounts& exchange) { return exchange.venue == venue; });
  if (known == exchanges_.end()) known = exchanges_.insert(known, {venue, {}, {}});
  if (name(account) == settings.accounts.spot) known->spot = account;
  if (name(account) == settings.accounts.perp) known->perp = account;
}

Result<void> Universe::add(const std::string& key, const Settings& settings) {
  const std::string_view text = key;
  const std::size_t first = text.find(':');
  const std::size_t second = first == text.npos ? text.npos : text.find(':', first + 1);
  if (second == text.npos) return bad_key(key, "is not account:type:symbol");
  const std::string_view type_name = text.substr(first + 1, second - first - 1);
  const std::string_view symbol = text.substr(second + 1);
  const auto row =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& candidate) { return candidate.name == type_name; });
  if (row == kTypes.end()) return bad_key(key, "has an unknown type (BaseToken, aToken, debtToken, LST, Perp)");
  const std::string_view token = token_of(*row, symbol);
  const auto known =
      std::find_if(kTokens.begin(), kTokens.end(), [&](const TokenRow& candidate) { return candidate.token == token; });
  if (known == kTokens.end()) return bad_key(key, "has an unknown symbol");
  if (find(text)) return bad_key(key, "is listed twice");

  Instrument instrument;
  instrument.id = InstrumentId{static_cast<std::uint16_t>(instruments_.size())};
  instrument.key = key;
  instrument.account = intern_account(text.substr(0, first), settings);
  instrument.type = row->type;
  instrument.symbol = symbol;
  instrument.token = token;
  instrument.asset = intern_asset(known->asset);
  instrument.has_index = row->indexed;
  instrument.has_rate = known->staked;
  instrument.on_chain = is_on_chain(instrument.account);
  instruments_.push_back(std::move(instrument));
  return ok();
}

Result<Universe> Universe::build(const Settings& settings) {
  const ModeSettings& mode = settings.mode;
  Universe universe;
  universe.quote_asset_ = universe.intern_asset(kQuoteAsset);
  universe.intern_account(kWalletAccount, settings);
  for (const std::string& key : mode.instruments) {
    BASIS_TRY(universe.add(key, settings));
  }
  // Protocols that hold no instrument of the mode need an account too, because operations are sent to them.
  for (const std::string& name : mode.venues)
    if (const std::string& kind = settings.venues.at(name).kind; kind != "wallet" && kind != "cex")
      universe.intern_account(name, settings);
  universe.share_asset_ = universe.intern_asset(mode.share_class);
  universe.delta_asset_ = universe.intern_asset(mode.asset);
  for (const auto& [name, venue] : settings.venues) {
    BASIS_TRY(universe.add_markets(venue));
  }
  return universe;
}

std::optional<InstrumentId> Universe::find(std::string_view key) const {
  const auto found =
      std::find_if(instruments_.begin(), instruments_.end(), [&](const Instrument& i) { return i.key == key; });
  if (found == instruments_.end()) return std::nullopt;
  return found->id;
}

std::optional<AccountId> Universe::find_account(std::string_view name) const {
  return to_id<AccountId>(position_of(accounts_, name));
}

std::optional<AssetId> Universe::find_asset(std::string_view name) const {
  return to_id<AssetId>(position_of(assets_, name));
}

std::optional<InstrumentId> Universe::find(AccountId account, PositionType type, std::string_view token) const {
  const auto found = std::find_if(instruments_.begin(), instruments_.end(), [&](const Instrument& i) {
    return i.account == account && i.type == type && i.token == token;
  });
  if (found == instruments_.end()) return std::nullopt;
  return found->id;
}

bool Universe::is_held(const Instrument& instrument) const {
  return instrument.type == PositionType::lst ||
         (instrument.type == PositionType::base_token && name(instrument.account) == kWalletAccount);
}

InstrumentId Universe::held_token(std::string_view token) const {
  const auto found = std::find_if(instruments_.begin(), instruments_.end(),
                                  [&](const Instrument& i) { return i.token == token && is_held(i); });
  if (found == instruments_.end()) broken_invariant("the mode's wallet holds no " + std::string(token));
  return found->id;
}

const ExchangeAccounts* Universe::exchange(std::string_view venue) const {
  const auto found = std::find_if(exchanges_.begin(), exchanges_.end(),
                                  [&](const ExchangeAccounts& exchange) { return exchange.venue == venue; });
  return found == exchanges_.end() ? nullptr : &*found;
}

bool Universe::same_exchange(AccountId a, AccountId b) const { return !is_on_chain(a) && venue_of(a) == venue_of(b); }

bool Universe::is_on_chain(AccountId account) const { return exchange(venue_of(account)) == nullptr; }

InstrumentId Universe::get(AccountId account, PositionType type, std::string_view token) const {
  const auto found = find(account, type, token);
  if (!found)
    broken_invariant("the mode declares no " + name(account) + ":" + std::string(position_type_name(type)) + " of " +
                     std::string(token));
  return *found;
}

}  // namespace basis
