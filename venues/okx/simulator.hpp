#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "venues/okx/simulator_desk.hpp"
#include "venues/sim/venue_protocol.hpp"

namespace basis::okx::simulated {

/// Where a WebSocket of the simulated venue leads.
enum class Route : std::uint8_t { public_data, private_data, business };

class SimSocket;

/// What a WebSocket has subscribed to.
struct Subscription {
  std::string channel;
  std::string inst_type;
  std::string inst_family;
  std::string inst_id;
  bool operator==(const Subscription&) const = default;
  /// `arg` of messages about it; `uid` of a private channel is zero for a public one.
  [[nodiscard]] std::string arg(std::int64_t uid) const;
  [[nodiscard]] bool fits(const Market& market) const;
};

/// Changes of an order book that the channel `books` has not told yet.
struct PendingBook {
  std::map<Price, Quantity> bids{}, asks{};
  std::int64_t told = 0;  ///< `seqId` of the last that was told
  UtcTime changed{};      ///< since when there is something to tell; the epoch: there is nothing
  UtcTime last{};         ///< when something was told last
};

/// OKX's other side: spot and USDT swaps in one account, REST and WebSockets. Source: okx.com/docs-v5/en. It has no
/// clock and no socket. What it leaves out: conditional orders, the two positions of long/short mode, isolated margin,
/// spot on margin, account modes with several currencies as margin, sub-accounts, and channels of VIP tiers.
class Simulator final : public sim::VenueProtocol, public sim::MarketListener, public sim::ClientListener {
 public:
  /// All references outlive it. It hears the markets from here on; clients are added first to the marketplace.
  Simulator(sim::VenueHost& host, sim::Marketplace& markets, const Desk::Settings& settings,
            const std::vector<sim::ClientSpec>& clients, UtcTime now);
  ~Simulator() override;

  [[nodiscard]] std::string_view name() const override { return "okx"; }
  [[nodiscard]] std::size_t claims(std::string_view path) const override;
  void on_request(const net::HttpRequest& request, net::Respond respond) override;
  std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest& request,
                                                       net::ServerSocket& socket) override;
  void advance(UtcTime now) override;
  [[nodiscard]] std::optional<UtcTime> next_due() const override;
  void happen(const sim::ExchangeFault& fault, UtcTime now) override;
  [[nodiscard]] std::vector<sim::ClientAccount*> clients() override;

  void on_levels(const sim::MarketBoard& board, const sim::BoardChange& change, bool snapshot) override;
  void on_trade(const sim::MarketBoard& board, const sim::BoardTrade& trade) override;
  void on_own_trade(const sim::MarketBoard& board, const sim::BoardTrade& trade) override { on_trade(board, trade); }
  void on_mark(const sim::MarketBoard& board, UtcTime at) override;
  void on_funding(const sim::MarketBoard& board, const sim::BoardFunding& paid) override;
  void on_client_events(sim::ClientAccount& client, const std::vector<sim::ClientEvent>& events) override;

 private:
  friend class SimSocket;

  // Requests.
  void handle(const net::HttpRequest& request, const net::Respond& respond);
  Outcome answer(const VenueEndpoint& endpoint, const net::HttpRequest& request, std::string_view query);
  [[nodiscard]] net::HttpResponse fault_words(const sim::ExchangeFault& fault, bool orders);
  [[nodiscard]] Checked<SimClient*> authorize(const net::HttpRequest& request);
  [[nodiscard]] Checked<void> check_expiry(std::optional<std::string_view> text) const;
  [[nodiscard]] Checked<void> count(const VenueEndpoint& endpoint, SimClient* client, const Call& call);

  // Messages.
  void on_message(SimSocket& socket, std::string_view text);
  void do_message(SimSocket& socket, const Params& message, bool answers, Nanos late);
  void change_subscriptions(SimSocket& socket, const Params& message, bool adds);
  void subscribe(SimSocket& socket, const Subscription& wanted);
  [[nodiscard]] Checked<void> check_subscription(const SimSocket& socket, const Subscription& wanted) const;
  void log_in(SimSocket& socket, const Params& message);
  Outcome run_order(SimSocket& socket, const VenueEndpoint& endpoint, const Params& message);
  void answer_order(SimSocket& socket, const Params& message, const Outcome& outcome, Nanos late);
  void tell_fault(SimSocket& socket, const Params& message, const sim::ExchangeFault& fault);
  void tell_event(SimSocket& socket, std::string_view event, const Refusal& refusal, std::string_view arg = {});
  void keep_alive(std::uint64_t number);

  // Public channels.
  template <class Write>
  void tell(std::string_view channel, const sim::MarketBoard& board, const Write& write);
  void tell_first(SimSocket& socket, const Subscription& wanted);
  void tell_book(const Market& market, UtcTime now);
  void tell_quote(const sim::MarketBoard& board, UtcTime at);
  void tell_instrument(const Market& market);
  void tell_minute(UtcTime now);

  // Private channels.
  void tell_order(SimClient& client, const sim::ClientOrder& order, const OrderTold& told);
  void tell_account(SimClient& client, const std::vector<sim::ClientEvent>& events);
  /// `only`: what this socket has subscribed to last; null: everything, to all.
  void tell_all(SimClient& client, SimSocket* only = nullptr);
  /// Sends `data` to every socket of the client that has the channel, where `fits(subscription)`.
  template <class Fits>
  void tell_private(SimClient& client, std::string_view channel, std::string_view stream, const std::string& data,
                    const Fits& fits);
  void send(SimSocket& socket, std::string_view stream, const std::string& text, Nanos late = {});

  [[nodiscard]] std::int64_t stamp(UtcTime at) const { return desk_.time(at); }

  sim::VenueHost& host_;
  sim::Marketplace& markets_;
  Desk desk_;
  std::map<std::uint64_t, SimSocket*> sockets_;
  std::uint64_t socket_count_ = 0;
  std::map<MarketId, PendingBook> books_;
  std::map<MarketId, TopOfBook> tops_;                     ///< as told last
  std::map<std::string, sim::LimitCount> address_limits_;  ///< of requests that are not signed
  std::optional<UtcTime> banned_until_;
  UtcTime next_regular_;
};

/// One WebSocket of the simulated venue.
class SimSocket final : public net::ServerSocketHandler {
 public:
  SimSocket(Simulator& venue, net::ServerSocket& end, Route to) : owner(venue), socket(end), route(to) {}
  ~SimSocket() override { on_closed(); }
  void on_text(std::string_view text) override;
  void on_closed() override;

  Simulator& owner;
  net::ServerSocket& socket;
  Route route;
  std::uint64_t number = 0;
  std::vector<Subscription> subscriptions{};
  SimClient* client = nullptr;   ///< logged in
  sim::LimitCount operations{};  ///< logins and subscriptions of an hour
  UtcTime traffic{};             ///< when something was last heard or told
  [[nodiscard]] std::string id() const;
  [[nodiscard]] bool has(std::string_view channel) const;
};

}  // namespace basis::okx::simulated
