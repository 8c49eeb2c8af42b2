#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "venues/binance/simulator_desk.hpp"
#include "venues/sim/venue_protocol.hpp"

namespace basis::binance::simulated {

/// Where a WebSocket of the simulated venue leads.
enum class Route : std::uint8_t {
  spot_streams,
  usdm_public,   ///< order books and best quotes
  usdm_market,   ///< the other public streams
  usdm_private,  ///< events of an account
  spot_api,
  usdm_api,
};

class SimSocket;

/// Changes of an order book that one stream has not told yet.
struct PendingDepth {
  std::map<Price, Quantity> bids{}, asks{};
  std::int64_t first_id = 0;
  std::int64_t last_id = 0;
  std::int64_t told_id = 0;  ///< the last that was told
  UtcTime changed{};
};

/// Binance's other side: spot and USDⓈ-M, REST, streams and WebSocket API. Sources: binance-spot-api-docs (rest-api.md,
/// web-socket-api.md, web-socket-streams.md, user-data-stream.md, errors.md) and
/// developers.binance.com/docs/derivatives/usds-margined-futures. It has no clock and no socket. What it leaves out:
/// conditional and list orders, hedge mode's two positions, isolated margin, and other margin products.
class Simulator final : public sim::VenueProtocol, public sim::MarketListener, public sim::ClientListener {
 public:
  /// All references outlive it. It hears the markets from here on; clients are added first to the marketplace.
  Simulator(sim::VenueHost& host, sim::Marketplace& markets, const Desk::Settings& settings,
            const std::vector<sim::ClientSpec>& clients, UtcTime now);
  ~Simulator() override;

  [[nodiscard]] std::string_view name() const override { return "binance"; }
  [[nodiscard]] std::size_t claims(std::string_view path) const override;
  void on_request(const net::HttpRequest& request, net::Respond respond) override;
  std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest& request,
                                                       net::ServerSocket& socket) override;
  void advance(UtcTime now) override;
  [[nodiscard]] std::optional<UtcTime> next_due() const override;
  void happen(const sim::ExchangeFault& fault, UtcTime now) override;
  [[nodiscard]] std::vector<sim::ClientAccount*> clients() override;
  [[nodiscard]] Desk& desk() { return desk_; }

  void on_levels(const sim::MarketBoard& board, const sim::BoardChange& change, bool snapshot) override;
  void on_trade(const sim::MarketBoard& board, const sim::BoardTrade& trade) override;
  void on_own_trade(const sim::MarketBoard& board, const sim::BoardTrade& trade) override { on_trade(board, trade); }
  void on_mark(const sim::MarketBoard& board, UtcTime at) override;
  void on_funding(const sim::MarketBoard&, const sim::BoardFunding&) override {}
  void on_client_events(sim::ClientAccount& client, const std::vector<sim::ClientEvent>& events) override;

 private:
  friend class SimSocket;

  /// An answer with its headers.
  struct Answer {
    unsigned status = 200;
    std::string body;
    std::int64_t retry_after = 0;  ///< seconds; zero: no header
  };

  void keep_pinging(std::uint64_t number);

  // Requests.
  void handle(const net::HttpRequest& request, net::Respond respond);
  Answer answer(const VenueEndpoint& endpoint, Segment segment, const net::HttpRequest& request, std::string_view query,
                SimClient*& client);
  [[nodiscard]] Checked<SimClient*> identify(const VenueEndpoint& endpoint, const Params& params,
                                             std::optional<std::string_view> key);
  [[nodiscard]] Checked<void> check_signature(SimClient& client, const Params& params) const;
  [[nodiscard]] Checked<void> check_time(Segment segment, const Params& params) const;
  [[nodiscard]] Checked<void> count_orders(const VenueEndpoint& endpoint, Segment segment, SimClient& client);
  [[nodiscard]] std::optional<Answer> over_weight(Segment segment, std::int64_t weight);
  [[nodiscard]] std::vector<net::HttpHeader> headers(Segment segment, const SimClient* client,
                                                     const Answer& answer) const;
  static Answer refused(const Refusal& refusal);
  net::HttpResponse words_of(const sim::ExchangeFault& fault, std::size_t segment);

  // Messages of the WebSocket API.
  void on_message(SimSocket& socket, std::string_view text);
  void do_message(SimSocket& socket, const std::string& id, const std::string& method, Params params, bool answers,
                  Nanos late);
  static Outcome words_of(const sim::ExchangeFault& fault, std::int64_t now);
  Outcome run_message(SimSocket& socket, const std::string& method, const Params& params);
  std::optional<Outcome> session_message(SimSocket& socket, const std::string& method, const Params& params);
  Outcome log_on(SimSocket& socket, const Params& params);
  Outcome subscribe_user(SimSocket& socket, SimClient& client);
  void answer_message(SimSocket& socket, const std::string& id, const Outcome& outcome, Nanos more = {});

  // Streams.
  void on_command(SimSocket& socket, std::string_view text);
  [[nodiscard]] bool wanted(std::string_view stream) const;
  void tell(Segment segment, std::string_view stream, std::string_view data);
  void flush_depth(MarketId market, std::int64_t speed, UtcTime now);
  void tell_partial(const sim::MarketBoard& board, std::int64_t speed, UtcTime now);
  void tell_quote(const sim::MarketBoard& board, UtcTime at);
  void tell_tickers(UtcTime now);
  void send(const SimSocket& socket, std::string_view stream, const std::string& text, Nanos more = {});

  // Events of accounts.
  [[nodiscard]] bool hears(Route route, const SimClient& client) const;
  void tell_order(SimClient& client, const sim::ClientEvent& event);
  void tell_spot_order(SimClient& client, const sim::ClientEvent& event);
  void tell_usdm_order(SimClient& client, const sim::ClientEvent& event);
  void tell_spot_account(SimClient& client, const std::vector<sim::ClientEvent>& events);
  void tell_usdm_account(SimClient& client, const std::vector<sim::ClientEvent>& events);
  void tell_spot(SimClient& client, std::string_view event, const std::string& json);
  void tell_usdm(SimClient& client, std::string_view event, const std::string& json);
  void call_for_margin(SimClient& client, UtcTime at);
  void end_user_streams(SimClient& client, UtcTime now);
  void expire_listen_key(SimClient& client, UtcTime now);
  [[nodiscard]] std::int64_t stamp(UtcTime at) const { return sim::millis(at + desk_.clock_skew); }

  sim::VenueHost& host_;
  sim::Marketplace& markets_;
  Desk desk_;
  std::map<std::uint64_t, SimSocket*> sockets_;
  std::uint64_t socket_count_ = 0;
  std::map<std::pair<MarketId, std::int64_t>, PendingDepth> depths_;  ///< by market and milliseconds
  std::map<std::string, std::int64_t, std::less<>> wanted_;           ///< streams, with how many sockets want them
  std::map<MarketId, TopOfBook> tops_;                                ///< as told last
  std::array<sim::LimitCount, 2> weights_;
  std::array<std::int64_t, 2> refusals_{};  ///< 429 in this interval, by segment
  std::array<std::optional<UtcTime>, 2> banned_until_{};
  UtcTime next_second_;
  std::int64_t executions_ = 0;
};

/// One WebSocket of the simulated venue.
class SimSocket final : public net::ServerSocketHandler {
 public:
  SimSocket(Simulator& venue, net::ServerSocket& end, Route to, bool wraps)
      : owner(venue), socket(end), route(to), combined(wraps) {}
  ~SimSocket() override;
  void on_text(std::string_view text) override;
  void on_closed() override;

  Simulator& owner;
  net::ServerSocket& socket;
  Route route;
  bool combined;
  std::uint64_t number = 0;
  std::set<std::string, std::less<>> streams{};
  SimClient* client = nullptr;                 ///< logged on, or by its listen key
  std::map<std::int64_t, SimClient*> users{};  ///< user streams, by subscription
  std::int64_t subscriptions = 0;
  UtcTime connected{};
  UtcTime authorized{};

  [[nodiscard]] Segment segment() const {
    return route == Route::spot_streams || route == Route::spot_api ? Segment::spot : Segment::usdm;
  }
  [[nodiscard]] bool is_api() const { return route == Route::spot_api || route == Route::usdm_api; }
};

}  // namespace basis::binance::simulated
