#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "venues/client/instrument_verdict.hpp"
#include "venues/client/request.hpp"
#include "venues/net/http.hpp"
#include "venues/net/rate_budget.hpp"

namespace basis::client {

/// What the venue counts together.
struct CallFamily {
  std::string_view name;
  net::RateSettings limits{};
  /// Of the wallet: sent to its endpoint, and its refusals leave trading alone.
  bool money = false;
};

/// What an answer means.
struct CallVerdict {
  bool ok = false;
  VenueError error{};     ///< not ok
  std::int64_t code = 0;  ///< not ok
  std::string message;    ///< not ok
  /// The venue's word, other than in a status or a header, that it takes nothing of this family for so long.
  std::optional<Nanos> quiet{};
};

/// The streams of one public socket.
struct StreamGroup {
  std::string_view feed;  ///< of recordings: "binance_spot"
  std::string_view target;
  bool hot = false;  ///< order books come over it
  /// As the dialect names them; those that are subscribed to in one request, of one market.
  std::vector<std::vector<std::string>> streams;
};

/// A message of a public socket that is of no stream.
struct StreamAnswer {
  bool shutdown = false;           ///< the venue will end this connection
  std::optional<std::int64_t> id;  ///< of the subscription that is answered as a whole
  std::string stream;              ///< of the one stream that is answered; empty: none is named
  std::string why;                 ///< of a refusal; empty: it is taken
};

/// Instruments are asked for together or one by one.
struct InstrumentQuery {
  Request request;
  std::vector<const Market*> markets;
};

/// The public side of a venue's protocol: requests, limits, instruments, streams. What differs between venues for
/// sessions and feeds.
class MarketDialect {
 public:
  virtual ~MarketDialect() = default;

  // Requests.
  [[nodiscard]] virtual std::vector<CallFamily> families() const = 0;  ///< the first is that of trading
  /// `now`: by the venue's clock. A request that is not open needs credentials.
  [[nodiscard]] virtual net::HttpRequest write(const Request& request, UtcTime now) const = 0;
  /// `body`: readable for `kFrameSlack` more bytes. `now`: by the venue's clock.
  [[nodiscard]] virtual CallVerdict judge(const net::HttpResponse& response, std::string_view body, UtcTime now) = 0;

  // Instruments.
  [[nodiscard]] virtual std::vector<InstrumentQuery> instruments(const std::vector<const Market*>& markets) const = 0;
  /// Data error: the answer cannot be read.
  virtual Result<ExchangeRules> read_instruments(std::string_view body, const std::vector<const Market*>& asked) = 0;

  // Streams.
  [[nodiscard]] virtual std::vector<StreamGroup> groups(const std::vector<const Market*>& markets) const = 0;
  [[nodiscard]] virtual std::int64_t messages_a_second() const = 0;  ///< that a socket may send to the venue
  [[nodiscard]] virtual std::string subscription(bool wanted, const std::vector<std::string>& streams,
                                                 std::int64_t id) const = 0;
  /// The stream that a message is of, as `groups` names it: a part of `text`, or text that lives as long as the
  /// dialect; empty: it is an answer.
  [[nodiscard]] virtual std::string_view stream_of(std::string_view text) const = 0;
  /// A stream that is sent for at least every second, or on every change of a book that is always changing.
  [[nodiscard]] virtual bool never_pauses(std::string_view stream) const = 0;
  /// The rising number of the last trade that a message of a stream of trades tells; absent for any other.
  [[nodiscard]] virtual std::optional<std::int64_t> trade_of(std::string_view stream, std::string_view text) const = 0;
  virtual Result<StreamAnswer> answer(std::string_view text) = 0;
  /// The request for a whole book; absent: the book's stream begins with one, and is subscribed to anew.
  [[nodiscard]] virtual std::optional<Request> book(const Market& market) const = 0;
  /// The name of a market's recordings: "binance_spot".
  [[nodiscard]] virtual std::string_view feed_of(const Market& market) const = 0;
  /// The stream of a market's book.
  [[nodiscard]] virtual std::string book_stream(const Market& market) const = 0;
  /// What a client says on a socket so that it is not ended; empty: nothing, pings of the protocol do.
  [[nodiscard]] virtual std::string_view keep_alive() const { return {}; }

 protected:
  MarketDialect() = default;
  MarketDialect(const MarketDialect&) = default;
  MarketDialect& operator=(const MarketDialect&) = default;
};

/// How often a client says its `keep_alive`. Bybit wants it every 20 s ("Connect", v5), OKX within 30 s of silence
/// ("Connect", v5).
inline constexpr Nanos kKeepAliveEvery = kSecond * 18;

}  // namespace basis::client
