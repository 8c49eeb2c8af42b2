#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "venues/client/market_dialect.hpp"
#include "venues/net/network.hpp"
#include "venues/net/rate_budget.hpp"

namespace basis::client {

/// A request that waits for its turn.
struct Call {
  Request request;
  net::Priority priority = net::Priority::query;
  std::function<void(const CallAnswer&)> done;
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

/// Requests of one session or feed: signed at the moment they leave, within the venue's limits, judged by its words. A
/// request that was refused for its time stamp is sent once more, after the clock was measured again. Who is banned by
/// a host sends nothing of money to it.
class Calls {
 public:
  static constexpr Nanos kLimit = kSecond * 10;  ///< for an answer
  static constexpr std::size_t kConnections = 4;
  static constexpr std::size_t kMostWaiting = 10'000;

  /// Network, dialect and host outlive it.
  Calls(net::Network& network, MarketDialect& dialect, const CallPlaces& places, CallHost& host);

  void call(Call call);
  void call(Request request, std::function<void(const CallAnswer&)> done,
            net::Priority priority = net::Priority::query) {
    this->call(Call{std::move(request), priority, std::move(done)});
  }
  /// A whole request as an encoder wrote it.
  void call_encoded(std::string_view bytes, net::RateCost cost, std::function<void(const CallAnswer&)> done);
  /// Ends everything without calls.
  void drop();

  /// The clock was measured: requests that waited for it go.
  void set_offset(Nanos offset);
  [[nodiscard]] Nanos offset() const { return offset_; }
  [[nodiscard]] UtcTime venue_now() const { return network_.now_utc() + offset_; }
  /// Of trading.
  [[nodiscard]] net::RateBudget& budget() { return *families_.front().budget; }
  [[nodiscard]] const net::RateBudget& budget_of() const { return *families_.front().budget; }

 private:
  struct Family {
    std::shared_ptr<net::RateBudget> budget;
    bool money = false;
  };
  void pump();
  void leave(Call call);
  void answered(const std::shared_ptr<Call>& call, const net::HttpAnswer& answer, UtcTime sent);
  [[nodiscard]] std::optional<UtcTime> may(const Call& call) const;
  [[nodiscard]] const Family& family_of(const Call& call) const { return families_.at(call.request.endpoint.family); }
  CallAnswer judge(const net::HttpAnswer& answer, net::RateCost cost, const Family& family);

  net::Network& network_;
  MarketDialect& dialect_;
  CallHost& host_;
  bool keyed_;
  std::shared_ptr<net::RateBudgets> budgets_;
  std::vector<Family> families_;
  std::string money_host_;
  std::unique_ptr<net::HttpClient> rest_;
  std::unique_ptr<net::HttpClient> money_;
  std::deque<Call> waiting_;
  std::deque<Call> for_clock_;  ///< refused for their time stamp
  std::unique_ptr<net::Timer> pump_;
  Nanos offset_{};
  std::string padded_;
};

}  // namespace basis::client
