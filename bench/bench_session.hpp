#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "core/config/settings.hpp"
#include "venues/binance/order_codec.hpp"
#include "venues/registry.hpp"
#include "venues/session.hpp"

namespace basis::bench {

/// Hears a session: what is of no interest to a measurement is passed over, and what stops it is thrown.
class BenchListener : public SessionListener {
 public:
  void on_market_data(const MarketData&) override {}
  void on_feed_lost(std::uint32_t, UtcTime, MonoTime) override {}
  void on_order(const OrderReport&, UtcTime, MonoTime) override {}
  void on_account(const AccountReport&, UtcTime, MonoTime) override {}
  void on_send_failed(const ClientOrderId& id, OrderAction, SendFailure, UtcTime) override {
    throw std::runtime_error("order " + std::string(id.view()) + " could not be sent");
  }
  void on_order_found(const OrderRecord&, UtcTime) override {}
  void on_order_missing(const ClientOrderId&, UtcTime) override {}
  void on_query_failed(const ClientOrderId&, UtcTime) override {}
  void on_download(const MarketDownload&, UtcTime, MonoTime) override {}
  void on_readiness(MarketId, LegReadiness, Quantity, MonoTime) override {}
  void on_status(const SessionStatus& status, UtcTime) override {
    if (status.state == SessionState::refused) throw std::runtime_error("a session was refused: " + status.text);
  }
  void on_alert(const SessionAlert& alert, UtcTime) override {
    if (alert.kind == "unreadable") throw std::runtime_error(alert.text);
  }
};

/// BTCUSDT of Binance, spot and perp, in the universe of a mode.
struct BenchMarkets {
  explicit BenchMarkets(const Settings& settings);
  [[nodiscard]] const Market& market(bool spot) const { return universe[spot ? spot_id : perp_id]; }
  Universe universe;
  MarketId spot_id, perp_id;
};

/// The encoder of orders over a connection of `bench_session`, or of whole signed requests.
binance::OrderEncoder bench_encoder(const Market& market, const net::Endpoint& endpoint, wire::Transport transport);

/// Settings of a session of one market at simulated Binance, which is reached at `endpoints`. With an Ed25519 key the
/// order socket logs in once, and orders are not signed.
SessionSettings bench_session(const Universe& universe, const Market& market, const SessionEndpoints& endpoints,
                              bool hot);

}  // namespace basis::bench
