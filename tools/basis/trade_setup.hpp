#pragma once

#include <memory>
#include <optional>
#include <string>

#include "actors/live/account_lock.hpp"
#include "core/config/environment.hpp"
#include "core/config/load_config.hpp"
#include "core/config/node.hpp"
#include "tools/basis/trade_options.hpp"
#include "tools/trade/trade_desk.hpp"
#include "venues/net/beast_network.hpp"

namespace basis {

/// The checked configuration of a hand tool, and its network.
struct TradeConfig {
  Environment environment;
  NodeSettings node;
  LoadedConfig loaded;
  Nanos wait;
  std::optional<net::Endpoint> simulator;  ///< absent: the venues of the environment
  std::unique_ptr<net::BeastNetwork> network;

  [[nodiscard]] HandLimits limits() const { return {node.maximum_order_notional, node.price_band}; }
};
/// `changes`: the action changes something, so that real money has to be said yes to. Usage errors: options, the
/// environment, the configuration. Data error: a file of authorities that cannot be read.
Result<TradeConfig> read_trade_config(const TradeOptions& options, bool changes);

/// A whole number of seconds, 1 to 3600. Usage error that names the option.
Result<Nanos> read_seconds(const std::string& option, const std::string& text);

/// An account that is traded by hand, and what keeps nodes of this machine away from it meanwhile.
struct TradeAccess {
  TradeAccount account;
  SessionEndpoints endpoints;
  wire::ApiCredentials credentials;
  std::vector<std::string> withdrawal_addresses;
  std::optional<AccountLock> lock;

  /// Endpoints, credentials, transport, withdrawal addresses and receive window.
  [[nodiscard]] SessionSettings session(const TradeConfig& config) const;
};
/// Usage errors: an account without a live side, missing endpoints or credentials, an account that a node trades
/// (where the action changes something). Against a simulator the demo credentials stand for missing ones.
Result<std::unique_ptr<TradeAccess>> open_trade_access(const TradeConfig& config, const std::string& name,
                                                       bool changes);

/// A desk of the account over the command's network. `market` absent: all markets. It ends before both.
Result<std::unique_ptr<TradeDesk>> open_trade_desk(const TradeConfig& config, const TradeAccess& access,
                                                   std::optional<MarketId> market);

}  // namespace basis
