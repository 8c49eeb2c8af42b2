#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "actors/live/wallet.hpp"
#include "core/execution/account_report.hpp"
#include "core/execution/control_command.hpp"
#include "core/execution/kill_switch.hpp"
#include "core/execution/market_download.hpp"
#include "core/execution/order_report.hpp"
#include "core/execution/order_tracker.hpp"
#include "core/execution/pretrade_gate.hpp"
#include "core/instruments/ids.hpp"
#include "core/results/journal.hpp"

namespace basis {

/// What a live node takes from outside, as it takes it. With the texts that its sessions received, in one order, it is
/// enough to run the node again without any venue. Ids are those of its universe.
namespace node_input {

/// The node is made: the first of a start.
struct Began {
  std::string mode;
  std::vector<std::string> settings;  ///< what was given beside the configuration: KEY=VALUE
  std::string configuration;          ///< fingerprint
  std::string node_id;
  Amount capital;                     ///< of a wallet in the node, in the share class
  std::optional<std::string> wallet;  ///< address that exchanges pay out to; absent: there is no wallet
  bool starts_paused = false;
  bool adopt = false;
};
/// The text that was received last is public market data, and goes to its feed.
struct Fed {
  AccountId account;
  bool answer = false;           ///< to a request for an order book
  std::uint32_t connection = 0;  ///< of the account
  std::string channel;           ///< of an answer: its URL
};
struct FeedLost {
  AccountId account;
  std::uint32_t connection = 0;
};
struct OrderTold {
  AccountId account;
  OrderReport report;
};
struct AccountTold {
  AccountId account;
  AccountReport report;
};
struct NotSent {
  AccountId account;
  ClientOrderId id;
  OrderAction action = OrderAction::create;
  SendFailure failure = SendFailure::in_doubt;
};
struct OrderFound {
  AccountId account;
  OrderRecord record;
};
struct OrderMissing {
  AccountId account;
  ClientOrderId id;
};
struct QueryFailed {
  AccountId account;
  ClientOrderId id;
};
struct MarketFound {
  AccountId account;
  MarketDownload download;
};
struct ReadinessChanged {
  AccountId account;
  MarketId market;
  LegReadiness readiness;
  Quantity position;
};
struct StatusChanged {
  AccountId account;
  std::uint8_t state = 0;  ///< SessionState
  std::string text;
  std::optional<UtcTime> until;
};
struct Alerted {
  AccountId account;
  std::string kind;
  std::string text;
};
/// The venue's clock less ours, from here on.
struct OffsetMeasured {
  AccountId account;
  Nanos offset;
};
/// What arrived beside trading has been brought into trading; the account's calls for it are counted from zero.
struct Collected {
  AccountId account;
  std::uint64_t call = 0;
};
/// A payment of the wallet has ended.
struct Paid {
  std::string order;
  OrderStatus status = OrderStatus::unknown;
  std::string reason;
  Amount fee;
};
/// A person asks for something; what is known of the equity then.
struct Asked {
  ControlCommand command;
  std::optional<Amount> equity;
};
/// Something beside the node's sessions is told, as by its journal's database.
struct Warned {
  std::string source;
  std::string kind;
  std::string text;
};
/// A rule lets no more be sent than this.
struct Limited {
  journal::KillRule rule = journal::KillRule::journal;
  KillState state = KillState::active;
  std::string reason;
};
/// Time has passed, and something may be due.
struct Turned {};
/// The node is to end in order.
struct StopAsked {};
/// The node is ended.
struct Finished {};

using Body = std::variant<Began, Fed, FeedLost, OrderTold, AccountTold, NotSent, OrderFound, OrderMissing, QueryFailed,
                          MarketFound, ReadinessChanged, StatusChanged, Alerted, OffsetMeasured, Collected, Paid, Asked,
                          Turned, StopAsked, Finished, Warned, Limited>;

}  // namespace node_input

/// One input, and when the node took it.
struct NodeInput {
  UtcTime at_utc;
  MonoTime at_mono;
  /// It came while the node took the one before, in answer to a call of a session or of the wallet: how many calls that
  /// had made by then. Zero: it came by itself.
  std::uint32_t after_calls = 0;
  node_input::Body body;
};

/// The bytes of an input, less its times.
std::string encode_input(std::uint32_t after_calls, const node_input::Body& body);
/// Absent when they are not those of one.
std::optional<NodeInput> decode_input(std::string_view bytes);

}  // namespace basis
