#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "venues/bybit/simulator_words.hpp"
#include "venues/sim/venue_protocol.hpp"

namespace basis::bybit::simulated {

/// Where a WebSocket of the simulated venue leads.
enum class Route : std::uint8_t { spot, linear, private_data, trade, status };

class SimSocket;

/// The best levels of a market as one topic of a depth told them last.
struct BookTopic {
  std::int64_t depth = 50;
  std::map<Price, Quantity> bids{}, asks{};
  std::int64_t update = 0;           ///< `u`, one more with each message
  std::optional<UtcTime> changed{};  ///< since when there is something to tell
  UtcTime told{};
};
/// When the topic tells something next; absent: never, as things are.
std::optional<UtcTime> book_due(const BookTopic& topic);

/// Bybit's other side: spot and USDT perpetuals of one unified account; REST, public and private WebSockets, and order
/// entry over a WebSocket. Source: bybit-exchange.github.io/docs/v5. It has no clock and no socket. What it leaves out:
/// conditional orders, the two positions of hedge mode, isolated and portfolio margin, coins as margin, borrowing,
/// other products, sub-accounts.
class Simulator final : public sim::VenueProtocol, public sim::MarketListener, public sim::ClientListener {
 public:
  /// All references outlive it. It hears the markets from here on; clients are added first to the marketplace.
  Simulator(sim::VenueHost& host, sim::Marketplace& markets, const Desk::Settings& settings,
            const std::vector<sim::ClientSpec>& clients, UtcTime now);
  ~Simulator() override;

  [[nodiscard]] std::string_view name() const override { return "bybit"; }
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
  void on_mark(const sim::MarketBoard&, UtcTime) override {}
  void on_funding(const sim::MarketBoard&, const sim::BoardFunding&) override {}
  void on_client_events(sim::ClientAccount& client, const std::vector<sim::ClientEvent>& events) override;

 private:
  friend class SimSocket;

  // Requests.
  void handle(const net::HttpRequest& request, const net::Respond& respond);
  Outcome answer(const VenueEndpoint& endpoint, const net::HttpRequest& request, std::string_view query,
                 LimitWords& limit);
  [[nodiscard]] net::HttpResponse respond_with(const Outcome& outcome, const LimitWords& limit) const;
  [[nodiscard]] net::HttpResponse words_of(const sim::ExchangeFault& fault);
  [[nodiscard]] Checked<SimClient*> authorize(const net::HttpRequest& request, std::string_view query);
  [[nodiscard]] Checked<void> check_time(std::optional<std::string_view> sent,
                                         std::optional<std::string_view> window) const;
  [[nodiscard]] Checked<void> count(const VenueEndpoint& endpoint, SimClient& client, const Params& params,
                                    LimitWords& limit);
  [[nodiscard]] bool over_address_limit();

  // Messages.
  void on_message(SimSocket& socket, std::string_view text);
  void do_message(SimSocket& socket, const Params& message, bool answers, Nanos late);
  void tell_fault(SimSocket& socket, const Params& message, const sim::ExchangeFault& fault);
  [[nodiscard]] std::string control_answer(SimSocket& socket, const Params& message);
  [[nodiscard]] std::string log_in(SimSocket& socket, const Params& message);
  [[nodiscard]] std::optional<std::string> change_topics(SimSocket& socket, const Params& message, bool adds);
  [[nodiscard]] bool has_topic(const SimSocket& socket, std::string_view topic) const;
  [[nodiscard]] std::string order_answer(SimSocket& socket, const Params& message);
  Outcome run_order(SimSocket& socket, const VenueEndpoint& endpoint, const Params& message, LimitWords& limit);
  [[nodiscard]] std::string trade_text(const SimSocket& socket, const Params& message, const Outcome& outcome,
                                       const LimitWords& limit) const;
  void watch_idleness(std::uint64_t number, UtcTime at);

  // Public topics.
  [[nodiscard]] bool wanted(std::string_view topic) const { return wanted_.find(topic) != wanted_.end(); }
  void tell(Category category, std::string_view topic, const std::string& text);
  void tell_first(SimSocket& socket, const std::string& topic);
  bool tell_book(const Market& market, BookTopic& topic, UtcTime now);
  [[nodiscard]] std::string book_text(const Market& market, const BookTopic& topic, bool snapshot,
                                      const std::map<Price, Quantity>& bids, const std::map<Price, Quantity>& asks,
                                      UtcTime now) const;
  BookTopic& book_topic(const Market& market, std::int64_t depth);
  void tell_tickers(UtcTime now);
  void send(const SimSocket& socket, std::string_view stream, const std::string& text, Nanos late = {});

  // Private topics.
  /// Tells one message about a category to everyone of the client who has the topic or its part for the category.
  void tell_client(const SimClient& client, std::string_view topic, std::optional<Category> category,
                   const std::string& data, UtcTime at);
  [[nodiscard]] bool hears(const SimClient& client) const;
  void tell_order(SimClient& client, const sim::ClientOrder& order, UtcTime at);
  void tell_executions(SimClient& client, const std::vector<sim::ClientEvent>& events);
  void tell_account(SimClient& client, const std::vector<sim::ClientEvent>& events);

  // The dead-man's switch: "Set DCP".
  [[nodiscard]] bool guards(const SimClient& client, Category category) const;
  void check_switches(SimClient& client, UtcTime now);

  [[nodiscard]] std::int64_t stamp(UtcTime at) const { return sim::millis(at + desk_.clock_skew); }

  sim::VenueHost& host_;
  sim::Marketplace& markets_;
  Desk desk_;
  std::map<std::uint64_t, SimSocket*> sockets_;
  std::uint64_t socket_count_ = 0;
  std::map<std::pair<MarketId, std::int64_t>, BookTopic> books_;  ///< by depth; those that are wanted
  std::map<std::string, std::int64_t, std::less<>> wanted_;       ///< public topics, with how many sockets want them
  std::map<MarketId, std::vector<TickerField>> tickers_;          ///< as told last
  UtcTime next_tick_;                                             ///< when tickers are told next
  std::int64_t messages_ = 0;
  sim::LimitCount address_;
  std::optional<UtcTime> banned_until_;
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
  std::set<std::string, std::less<>> topics{};
  std::set<std::string, std::less<>> requests{};  ///< ids of messages of order entry
  SimClient* client = nullptr;                    ///< logged in
  Nanos most_idle = kMinute * 10;
  mutable UtcTime traffic{};  ///< when something was last heard or told

  [[nodiscard]] bool is_public() const { return route == Route::spot || route == Route::linear; }
  /// Of a public one.
  [[nodiscard]] Category category() const { return route == Route::spot ? Category::spot : Category::linear; }
  [[nodiscard]] std::string id() const;
};

}  // namespace basis::bybit::simulated
