#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/execution/account_report.hpp"
#include "core/execution/market_download.hpp"
#include "core/execution/pretrade_gate.hpp"
#include "core/instruments/universe.hpp"
#include "venues/market_feed.hpp"
#include "venues/net/network.hpp"
#include "venues/net/rate_budget.hpp"
#include "venues/wire/encoder_settings.hpp"

namespace basis {

/// Where the parts of a venue's protocol are served for one account.
struct SessionEndpoints {
  net::Endpoint rest;
  net::Endpoint streams;          ///< public market data
  net::Endpoint private_streams;  ///< events of our account
  net::Endpoint orders;           ///< order entry over a WebSocket
  /// Transfers and withdrawals, where another host than `rest` serves them.
  std::optional<net::Endpoint> money{};
};

/// A session's account at a venue, its markets, and what is known of it.
struct SessionSettings {
  const Universe* universe = nullptr;  ///< outlives the session
  AccountId account;
  std::vector<const Market*> markets;  ///< of the account, that are followed and traded; they outlive the session
  SessionEndpoints endpoints;
  wire::ApiCredentials credentials;
  wire::Transport transport = wire::Transport::websocket;
  Nanos receive_window = kSecond * 5;
  Nanos silence = kSecond * 30;      ///< after which a public stream without a message is resubscribed
  Nanos most_clock_drift = kSecond;  ///< of the measured offset between two measurements, beyond which it is alarmed
  std::uint64_t seed = 0;            ///< of the jitter of reconnects
  std::string order_prefix{};        ///< of our client ids; other open orders are foreign
  /// The session of a person's tool, beside whoever else trades the account: open orders of others are told
  /// (`on_foreign_order`) and no reason to refuse, and nothing is set at the venue, no mode and no leverage.
  bool by_hand = false;
  bool hot_sockets = true;    ///< those of orders and order books, see `net::SocketRequest`
  std::int64_t leverage = 1;  ///< perps: that is set at the venue
  /// Of all sessions of the process, so that they share what the venue counts together; null: its own.
  std::shared_ptr<net::RateBudgets> budgets{};
  std::vector<std::string> withdrawal_addresses{};  ///< that withdrawals may go to
  /// The last instant that is known whole: fills and payments are downloaded from here on.
  std::optional<UtcTime> known_until{};
};

enum class SessionState : std::uint8_t {
  stopped,
  connecting,  ///< sockets, logon, clock, instruments
  recovering,  ///< orders, fills, positions, balances and income are downloaded
  ready,       ///< orders can be sent
  waiting,     ///< the connection is lost, or the venue has banned us; it is tried again by itself
  refused,     ///< needs a person: credentials, account mode, clock
};
std::string_view session_state_name(SessionState state);

/// The state, and why.
struct SessionStatus {
  SessionState state = SessionState::stopped;
  std::string text{};              ///< one line with advice, without secrets
  std::optional<UtcTime> until{};  ///< waiting: when the venue lifts its ban
};

/// An open order of another hand.
struct ForeignOrder {
  std::string client;  ///< its client id as the venue holds it
  std::string symbol;
  std::optional<OrderRecord> record{};  ///< absent: of a market that is not followed
};

/// Hears one session, in the order in which things were received. Every time is that of the receipt.
class SessionListener {
 public:
  virtual ~SessionListener() = default;
  virtual void on_market_data(const MarketData& data) = 0;
  /// The connection with this number feeds no market data any more.
  virtual void on_feed_lost(std::uint32_t connection, UtcTime received, MonoTime at) = 0;
  virtual void on_order(const OrderReport& report, UtcTime received, MonoTime at) = 0;
  virtual void on_account(const AccountReport& report, UtcTime received, MonoTime at) = 0;
  /// What became of a command that could not be sent, or whose outcome is not known.
  virtual void on_send_failed(const ClientOrderId& id, OrderAction action, SendFailure failure, UtcTime received) = 0;
  /// Answers to `query_order`.
  virtual void on_order_found(const OrderRecord& record, UtcTime received) = 0;
  virtual void on_order_missing(const ClientOrderId& id, UtcTime received) = 0;
  virtual void on_query_failed(const ClientOrderId& id, UtcTime received) = 0;
  /// A market's open orders, fills and position, as part of the recovery. Events that were received meanwhile come
  /// after it.
  virtual void on_download(const MarketDownload& download, UtcTime received, MonoTime at) = 0;
  /// Each open order of others, before the `on_download` that is of the same answers; of sessions `by_hand` only.
  virtual void on_foreign_order(const ForeignOrder& order, UtcTime received) {
    static_cast<void>(order);
    static_cast<void>(received);
  }
  /// Whether orders of a market can be sent.
  virtual void on_readiness(MarketId market, LegReadiness readiness, Quantity position, MonoTime at) = 0;
  virtual void on_status(const SessionStatus& status, UtcTime received) = 0;
  virtual void on_alert(const SessionAlert& alert, UtcTime received) = 0;

 protected:
  SessionListener() = default;
  SessionListener(const SessionListener&) = default;
  SessionListener& operator=(const SessionListener&) = default;
};

/// A movement of money that a session is asked for. Its id is ours: the venue takes a movement with the same id once.
struct MoneyOrder {
  enum class Kind : std::uint8_t { transfer, withdrawal };
  Kind kind = Kind::transfer;
  std::string id;
  AssetId asset;
  Amount amount;
  std::optional<AccountId> to{};  ///< transfer: another account of the venue
  std::string address{};          ///< withdrawal: one of the allowed
  std::string network{};          ///< withdrawal: as the venue names it
  /// It may have been asked for by an earlier start, at this time or later: the venue's history is looked at first.
  std::optional<UtcTime> asked_before{};
};

/// What an exchange's own history of deposits says of a payment to it.
struct DepositState {
  enum class Kind : std::uint8_t {
    unseen,      ///< it lists no such transaction, or could not be asked
    confirming,  ///< it is listed, and not credited yet
    credited,
    refused,  ///< by the exchange, which keeps it: a person has to ask there
  };
  Kind kind = Kind::unseen;
  std::string text{};  ///< why it could not be asked, what it waits for, or why it is refused

  friend bool operator==(const DepositState&, const DepositState&) = default;
};

/// The live side of one account at a venue: sockets, logon, market data, orders, recovery and limits. It runs on the
/// thread that polls its network, and calls its listener from there.
class Session {
 public:
  virtual ~Session() = default;

  virtual void start() = 0;
  /// Cancels what is open, waits until every order's end is seen, and closes; `on_status(stopped)` follows.
  virtual void stop() = 0;

  /// Sends a command that its encoder has written: a message, or a signed request. `deadline`: until when the venue
  /// takes it, by its own clock.
  virtual void send(const OrderCommand& command, std::string_view bytes, UtcTime deadline) = 0;
  /// Cancels all open orders of a market.
  virtual void cancel_all(MarketId market) = 0;
  virtual void query_order(const ClientOrderId& id, MarketId market) = 0;
  /// Fetches a market's fills from `since` on; they come as `on_order`.
  virtual void fetch_fills(MarketId market, UtcTime since) = 0;
  /// Downloads a market's orders, fills and position as after a reconnect; `on_download` tells them.
  virtual void download(MarketId market) = 0;
  /// Requests a whole order book; the answer comes as market data.
  virtual void request_book(MarketId market) = 0;
  /// Moves money; what becomes of it comes as `on_account` (transfer states) with the order's id.
  virtual void move(const MoneyOrder& order) = 0;
  /// Brings what has arrived beside trading into trading, where the venue has such a place; `done` follows once nothing
  /// is there any more. It does not follow when the session ends before.
  virtual void collect(std::function<void()> done) { done(); }
  /// Asks for the account's own address for deposits of an asset on Ethereum. Data error: the exchange tells none, or
  /// could not be asked. `done` does not follow when the session ends before.
  virtual void deposit_address(AssetId asset, std::function<void(const Result<std::string>&)> done) = 0;
  /// Looks once for a deposit by the hash of its transaction, "0x" and 64 hexadecimal digits. Of a transaction with
  /// several payments it tells the one that is least far. `done` does not follow when the session ends before.
  virtual void find_deposit(AssetId asset, const std::string& transaction,
                            std::function<void(const DepositState&)> done) = 0;
  /// Arms the venue's dead-man's switch so that it cancels a market's orders unless it is armed again in time; zero
  /// disarms it. Without effect where the venue has none.
  virtual void arm_dead_man(MarketId market, Nanos time) = 0;
  /// The venue's clock less ours, as it is estimated.
  [[nodiscard]] virtual Nanos clock_offset() const = 0;
  [[nodiscard]] virtual const SessionStatus& status() const = 0;

 protected:
  Session() = default;
  Session(const Session&) = default;
  Session& operator=(const Session&) = default;
};

}  // namespace basis
