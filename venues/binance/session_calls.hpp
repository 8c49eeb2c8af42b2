#pragma once

#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "venues/binance/requests.hpp"
#include "venues/binance/session_product.hpp"
#include "venues/net/network.hpp"
#include "venues/net/rate_budget.hpp"
#include "venues/venue_error.hpp"
#include "venues/wire/json_fields.hpp"

namespace basis::binance {

/// An answer to a request, judged.
struct CallAnswer {
  bool ok = false;
  VenueError error{};     ///< not ok
  bool left = true;       ///< not ok: a byte may have reached the venue
  std::int64_t code = 0;  ///< not ok: the venue's; zero where it told none
  std::string text;       ///< not ok: one line
  std::string_view body;  ///< ok: readable for `kFrameSlack` more bytes
  UtcTime received;
  UtcTime sent;
};

/// A request that waits for its turn.
struct Call {
  Endpoint endpoint;
  Parameters parameters;
  net::Priority priority = net::Priority::query;
  std::function<void(const CallAnswer&)> done;
  bool money = false;    ///< of the wallet's endpoint
  bool retried = false;  ///< after a refusal of our clock
};

/// What the calls need from their session.
class CallHost {
 public:
  virtual ~CallHost() = default;
  /// The venue refused our time stamp.
  virtual void clock_refused() = 0;
  /// The venue wants to hear nothing before `until`.
  virtual void banned(UtcTime until) = 0;

 protected:
  CallHost() = default;
  CallHost(const CallHost&) = default;
  CallHost& operator=(const CallHost&) = default;
};

/// Where the requests of one session or feed go, and what they may cost.
struct CallPlaces {
  net::Endpoint rest;
  net::Endpoint money;  ///< of the wallet's requests
  std::string key{};    ///< ours; empty: only open requests are sent
  std::shared_ptr<net::RateBudgets> budgets = std::make_shared<net::RateBudgets>();
};

/// Requests of one session or feed: signed at the moment they leave, within the venue's limits, judged by its codes. A
/// request that was refused for its time stamp is sent once more, after the clock was measured again. The limits of
/// /api and /fapi are an address's, by minute; those of /sapi are each endpoint's own, far above what is asked for
/// here: only its refusals count, and leave trading alone. Who is banned by a host sends nothing to it. Sources:
/// "Limits" and "General API Information" of developers.binance.com (spot, USDⓈ-M, Wallet).
class Calls {
 public:
  static constexpr Nanos kLimit = kSecond * 10;  ///< for an answer
  static constexpr std::size_t kConnections = 4;
  static constexpr std::size_t kMostWaiting = 10'000;

  /// Without `requests` only open ones can be sent.
  Calls(net::Network& network, const SessionProduct& product, const CallPlaces& places,
        std::optional<Requests> requests, CallHost& host);

  void call(Call call);
  void call(const Endpoint& endpoint, Parameters parameters, std::function<void(const CallAnswer&)> done,
            net::Priority priority = net::Priority::query) {
    this->call(Call{endpoint, std::move(parameters), priority, std::move(done)});
  }
  /// A whole request as an encoder wrote it.
  void call_encoded(std::string_view bytes, net::RateCost cost, std::function<void(const CallAnswer&)> done);
  /// Ends everything without calls.
  void drop();

  /// The clock was measured: requests that waited for it go.
  void set_offset(Nanos offset);
  [[nodiscard]] Nanos offset() const { return offset_; }
  [[nodiscard]] UtcTime venue_now() const { return network_.now_utc() + offset_; }
  [[nodiscard]] net::RateBudget& budget() { return *budget_; }
  [[nodiscard]] const net::RateBudget& budget_of() const { return *budget_; }
  [[nodiscard]] const Requests& requests() const { return *requests_; }

 private:
  void pump();
  void leave(Call call);
  void answered(const std::shared_ptr<Call>& call, const net::HttpAnswer& answer, UtcTime sent);
  [[nodiscard]] std::optional<UtcTime> may(const Call& call) const;
  CallAnswer judge(const net::HttpAnswer& answer, net::RateCost cost, bool money);

  net::Network& network_;
  const SessionProduct& product_;
  std::optional<Requests> requests_;
  wire::JsonReader reader_;
  CallHost& host_;
  std::shared_ptr<net::RateBudgets> budgets_;
  std::shared_ptr<net::RateBudget> budget_;
  std::shared_ptr<net::RateBudget> money_budget_;
  std::string money_host_;
  std::unique_ptr<net::HttpClient> rest_;
  std::unique_ptr<net::HttpClient> money_;
  std::deque<Call> waiting_;
  std::deque<Call> for_clock_;  ///< refused for their time stamp
  std::unique_ptr<net::Timer> pump_;
  Nanos offset_{};
  std::string padded_;
};

}  // namespace basis::binance
