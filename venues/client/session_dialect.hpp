#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "venues/client/listed_deposit.hpp"
#include "venues/client/market_dialect.hpp"
#include "venues/client/private_news.hpp"
#include "venues/net/rate_budget.hpp"
#include "venues/session.hpp"

namespace basis::client {

/// What a session needs to know of its venue as plain data.
struct SessionTraits {
  std::string_view orders_target;
  bool stream_key = false;           ///< the user stream has a key, which is asked for and renewed
  bool payments = false;             ///< there are payments to ask for
  Nanos user_silence = kMinute;      ///< of the user stream, after which its connection is given up
  Nanos orders_silence = kMinute;    ///< of the order socket
  Nanos fills_window;                ///< longest span of one request for fills
  Nanos fills_history;               ///< how far back they are kept
  bool dead_man_of_account = false;  ///< the dead-man's switch cancels orders of all markets
};

/// One of a session's two private sockets.
enum class Line : std::uint8_t { user, orders };

/// A text of a private socket, read.
struct LineText {
  enum class Kind : std::uint8_t {
    ignored,  ///< nothing follows from it
    event,    ///< `body()` is an event of the account
    ready,    ///< the greeting is over: the socket does what it is for
    more,     ///< the greeting goes on: `frames` are sent
    refused,  ///< the greeting is refused: `error`, `code`, `message`
    answer,   ///< to the command `id`: `ok` with `body()`, or `error`, `code`, `message`
    ending,   ///< the venue will end this connection
  };
  Kind kind = Kind::ignored;
  std::string id{};
  bool ok = false;
  VenueError error{};
  std::int64_t code = 0;
  std::string message{};
  std::string_view whole{};  ///< the body, where it is the text itself or a part of it
  std::string kept{};        ///< the body otherwise
  std::optional<UtcTime> quiet_until{};
  std::vector<std::string> frames{};

  /// JSON, readable for `kFrameSlack` more bytes, as long as the text is.
  [[nodiscard]] std::string_view body() const { return whole.empty() ? std::string_view(kept) : whole; }
};

/// One request of a start: the account is as the program needs it, or is made so.
struct StartStep {
  Request request;
  /// What is wrong, in one line with advice; empty: nothing, or, of a refusal, what the venue says. It sees answers
  /// that are ok, and refusals. Something that is already so is no refusal.
  std::function<std::string(const CallAnswer&)> check;
};

/// An order, by our id or by the venue's.
struct OrderName {
  ClientOrderId id{};  ///< not set: by `key`
  VenueKey key{};
};

/// So much of an asset in the venue's funding account, which holds money and trades nothing.
struct Funds {
  AssetId asset;
  Amount amount;
};
enum class FundWay : std::uint8_t { into_trading, into_funding };

/// The private side of a venue's protocol, for one account: what differs between venues for a session. Bodies are
/// readable for `kFrameSlack` more bytes. Readers give data errors for what they cannot read.
class SessionDialect {
 public:
  virtual ~SessionDialect() = default;
  [[nodiscard]] virtual MarketDialect& market() = 0;
  [[nodiscard]] virtual const SessionTraits& traits() const = 0;

  // A start.
  [[nodiscard]] virtual Request time() const = 0;
  virtual Result<UtcTime> read_time(std::string_view body) = 0;
  /// Credentials, modes and leverage, in their order. `listed`: the markets that the venue has.
  virtual std::vector<StartStep> start_steps(const std::vector<const Market*>& listed) = 0;
  /// What to say of a refusal of credentials or of a signature by `code`, with advice; empty: nothing special.
  [[nodiscard]] virtual std::string advice(std::int64_t code) const = 0;

  // The private sockets.
  [[nodiscard]] virtual Request create_key() const { return {}; }
  [[nodiscard]] virtual Request renew_key() const { return {}; }
  virtual Result<std::string> read_key(std::string_view) { return std::string{}; }
  [[nodiscard]] virtual bool key_gone(const CallAnswer&) const { return false; }
  [[nodiscard]] virtual std::string user_target(const std::string& key) const = 0;
  /// What is sent when a connection opens; empty: it is ready at once. `now`: by the venue's clock.
  virtual std::vector<std::string> greet(Line line, std::uint32_t connection, UtcTime now) = 0;
  virtual Result<LineText> read(Line line, std::uint32_t connection, std::string_view text, UtcTime now) = 0;
  virtual Result<void> event(std::string_view json, PrivateNews& news) = 0;

  // Commands.
  /// The id that the encoder gave to a command's message, which are `bytes`.
  [[nodiscard]] virtual std::string message_id(const OrderCommand& command, std::string_view bytes) const = 0;
  /// The message as it leaves, where something in it is known only to the session; `room` may hold it. Absent: it
  /// cannot be sent.
  [[nodiscard]] virtual std::optional<std::string_view> frame(const OrderCommand&, std::string_view bytes,
                                                              std::string&) const {
    return bytes;
  }
  /// The request that a command goes as although its encoder wrote a message, where an environment of the venue takes
  /// no messages; absent: the message goes.
  [[nodiscard]] virtual std::optional<Request> request_of(const OrderCommand&, std::string_view /*bytes*/) const {
    return std::nullopt;
  }
  [[nodiscard]] virtual net::RateCost cost_of(const OrderCommand& command) const = 0;
  /// What a taken command's answer tells, in its order. Empty: it is a receipt, and the stream tells the rest.
  virtual Result<std::vector<OrderReport>> command_answer(std::string_view body, const OrderCommand& command) = 0;
  /// `live`: our orders of the market that may be open.
  [[nodiscard]] virtual std::vector<Request> cancel_all(const Market& market,
                                                        const std::vector<ClientOrderId>& live) const = 0;
  /// Zero disarms it. Absent: the venue has none.
  [[nodiscard]] virtual std::optional<Request> dead_man(const Market& market, Nanos time) const = 0;

  // Queries. Lists come page by page.
  /// Where an order may be listed, in the order in which it is looked for.
  [[nodiscard]] virtual std::vector<Request> order(const Market& market, const OrderName& name) const = 0;
  /// Absent: it is not listed there.
  virtual Result<std::optional<ListedOrder>> read_order(std::string_view body, const Request& asked) = 0;
  /// Of the whole account where `market` is null.
  [[nodiscard]] virtual std::vector<Request> open_orders(const Market* market) const = 0;
  virtual Result<Page<ListedOrder>> read_open_orders(std::string_view body, const Request& asked) = 0;
  /// The venue's ids of the orders that it closed positions with, and why. Absent: fills tell it themselves.
  [[nodiscard]] virtual std::optional<Request> forced_orders() const { return std::nullopt; }
  virtual Result<std::map<VenueKey, FillOrigin>> read_forced_orders(std::string_view) {
    return std::map<VenueKey, FillOrigin>{};
  }
  [[nodiscard]] virtual Request fills(const Market& market, UtcTime from, UtcTime to) const = 0;
  virtual Result<Page<OrderReport>> read_fills(std::string_view body, const Request& asked) = 0;
  [[nodiscard]] virtual std::vector<Request> positions() const = 0;
  [[nodiscard]] virtual std::vector<Request> balances() const = 0;
  /// Of both. Their times are set by the session.
  virtual Result<Page<AccountReport>> read_accounts(std::string_view body, const Request& asked) = 0;
  [[nodiscard]] virtual std::vector<Request> payments(UtcTime, UtcTime) const { return {}; }
  virtual Result<Page<AccountReport>> read_payments(std::string_view, const Request&) { return Page<AccountReport>{}; }

  // Money.
  [[nodiscard]] virtual Request move(const MoneyOrder& order) const = 0;
  /// The venue's id of what was asked for; empty: it tells none.
  virtual Result<std::string> read_move(const MoneyOrder& order, std::string_view body) = 0;
  /// Movements among which one that was asked for at `began` or later is.
  [[nodiscard]] virtual Request movements(const MoneyOrder& order, UtcTime began) const = 0;
  virtual Result<std::vector<Movement>> read_movements(const MoneyOrder& order, std::string_view body) = 0;

  // Deposits of an asset on Ethereum.
  [[nodiscard]] virtual Request deposit_address(AssetId asset) const = 0;
  /// Data error: no address is told.
  virtual Result<std::string> read_deposit_address(AssetId asset, std::string_view body) = 0;
  /// Of one transaction, whose hash is in lower case.
  [[nodiscard]] virtual Request deposits(AssetId asset, const std::string& transaction) const = 0;
  virtual Result<std::vector<ListedDeposit>> read_deposits(std::string_view body) = 0;

  // A funding account beside trading, where deposits arrive. The session moves what it finds there into trading.
  /// Absent: there is none.
  [[nodiscard]] virtual std::optional<Request> funds() const { return std::nullopt; }
  virtual Result<std::vector<Funds>> read_funds(std::string_view) { return std::vector<Funds>{}; }
  /// `id`: ours, which the venue takes once.
  [[nodiscard]] virtual Request fund(const Funds&, FundWay, const std::string& /*id*/) const { return {}; }
  [[nodiscard]] virtual Request fund_state(const std::string& /*id*/) const { return {}; }
  /// Absent: the venue knows no such movement.
  virtual Result<std::optional<TransferState>> read_fund_state(std::string_view) {
    return std::optional<TransferState>{};
  }
  /// Whether a withdrawal leaves funding, so that its money has to be brought there first.
  [[nodiscard]] virtual bool withdraws_from_funding() const { return false; }
  /// What has to be known before a withdrawal, as its fee; absent: nothing.
  [[nodiscard]] virtual std::optional<Request> terms(const MoneyOrder&) const { return std::nullopt; }
  virtual Result<void> read_terms(const MoneyOrder&, std::string_view) { return ok(); }

 protected:
  SessionDialect() = default;
  SessionDialect(const SessionDialect&) = default;
  SessionDialect& operator=(const SessionDialect&) = default;
};

}  // namespace basis::client
